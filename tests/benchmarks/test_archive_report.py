"""Adding to an archive is measured in processes of its own; its part of the page puts ratios first."""

import json
from pathlib import Path

import pikepdf
import pytest

from benchmarks import archive, report, report_archive, shelves


def row(what: str, reader: str, jobs: int, wall: float) -> dict[str, object]:
    return {"what": what, "reader": reader, "pages": 13, "jobs": jobs, "status": 0, "cpu": 26.0, "wall": wall} | dict.fromkeys(
        ("peak", "root", "worker"), 150 << 20
    )


def test_ratios_stand_first() -> None:
    rows = [row("one report", report_archive.KEHOACH, jobs, wall) for jobs, wall in ((1, 30.0), (2, 15.6))]
    rows += [row("one report", "OCRmyPDF", jobs, wall) for jobs, wall in ((1, 16.0), (2, 8.0))]
    text = report_archive.archive_part({"rows": rows})
    assert "| 13 pages, one report | kehoach archive add | 2 | 1.92 | 0.51 | 50 | 2.00 | 150 | 150 |" in text
    assert "| 13 pages, one report | OCRmyPDF | 2 | 2.00 |  | 98 | 2.00 | 150 | 150 |" in text


def test_a_table_as_it_is_told() -> None:
    told = {"title": "Search", "head": ["question", "p95 ms"], "rows": [["34-CT/TW", "4.1"]], "note": "Warm."}
    assert report_archive.told_part(told) == "## Search\n\n| question | p95 ms |\n|---|---:|\n| 34-CT/TW | 4.1 |\n\nWarm.\n"
    assert "\nOne.\n\n|" in report_archive.told_part(told | {"text": "One."})


def test_every_part_has_a_program() -> None:
    programs = Path(report.__file__).parent
    assert [name for name in report.PARTS if not (programs / f"{name}.py").exists()] == []


def test_tables_of_other_programs_stand_behind_the_known_parts(tmp_path: Path) -> None:
    told = {"title": "Search", "head": ["question"], "rows": [["x"]]}
    (tmp_path / "a_search.json").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "strange.json").write_text(json.dumps({"rows": []}), encoding="utf-8")
    (tmp_path / "archive.json").write_text(json.dumps({"rows": [row("one report", "OCRmyPDF", 1, 2.0)]}), encoding="utf-8")
    text = report.page(tmp_path)
    assert text.index("## Adding to the archive") < text.index("## Search") < text.index("Alone: `python -m benchmarks.a_search`.")
    assert "strange" not in text


def test_the_report_has_the_pages_asked_for(tmp_path: Path) -> None:
    with pikepdf.open(shelves.report(tmp_path / "report.pdf", 2)) as book:
        assert len(book.pages) == 2


def test_an_archive_is_made_and_counted(tmp_path: Path) -> None:
    shelves.short_papers(tmp_path / "short", 3)
    found = archive.adding("short", tmp_path / "short", 3, 1)
    assert (found["status"], found["papers"]) == (0, 3)
    assert found["cpu"] > 0.1 and found["root"] > 10 << 20


def test_the_rival_reads_the_same_pages(tmp_path: Path) -> None:
    if not archive.OCRMYPDF.exists():
        pytest.skip("ocrmypdf is not installed: make bench-rivals")
    assert archive.rival("one", shelves.report(tmp_path / "report.pdf", 1), 1, 1)["status"] == 0
