"""Adding to an archive is measured in processes of its own; its part of the page puts ratios first."""

import json
from pathlib import Path

import pikepdf
import pytest

from benchmarks import __main__ as together
from benchmarks import archive, plans, report, report_archive, report_readme, shelves


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


def test_every_program_has_its_part_of_the_page() -> None:
    assert {*together.PAPERS, *together.QUESTIONS, "plans"} == set(report.PARTS)


def test_plans_are_made_added_and_exported(tmp_path: Path) -> None:
    plans.main([str(tmp_path / "plans"), "--count", "3", "-o", str(tmp_path / "plans.json")])
    rows = json.loads((tmp_path / "plans.json").read_text(encoding="utf-8"))["rows"]
    assert [row[1] for row in rows[:2]] == ["3 plans", "3 plans"]
    assert "nodes" in rows[2][1]
    assert len(list((tmp_path / "plans" / "archive").glob("documents/*/*/paper.json"))) == 3


def test_tables_of_other_programs_stand_behind_the_known_parts(tmp_path: Path) -> None:
    told = {"title": "Search", "head": ["question"], "rows": [["x"]]}
    (tmp_path / "a_search.json").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "strange.json").write_text(json.dumps({"rows": []}), encoding="utf-8")
    (tmp_path / "archive.json").write_text(json.dumps({"rows": [row("one report", "OCRmyPDF", 1, 2.0)]}), encoding="utf-8")
    text = report.page(tmp_path)
    assert text.index("## Adding to the archive") < text.index("## Search") < text.index("Alone: `python -m benchmarks.a_search`.")
    assert "strange" not in text


def test_figures_of_searchable_copies_index_and_questions() -> None:
    counts = {"files": 2, "pages": 3, "words": 1000, "pdfium": 999, "poppler": 990, "streams": 4, "streams_kept": 4, "within_size": 2}
    total = counts | {"levels": {"pdfa": 1, "plain": 1}, "copy_seconds_a_page": 0.2, "preview_seconds_a_page": 0.05}
    assert "| level reached | 1 PDF/A of the original, 1 plain PDF |" in report_archive.searchable_part({"total": total})
    rate = {"documents": 10_000, "added_per_second": 310.2, "added_per_cpu_second": 330, "rebuilt_per_second": 320, "index_to_text": 2.01}
    assert "| added, documents a second | 310 |" in report_archive.index_part(rate)
    times = {"cite": {"count": 100, "p50": 3.04, "p95": 20.1, "max": 30}}
    found = {"papers": 20_000, "citations": 460_000, "index_to_text": 2.01, "times": times}
    assert "| cite | 100 | 3.0 | 20.1 | 30.0 |" in report_archive.search_part(found)


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


def test_figures_of_the_readme(tmp_path: Path) -> None:
    assert report_readme.figures(tmp_path).count("\n") == 2  # head alone
    walls = {("kehoach archive add", 1): 30.0, ("kehoach archive add", 2): 15.6, ("OCRmyPDF", 2): 13.0}
    rows = [row("one report", reader, jobs, wall) for (reader, jobs), wall in walls.items()]
    (tmp_path / "archive.json").write_text(json.dumps({"rows": rows}), encoding="utf-8")
    killed = {"rows": [["kills", "100 (60 × a, 40 × b)"], ["archives filled to the end", "9"], ["documents lost", "0"], ["changed", "1"]]}
    (tmp_path / "archive_kills.json").write_text(json.dumps(killed), encoding="utf-8")
    told = {"rows": [["search", "40", "9", "20", "12", "31", "150"], ["targets", "40", "9", "20", "12", "31", ""]]}
    (tmp_path / "pages_speed.json").write_text(json.dumps(told), encoding="utf-8")
    lines = report_readme.figures(tmp_path).splitlines()[2:]
    assert lines == [
        "| 13 scanned pages, one report: pages a minute with two processes | 50, 1.92 × one process | 1.8 × |",
        "| beside OCRmyPDF on the same report | 0.83 × its 60 | 0.75 × |",
        "| `kill -9` while adding: 100 times | 1 lost, doubled, changed or left over | 0 |",
        "| page in the browser, search, p95 | 31 ms | 150 ms |",
    ]
