"""The commands of the archive as a person meets them: what is printed, in which language and form, with which exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from pdfs import write_text_pdf
from PIL import Image
from test_cli import PLAN
from typer.testing import CliRunner

from pipeline.archive.archive import Archive
from pipeline.archive.files.store import NAME
from pipeline.cli import app

OTHER = (
    PLAN.replace("KIÊN GIANG", "HÀ TĨNH").replace("Kiên Giang", "Hà Tĩnh").replace("33/KH-BQLKKT", "57/KH-BQLKKT").replace("100%", "90%")
)
HOSTILE = PLAN.replace("BAN QUẢN LÝ KHU KINH TẾ", "BAN \x1b[2J<script>alert(1)</script> [red]KINH TẾ")


def kehoach(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def rows(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)  # type: ignore[no-any-return]


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith("KEHOACH"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two plans and a signed-like PDF; its shelf lies beside it."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "shelf").mkdir()
    (folder / "shelf" / "one.txt").write_text(PLAN, encoding="utf-8")
    (folder / "shelf" / "two.txt").write_text(OTHER, encoding="utf-8")
    write_text_pdf(folder / "shelf" / "three.pdf", [PLAN.replace("33/KH", "/KH").splitlines()])
    Archive(folder / "kho").add(folder / "shelf", jobs=1)
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it that a test may change."""
    shutil.copytree(made / "kho", tmp_path / "kho")
    monkeypatch.setenv("KEHOACH_ARCHIVE", str(tmp_path / "kho"))
    return tmp_path / "kho"


def test_a_shelf_goes_in_and_what_failed_is_told(tmp_path: Path) -> None:
    shelf = tmp_path / "a shelf"
    shelf.mkdir()
    (shelf / "kh.txt").write_text(PLAN, encoding="utf-8")
    shutil.copy(shelf / "kh.txt", shelf / "the same.txt")
    (shelf / "empty.pdf").touch()
    first = kehoach("archive", "add", shelf, "--archive", "kho", "--jobs", "1")
    assert first.exit_code == 5 and "Traceback" not in first.output
    assert [line for line in first.stderr.splitlines() if "empty.pdf" in line] == [
        f"{shelf}/empty.pdf: the file is empty (0 bytes). Copy or scan it again."
    ]
    assert "1 taken in, 1 known by another name, 1 could not be read, 1 pages" in first.stdout and "--retry-failed" in first.stdout
    again = kehoach("archive", "add", shelf / "kh.txt", "--archive", "kho", "--lang", "vi")
    assert again.exit_code == 0 and "1 đã có" in again.stdout
    failed = kehoach("archive", "list", "--failed", "--archive", "kho", "--lang", "vi")
    assert failed.exit_code == 0 and "tệp rỗng" in failed.stdout and "Tài liệu: 1 (1 lỗi)" in failed.stdout
    (shelf / "empty.pdf").write_text(OTHER, encoding="utf-8")
    assert kehoach("archive", "add", "--retry-failed", "--archive", "kho", "-q").exit_code == 0
    assert len(rows(kehoach("archive", "list", "--archive", "kho", "--format", "json"))) == 2
    assert "Nothing found" not in kehoach("search", "Hà Tĩnh", "--archive", "kho").stdout


def test_the_list_in_three_forms(archive: Path) -> None:
    listed = rows(kehoach("archive", "list", "--format", "json"))
    assert {row["state"] for row in listed} == {"read"} and {row["number_symbol"] for row in listed} >= {"33/KH-BQLKKT", "57/KH-BQLKKT"}
    told = list(csv.DictReader(io.StringIO(kehoach("archive", "list", "--format", "csv").stdout)))
    assert [row["document_id"] for row in told] == [row["document_id"] for row in listed]
    table = kehoach("archive", "list").stdout
    assert all(str(row["document_id"])[:12] in table for row in listed) and table.endswith("Documents: 3 (3 read)\n")
    assert kehoach("archive", "list", "--lang", "vi").stdout.endswith("Tài liệu: 3 (3 đã đọc)\n")


def test_a_document_whose_page_cannot_be_read_is_listed_with_its_reason(tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.effect_noise((600, 800), 60).save(whole, "JPEG")
    (tmp_path / "half.jpg").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    (tmp_path / "empty.jpg").touch()
    assert kehoach("archive", "add", tmp_path / "half.jpg", tmp_path / "empty.jpg", "--archive", "kho", "--jobs", "1").exit_code == 20
    for more in ([], ["--failed"]):
        told = kehoach("archive", "list", *more, "--archive", "kho", "--lang", "vi")
        assert told.exit_code == 0 and "half.jpg, trang 1: tệp hỏng" in told.stdout
    listed = rows(kehoach("archive", "list", "--failed", "--archive", "kho", "--format", "json"))
    faults: list[Any] = [row["faults"] for row in listed]
    assert [(fault["kind"], fault["page"]) for [fault] in faults] == [("DamagedFile", 1), ("EmptyFile", None)]


def test_the_index_is_made_anew(archive: Path) -> None:
    for path in archive.glob("index.sqlite*"):
        path.unlink()
    assert kehoach("search", "thi đua").exit_code == 21
    done = kehoach("archive", "rebuild")
    assert done.exit_code == 0 and "Documents in it: 3" in done.stdout
    assert rows(kehoach("search", "thi đua", "--format", "json"))


ERRORS = {
    "no archive is named": (["search", "x"], 21),
    "nor is there one": (["search", "x", "--archive", "nowhere"], 21),
    "a list of none": (["archive", "list", "--archive", "nowhere"], 21),
    "a folder of other things": (["archive", "add", "--archive", "other", "other/a.txt"], 13),
    "an export of nothing": (["archive", "export", "--archive", "{kho}"], 26),
    "a register of an unknown kind": (["archive", "export", "--archive", "{kho}", "--register", "a.docx"], 26),
    "an unknown document": (["review", "--archive", "{kho}", "--set", "ffffffffff", "number=1"], 25),
    "no value": (["review", "--archive", "{kho}", "--set", "{id}"], 26),
    "no column": (["review", "--archive", "{kho}", "--set", "{id}", "nothing=1"], 26),
    "a table of none": (["review", "--archive", "{kho}", "--set", "{id}", "number=1", "--table", "nothing"], 26),
    "a row of none": (["review", "--archive", "{kho}", "--set", "{id}", "date=2022-02-03", "--table", "citations", "--row", "99"], 25),
    "a value and its confirmation": (["review", "--archive", "{kho}", "--set", "{id}", "number=1", "--confirm"], 26),
    "a row without its words": (["review", "--archive", "{kho}", "--add", "{id}"], 26),
    "words that the paper does not have": (["review", "--archive", "{kho}", "--add", "{id}", "--words", "Nghị định số 30/2020/NĐ-CP"], 26),
    "values beside a taking out": (["review", "--archive", "{kho}", "--set", "{id}", "--table", "dates", "--delete", "date=2022"], 26),
    "a good value beside a bad one": (["review", "--archive", "{kho}", "--set", "{id}", "number=1", "date=2022-02-30"], 26),
    "a machine's column": (["review", "--archive", "{kho}", "--set", "{id}", "text=x"], 26),
    "a date of no calendar": (["review", "--archive", "{kho}", "--set", "{id}", "date=2022-02-30"], 26),
    "what a paper cites that is not there": (["cite", "--archive", "{kho}", "--cited-by", "ffffffffff"], 25),
    "a folder that is not there": (["archive", "watch", "nowhere", "--archive", "{kho}"], 3),
    "a scheduler that is not there": (["archive", "add", "--scheduler", "tcp://127.0.0.1:1", "--archive", "{kho}"], 27),
    "pages of no archive": (["serve", "--archive", "nowhere"], 21),
    "a token that can be guessed": (["serve", "--archive", "{kho}", "--token", "abc"], 26),
    "a form that is none": (["archive", "list", "--archive", "{kho}", "--format", "xml"], 2),
}


@pytest.mark.parametrize("case", ERRORS)
def test_errors_are_one_line_in_both_languages(case: str, archive: Path, tmp_path: Path) -> None:
    words, code = ERRORS[case]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text(PLAN, encoding="utf-8")
    document = next(Archive(archive).store.ids())
    if "--archive" not in words:
        os.environ.pop("KEHOACH_ARCHIVE")
    filled = [word.format(kho=archive, id=document) for word in words]
    said = {}
    for language in ("en", "vi"):
        done = kehoach(*filled, "--lang", language)
        assert done.exit_code == code, done.output
        said[language] = done.stderr
        assert "Traceback" not in done.output
        assert code == 2 or len([line for line in done.stderr.splitlines() if line]) == 1, done.stderr
    assert code == 2 or said["en"] != said["vi"]
    assert code != 26 or Archive(archive).amendments(document) == []
    if case == "no archive is named":
        assert "--archive" in said["en"] and "KEHOACH_ARCHIVE" in said["vi"]


def test_a_newer_archive_is_left_alone(archive: Path, tmp_path: Path) -> None:
    (archive / NAME).write_text('{"layout": 99, "made_by": "kehoach 9"}')
    before = sorted(path.name for path in archive.iterdir())
    assert kehoach("archive", "add", "a.txt").exit_code == kehoach("archive", "list").exit_code == 22
    assert sorted(path.name for path in archive.iterdir()) == before


def test_what_to_look_at_first_and_a_correction(archive: Path, tmp_path: Path) -> None:
    first, *_ = rows(kehoach("review", "--format", "json", "--crops", "crops", "--limit", "5"))
    assert first["column"] == "number" and first["reason_vi"] and Path(str(first["crop"])).read_bytes()[:2] == b"\xff\xd8"
    listed = kehoach("review", "--lang", "vi").stdout
    assert str(first["document_id"])[:12] in listed and str(first["reason_vi"]) in listed
    short = str(first["document_id"])[:12]
    done = kehoach("review", "--set", short, "number=34", "recipients=UBND tỉnh; Lưu: VT", "--who", "Lan")
    assert done.exit_code == 0 and f"{short}: documents.number is now 34 (it was ∅)." in done.stdout
    assert "UBND tỉnh; Lưu: VT" in done.stdout and "So documents.number_symbol is now 34/KH-BQLKKT (it was ∅)." in done.stdout
    doubtful = {(row["document_id"], row["column"]) for row in rows(kehoach("review", "--format", "json"))}
    assert (first["document_id"], "number") not in doubtful
    found = rows(kehoach("search", "34/KH-BQLKKT", "--format", "json"))
    assert [hit["document_id"] for hit in found if hit["number_symbol"] == "34/KH-BQLKKT"] == [first["document_id"]]
    confirmed = kehoach("review", "--set", short, "title", "--confirm", "--lang", "vi")
    assert confirmed.exit_code == 0 and "đúng như đang có" in confirmed.stdout
    assert {said.who for said in Archive(archive).amendments(str(first["document_id"]))} >= {"Lan"}


def test_a_row_that_was_missed_is_added_and_taken_out(archive: Path) -> None:
    [first, *_] = rows(kehoach("archive", "list", "--format", "json"))
    short = str(first["document_id"])[:12]
    words = ["review", "--add", short, "--table", "entities", "--words", "phong trào thi đua", "label=ORG", "normalised=Phong trào thi đua"]
    done = kehoach(*words, "--who", "Lan", "--lang", "vi")
    assert done.exit_code == 0 and "đã thêm một dòng vào bảng entities" in done.stdout and "normalised = Phong trào thi đua" in done.stdout
    [said] = Archive(archive).amendments(str(first["document_id"]))
    assert (said.act, said.who, said.new["label"]) == ("add", "Lan", "ORG")
    again = kehoach(*words)
    number = again.stderr.split("(row ")[1].split()[0]
    assert again.exit_code == 26 and "stands there already" in again.stderr
    out = kehoach("review", "--set", short, "--table", "entities", "--row", number, "--delete")
    assert out.exit_code == 0 and "is taken out: phong trào thi đua" in out.stdout
    assert kehoach(*words).exit_code == 0


def test_the_hint_of_a_review_is_a_command_that_is_taken(tmp_path: Path) -> None:
    Image.new("L", (300, 400), 255).save(tmp_path / "blank.png")
    Archive("kho").add(tmp_path / "blank.png", jobs=1)
    [document_id] = Archive("kho").store.ids()
    shown = kehoach("review", "--archive", "kho", "--limit", "1")
    hint = f"kehoach review --set {document_id[:12]} quality --confirm"
    assert hint in shown.stdout and "quality=" not in shown.stdout
    assert kehoach(*hint.split()[1:], "--archive", "kho").exit_code == 0


def test_hits_show_what_where_and_how_many(archive: Path) -> None:
    done = kehoach("search", "thi đua khen thưởng")
    assert done.exit_code == 0 and "1. Kế hoạch" in done.stdout and "(page 1)" in done.stdout and "Papers found: 3." in done.stdout
    assert "Papers found: 3; shown: 3 to 3" in kehoach("search", "thi đua khen thưởng", "--limit", "2", "--offset", "2").stdout
    hits = rows(kehoach("search", "thi dua", "--province", "Hà Tĩnh", "--format", "json"))
    assert [hit["province"] for hit in hits] == ["Hà Tĩnh"] and any(marked for _, marked in hits[0]["snippet"])  # type: ignore[attr-defined]
    nowhere = kehoach("search", "thi dua", "--province", "Bình Thuận")
    assert "Nothing found" in nowhere.stdout and "Without the filters: 3." in nowhere.stdout
    told = list(csv.DictReader(io.StringIO(kehoach("search", "thi đua", "--format", "csv").stdout)))
    assert len(told) == 3 and "thi đua" in told[0]["snippet"]
    assert kehoach("search", "không-có-từ-này", "--lang", "vi").stdout == "Không tìm thấy gì.\n"


@pytest.mark.parametrize("words", ['"', "*", "NEAR(", "a" * 10_000, "😀", "' OR 1=1 --", "\x00", "-"])
def test_bad_questions_are_answered_politely(words: str, archive: Path) -> None:
    for command in ("search", "cite", "targets"):
        done = kehoach(command, "--", words)
        assert done.exit_code in (0, 26) and "Traceback" not in done.output, done.output


def test_who_cites_and_what_is_cited(archive: Path) -> None:
    done = kehoach("cite", "34-CT/TW")
    assert done.exit_code == 0 and "Hà Tĩnh" in done.stdout and "thực hiện" in done.stdout and "2022" in done.stdout
    citing = rows(kehoach("cite", "34-CT/TW", "--format", "json"))
    assert {row["province"] for row in citing} == {"Kiên Giang", "Hà Tĩnh"} and all("34-CT/TW" in str(row["sentence"]) for row in citing)
    cited = rows(kehoach("cite", "--cited-by", str(citing[0]["document_id"])[:12], "--format", "json"))
    assert "CT 34-CT/TW / 2014" in {row["cited"] for row in cited}
    assert rows(kehoach("cite", "34-CT/TW", "--by", "province", "--format", "json")) == [
        {"province": "Kiên Giang", "papers": 2},
        {"province": "Hà Tĩnh", "papers": 1},
    ]
    assert kehoach("cite", "34-CT/TW", "--by", "year", "--format", "csv").stdout == "year,papers\n2022,3\n"
    assert kehoach("cite", "99-CT/TW").exit_code == 0
    for words in ([], ["34-CT/TW", "--list", "most"], ["--list", "most", "--by", "year"]):
        assert kehoach("cite", *words).exit_code == 2


def test_lists_of_all_that_is_cited(archive: Path) -> None:
    most = rows(kehoach("cite", "--list", "most", "--format", "json"))
    (directive,) = [row for row in most if row["name"] == "CT 34-CT/TW / 2014"]
    assert (directive["papers"], directive["provinces"], directive["provinces_2025"]) == (3, 2, 2)
    assert [row["papers"] for row in most] == sorted((row["papers"] for row in most), reverse=True)
    only = rows(kehoach("cite", "--list", "most", "--province", "Hà Tĩnh", "--format", "json"))
    assert {row["provinces"] for row in only} == {1}
    assert "CT 34-CT/TW" in kehoach("cite", "--list", "most").stdout
    assert rows(kehoach("cite", "--list", "conflicts", "--format", "json")) == []
    assert kehoach("cite", "--list", "replaced", "--lang", "vi").exit_code == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["search", "thi đua", "--province", "Nơi Không Có"], 26, "Nơi Không Có không phải tên tỉnh, thành phố"),
        (["cite", "34-CT/TW", "--type", "không có"], 26, "không có không phải tên loại văn bản"),
        (["targets", "cơ quan", "--level", "quốc tế"], 26, "trung ương, tỉnh, huyện, xã"),
        (["cite", "--cited-by", "99/XX"], 25, "không có văn bản 99/XX"),
        (["cite", "--cited-by", "99/XX", "--by", "year"], 2, "--by"),
    ],
)
def test_a_slip_in_a_filter_is_no_answer(words: list[str], code: int, told: str, archive: Path) -> None:
    """'Nothing found' would have been read as: no plan says so."""
    done = kehoach(*words, "--lang", "vi")
    assert done.exit_code == code and told in " ".join(done.output.split()), done.output


def test_a_file_holds_all_rows_and_a_terminal_some(tmp_path: Path) -> None:
    """'cite 34-CT/TW --format csv > cite.csv' had the first fifty of 1,484 rows, without a word."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for number in range(60):
        (shelf / f"{number}.txt").write_text(PLAN.replace("33/KH", f"{number}/KH"), encoding="utf-8")
    assert kehoach("archive", "add", shelf, "--archive", "kho", "--quiet").exit_code == 0
    for words, shown in ((["search", "thi dua"], 20), (["cite", "34-CT/TW"], 50), (["targets", "co quan"], 50)):
        assert len(rows(kehoach(*words, "--archive", "kho", "--format", "json"))) >= 60, words
        assert len(rows(kehoach(*words, "--archive", "kho", "--format", "json", "--limit", "7"))) == 7
        assert str(shown) in kehoach(*words, "--archive", "kho").stdout.splitlines()[-1]


def test_targets_side_by_side(archive: Path) -> None:
    found = rows(kehoach("targets", "co quan", "--format", "json"))
    assert {(row["province"], row["value"]) for row in found} >= {("Kiên Giang", 100.0), ("Hà Tĩnh", 90.0)}
    assert "90" in kehoach("targets", "cơ quan", "--lang", "vi").stdout


def test_the_graph(archive: Path) -> None:
    networkx = pytest.importorskip("networkx")
    assert kehoach("graph", "-o", "g.graphml").exit_code == 0
    assert networkx.read_graphml("g.graphml").number_of_edges() >= 2


def test_a_check_tells_and_mends(archive: Path) -> None:
    assert kehoach("archive", "check").exit_code == 0
    paper = next(archive.glob("documents/*/*/paper.json"))
    paper.unlink()
    told = kehoach("archive", "check", "--no-repair")
    assert told.exit_code == 23 and "paper.json" in told.output
    assert kehoach("archive", "check", "--lang", "vi").exit_code == 0 and paper.exists()


def test_a_check_of_a_newer_index_sends_nobody_to_the_backup(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "index.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 99")
    told = kehoach("archive", "check", "--lang", "vi")
    assert told.exit_code == 23 and "phiên bản 99" in told.stdout and "bản sao lưu" not in told.stdout


def test_a_hostile_paper_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    (tmp_path / "bad\x1b]0;owned\x07.txt").write_text(HOSTILE, encoding="utf-8")
    assert kehoach("archive", "add", tmp_path, "--archive", "kho").exit_code == 0
    for words in (["search", "thi đua"], ["archive", "list"], ["review"], ["cite", "34-CT/TW"], ["targets", "cơ quan"]):
        done = kehoach(*words, "--archive", "kho")
        assert done.exit_code == 0 and "\x1b" not in done.output and "\x07" not in done.output, words


def test_ctrl_c_ends_in_order_and_the_same_command_goes_on(tmp_path: Path) -> None:
    write_text_pdf(tmp_path / "long.pdf", [PLAN.splitlines()] * 1_500)
    words = ["archive", "add", "long.pdf", "--archive", "kho", "--jobs", "1", "--no-searchable"]
    # A shell starts what it runs in the background with SIGINT ignored, and children inherit that: here Ctrl-C must arrive.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen([sys.executable, "-m", "pipeline", *words], stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    for _ in range(600):
        if len(list(tmp_path.glob("kho/documents/*/*/pages/*"))) >= 16:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130 and "Traceback" not in errors and "The same command goes on from here" in errors
    (listed,) = rows(kehoach("archive", "list", "--archive", "kho", "--format", "json"))
    assert listed["state"] == "reading" and listed["page_count"] == 1_500
