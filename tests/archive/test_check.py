"""Damage of every kind in a small real archive: found, named, put right, gone at the second look; and damage at random."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from archives import shelf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfs import write_text_pdf

from pipeline.archive.amending.amendments import load
from pipeline.archive.archive import Archive
from pipeline.archive.checking.check import Checked, Report, check
from pipeline.archive.checking.finding import Finding, kinds
from pipeline.archive.files.manifest import Manifest
from pipeline.archive.files.seal import made, sealed
from pipeline.archive.files.store import Store
from pipeline.errors import ArchiveDamaged
from pipeline.workers.executors import LimitedExecutor

LINES = [
    "ỦY BAN NHÂN DÂN TỈNH KIÊN GIANG", "Số: 33/KH-UBND", "KẾ HOẠCH", "Tuyên truyền về công tác thi đua, khen thưởng năm 2022",
    "Thực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị về tiếp tục đổi mới công tác thi đua, khen thưởng;",
    "I. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích: Phấn đấu 100% cơ quan, đơn vị tổ chức phát động phong trào thi đua trước ngày 30/6/2022.",
]  # fmt: skip

IGNORED = (".lock", "index.sqlite", ".index.lock", ".rebuild.lock")
"""Locks and the index."""


@pytest.fixture(scope="module")
def executor() -> Iterator[LimitedExecutor]:
    with LimitedExecutor(2) as limited:
        yield limited


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, executor: LimitedExecutor) -> Path:
    """An archive of a PDF of two pages, a text with a person's corrections, and a file that failed."""
    home = tmp_path_factory.mktemp("check")
    (home / "scans").mkdir()
    write_text_pdf(home / "scans" / "kế hoạch.pdf", [LINES, LINES[3:]])
    (home / "scans" / "kh.txt").write_text("\n".join(LINES), encoding="utf-8")
    (home / "scans" / "empty.pdf").write_bytes(b"")
    archive = Archive(home / "kho")
    archive.add([home / "scans"], executor=executor)
    text = next(manifest for manifest in archive.files() if manifest.kind == "text")
    archive.correct(text.document_id, 1, "documents", 0, "signer", "Nguyễn Văn A", "Lan")
    archive.correct(text.document_id, 1, "documents", 0, "signer", "Nguyễn Văn B", "Minh")
    assert check(archive.store, executor=executor).findings == []
    return home / "kho"


@pytest.fixture
def kho(made_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made_once, tmp_path / "kho", symlinks=True)


def states(root: Path) -> dict[str, bytes]:
    """Every file of the archive that a person or a program reads, but for the index."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.startswith(IGNORED))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def rows(root: Path) -> list[tuple[object, ...]]:
    """What the index says."""
    from pipeline.archive.index.connect import open_read

    connection = open_read(root / "index.sqlite")
    try:
        queries = (
            "SELECT document_id, revision, state FROM files ORDER BY 1",
            "SELECT document_id, text, signer FROM documents ORDER BY 1",
        )
        counts = "SELECT document_id, canonical_id FROM citations ORDER BY 1, id"
        return [row for query in (*queries, counts, "SELECT path, kind FROM failures") for row in connection.execute(query)]
    finally:
        connection.close()


QUERIES = (
    "SELECT document_id, revision, state FROM files ORDER BY 1",
    "SELECT document_id, text, signer FROM documents ORDER BY 1",
    "SELECT document_id, canonical_id FROM citations ORDER BY 1, id",
    "SELECT path, kind FROM failures",
)


def of_kind(root: Path, kind: str) -> Path:
    """The folder of the PDF, or of the text."""
    store = Store(root)
    return next(store.folder(manifest.document_id) for manifest in map(store.manifest, store.ids()) if manifest.kind == kind)


def pdf(name: str) -> Callable[[Path], Path]:
    return lambda root: of_kind(root, "pdf") / name


def text(name: str) -> Callable[[Path], Path]:
    return lambda root: of_kind(root, "text") / name


def at(name: str) -> Callable[[Path], Path]:
    return lambda root: root / name


Damage = Callable[[Path], object]


def gone(path: Path) -> None:
    path.unlink()


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def put(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")


def put_long_ago(path: Path) -> None:
    put(path)
    os.utime(path.parent, (0, 0))


def other_state(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace('"page_count": 2', '"page_count": 9'), encoding="utf-8")


def writable(path: Path) -> None:
    path.chmod(0o644)


def half_line(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b'{"table": "documents", "part": 1, "col')


MENDED: dict[str, tuple[Callable[[Path], Path], Damage, str]] = {
    "the original may be written to": (pdf("original.pdf"), writable, "permissions"),
    "no manifest": (pdf("file.json"), gone, "manifest_missing"),
    "no manifest of a text": (text("file.json"), gone, "manifest_missing"),
    "manifest cut off": (pdf("file.json"), cut, "manifest_unreadable"),
    "manifest empty": (text("file.json"), emptied, "manifest_unreadable"),
    "manifest says something else": (pdf("file.json"), other_state, "manifest_changed"),
    "no page file": (pdf("pages/0002.json.gz"), gone, "page_missing"),
    "page file flipped": (pdf("pages/0001.json.gz"), flipped, "page_unreadable"),
    "page file cut off": (text("pages/0001.json.gz"), cut, "page_unreadable"),
    "one page too many": (pdf("pages/0003.json.gz"), put, "page_extra"),
    "no paper": (pdf("paper.json"), gone, "paper_missing"),
    "paper flipped": (text("paper.json"), flipped, "paper_unreadable"),
    "paper cut off": (pdf("paper.json"), cut, "paper_unreadable"),
    "one paper too many": (pdf("paper.2.json"), put, "paper_extra"),
    "no text": (text("paper.txt"), gone, "text_missing"),
    "text flipped": (pdf("paper.txt"), flipped, "text_differs"),
    "no searchable PDF": (pdf("searchable.pdf"), gone, "searchable_missing"),
    "searchable PDF cut off": (pdf("searchable.pdf"), cut, "searchable_changed"),
    "no preview": (pdf("previews/0002.jpg"), gone, "preview_missing"),
    "preview flipped": (pdf("previews/0001.jpg"), flipped, "preview_changed"),
    "seal flipped": (pdf("seal.json"), flipped, "seal_unreadable"),
    "last correction cut off": (text("amendments.jsonl"), half_line, "amendments_cut"),
    "half-written file": (pdf("pages/.tmp12.part"), put, "draft_left"),
    "half-written file at the top": (at(".tmp12.part"), put, "draft_left"),
    "results being made anew": (pdf("new/pages/0001.json.gz"), put, "new_left"),
    "folder of a document that never came": (at(f"documents/ab/{'ab' * 32}/.lock"), put_long_ago, "empty_folder"),
    "mark of a document that is not there": (at(f"unfinished/{'ab' * 32}"), put, "stale_marker"),
    "copy left over": (at("incoming/tmpx/0.part"), put, "incoming_left"),
    "failure damaged": (lambda root: next((root / "failures").iterdir()), emptied, "failure_unreadable"),
    "no index": (at("index.sqlite"), lambda path: [one.unlink() for one in path.parent.glob("index.sqlite*")], "index_missing"),
    "index empty": (at("index.sqlite"), lambda path: (wal_away(path), emptied(path)), "index_unreadable"),
    "index cut off": (at("index.sqlite"), lambda path: (wal_away(path), cut(path)), "index_unreadable"),
    "index is no database": (at("index.sqlite"), lambda path: (wal_away(path), path.write_bytes(b"x" * 9000)), "index_unreadable"),
    "index of an older version": (at("index.sqlite"), lambda path: said(path, "PRAGMA user_version = -1"), "index_older"),
    "not in the index": (at("index.sqlite"), lambda path: said(path, "DELETE FROM file WHERE id = 1"), "index_row_missing"),
    "an older state in the index": (at("index.sqlite"), lambda path: said(path, "UPDATE file SET revision = 0"), "index_stale"),
    "a correction not in the index": (at("index.sqlite"), lambda path: said(path, "DELETE FROM amendment WHERE id = 1"), "index_stale"),
    "too much in the index": (
        at("index.sqlite"),
        lambda path: said(path, f"INSERT INTO file (document_id, revision) VALUES ('{'ab' * 32}', 1)"),
        "index_row_extra",
    ),
    "a paper too few in the index": (at("index.sqlite"), lambda path: said(path, "DELETE FROM paper WHERE id = 1"), "index_differs"),
    "failures not in the index": (at("index.sqlite"), lambda path: said(path, "DELETE FROM failure"), "index_failures"),
}  # fmt: skip


def wal_away(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()


def said(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("case", MENDED)
def test_damage_is_found_named_and_put_right(case: str, kho: Path, executor: LimitedExecutor) -> None:
    where, damage, kind = MENDED[case]
    before, in_index = states(kho), rows(kho)
    path = where(kho)
    damage(path)
    looked = check(Store(kho), repair=False, executor=executor)
    assert kind in {found.kind for found in looked.findings}, looked.findings
    assert not any(found.mended for found in looked.findings) and looked.exit_code == ArchiveDamaged.exit_code
    report = check(Store(kho), executor=executor)
    assert {found.kind for found in report.findings} == {found.kind for found in looked.findings}
    assert report.clean and report.exit_code == 0, report.findings
    [found] = [found for found in report.findings if found.kind == kind][:1]
    assert "→" in found.message() and found.message("vi") != found.message()
    assert check(Store(kho), executor=executor).findings == []
    assert (of_kind(kho, "pdf") / "searchable.pdf").read_bytes().startswith(b"%PDF-")
    after = states(kho)
    if kind == "failure_unreadable":  # the path will fail again
        before = {name: data for name, data in before.items() if not name.startswith("failures")}
        in_index = in_index[:-1]
    assert after == before
    assert rows(kho) == in_index


def aside(path: Path) -> None:
    path.chmod(0o644)
    flipped(path)


LOST: dict[str, tuple[Callable[[Path], Path], Damage, str]] = {
    "no original": (text("original.txt"), gone, "original_missing"),
    "original changed": (pdf("original.pdf"), aside, "original_changed"),
    "original cut off": (pdf("original.pdf"), lambda path: (path.chmod(0o644), cut(path)), "original_changed"),
    "correction damaged": (text("amendments.jsonl"), lambda path: flipped_line(path), "amendment_unreadable"),
    "index of a newer version": (at("index.sqlite"), lambda path: said(path, "PRAGMA user_version = 99"), "index_newer"),
}


def flipped_line(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[2] ^= 0x10
    path.write_bytes(data)


@pytest.mark.parametrize("case", LOST)
def test_a_loss_is_said_and_nothing_is_deleted(case: str, kho: Path, executor: LimitedExecutor) -> None:
    where, damage, kind = LOST[case]
    for manifest in list(Archive(kho).files()):  # the files that they came from are gone too
        Store(kho).write_manifest(Manifest(**{**fields(manifest), "sources": ()}))
    path = where(kho)
    for folder in kho.glob("documents/*/*"):
        (folder / "seal.json").unlink()
    check(Store(kho), executor=executor)
    damage(path)
    left = states(kho)
    report = check(Store(kho), executor=executor)
    assert kind in {found.kind for found in report.lost} and report.exit_code == ArchiveDamaged.exit_code
    assert states(kho) == left
    again = check(Store(kho), executor=executor)
    assert {found.kind for found in again.lost} == {found.kind for found in report.lost}


def fields(manifest: Manifest) -> dict[str, object]:
    return {name: getattr(manifest, name) for name in manifest.__dataclass_fields__}


@pytest.mark.parametrize("case", ["no original", "original changed"])
def test_an_original_is_brought_back_from_where_it_came_from(case: str, kho: Path, executor: LimitedExecutor) -> None:
    where, damage, kind = LOST[case]
    before, path = states(kho), where(kho)
    damage(path)
    changed = path.read_bytes() if path.exists() else None
    report = check(Store(kho), executor=executor)
    assert [(found.kind, found.mended) for found in report.findings if found.kind == kind] == [(kind, True)]
    assert report.exit_code == 0 and path.stat().st_mode & 0o777 == 0o444
    after = states(kho)
    assert after.pop(f"{path.relative_to(kho).as_posix()}.damaged", None) == changed
    assert after == before
    assert check(Store(kho), executor=executor).findings == []


FOREIGN = {
    "at the top": ("notes.txt", "orphan_file"),
    "a folder at the top": ("backup/kh.pdf", "orphan_folder"),
    "among the documents": ("documents/kh.pdf", "orphan_file"),
    "a shelf of another name": ("documents/xyz/kh.pdf", "orphan_folder"),
    "a folder that is no document": ("documents/ab/kh/kh.pdf", "orphan_folder"),
    "a document on the wrong shelf": (f"documents/cd/{'ab' * 32}/original.pdf", "orphan_folder"),
    "in the failures": ("failures/readme.md", "orphan_file"),
    "in the marks": ("unfinished/kh.pdf", "orphan_file"),
    "in the incoming": ("incoming/kh.pdf", "orphan_file"),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_what_is_none_of_ours_is_told_and_left(case: str, kho: Path, executor: LimitedExecutor) -> None:
    name, kind = FOREIGN[case]
    put(kho / name)
    report = check(Store(kho), executor=executor)
    assert [found.kind for found in report.findings] == [kind] and report.exit_code == 0
    assert (kho / name).read_bytes() == b"x"


def test_foreign_files_and_links_in_a_document(kho: Path, executor: LimitedExecutor, tmp_path: Path) -> None:
    folder = of_kind(kho, "pdf")
    put(folder / "notes.docx")
    put(folder / "pages" / "extra.txt")
    put(folder / "mine" / "kh.pdf")
    (folder / "previews" / "0009.jpg").symlink_to("/etc/passwd")
    os.mkfifo(folder / "paper.7.json")
    (kho / "documents" / "ab").mkdir(exist_ok=True)
    (kho / "documents" / "ab" / ("ab" * 32)).symlink_to(tmp_path)
    report = check(Store(kho), executor=executor)
    assert sorted(found.kind for found in report.findings) == ["orphan_file"] * 4 + ["orphan_folder"] * 2
    assert report.exit_code == 0 and (folder / "mine" / "kh.pdf").exists() and tmp_path.exists()


def test_what_another_process_works_on_is_passed_over(kho: Path, executor: LimitedExecutor) -> None:
    folder = of_kind(kho, "pdf")
    gone(folder / "paper.json")
    script = (
        "import sys, time; from pipeline.archive.files.store import Store\n"
        "with Store(__import__('pathlib').Path(sys.argv[1])).lock(sys.argv[2]):\n    print('held', flush=True); time.sleep(60)"
    )
    root = Path(__file__).resolve().parents[2]
    held = subprocess.Popen(
        [sys.executable, "-c", script, str(kho), folder.name], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(root)}
    )
    try:
        assert held.stdout is not None and held.stdout.readline() == b"held\n"
        report = check(Store(kho), executor=executor)
    finally:
        held.kill()
        held.wait()
    assert [(found.kind, found.document_id) for found in report.findings if found.kind == "busy"] == [("busy", folder.name)]
    assert report.exit_code == 0 and report.documents == 1
    assert [found.kind for found in check(Store(kho), executor=executor).findings] == ["paper_missing"]


def test_what_a_killed_run_left_is_for_the_next_add(kho: Path, executor: LimitedExecutor) -> None:
    folder = of_kind(kho, "pdf")
    Store(kho).mark(folder.name)
    gone(folder / "paper.json")
    report = check(Store(kho), executor=executor)
    assert {found.kind for found in report.findings} == {"unfinished"} and report.exit_code == 0
    assert Store(kho).marked(folder.name)


def test_a_document_without_a_seal_is_opened_and_sealed(kho: Path, executor: LimitedExecutor) -> None:
    folder = of_kind(kho, "pdf")
    gone(folder / "seal.json")
    cut(folder / "pages" / "0001.json.gz")
    cut(folder / "paper.txt")
    report = check(Store(kho), executor=executor)
    assert {found.kind for found in report.findings} == {"page_unreadable", "text_differs"} and report.clean
    assert sorted(sealed(folder) or ()) == made(folder)


def test_a_persons_corrections_live_through_repairs(kho: Path, executor: LimitedExecutor) -> None:
    folder = of_kind(kho, "text")
    for name in ("paper.json", "paper.txt", "file.json", "pages/0001.json.gz", "seal.json"):
        gone(folder / name)
    [one.unlink() for one in kho.glob("index.sqlite*")]
    assert check(Store(kho), executor=executor).clean
    assert [said.new for said in load(Store(kho), folder.name)] == ["Nguyễn Văn A", "Nguyễn Văn B"]
    assert ("Nguyễn Văn B",) in {row[-1:] for row in rows(kho)}
    assert check(Store(kho), executor=executor).findings == []


def test_a_seal_gives_the_manifest_back_byte_for_byte(kho: Path, executor: LimitedExecutor) -> None:
    before = states(kho)
    folder = of_kind(kho, "pdf")
    for name in ("file.json", "paper.json", "paper.txt"):
        gone(folder / name)
    for one in kho.glob("index.sqlite*"):
        one.unlink()
    assert check(Store(kho), executor=executor).clean and states(kho) == before


def test_each_document_is_told_of(kho: Path, executor: LimitedExecutor) -> None:
    told: list[object] = []
    writable(of_kind(kho, "text") / "original.txt")
    check(Store(kho), executor=executor, report=told.append)
    assert [event.documents for event in told if isinstance(event, Checked)] == [1, 2]
    assert [event.kind for event in told if isinstance(event, Finding)] == ["permissions"]


def test_an_archive_that_cannot_be_written_to_can_be_looked_at(
    kho: Path, executor: LimitedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.errors import CannotWrite

    def refuse(*_: object) -> None:
        raise CannotWrite(kho)

    monkeypatch.setattr(Store, "hold", refuse)
    assert check(Store(kho), repair=False, executor=executor).documents == 2
    with pytest.raises(CannotWrite):
        check(Store(kho), executor=executor)


def test_the_facade(kho: Path) -> None:
    gone(of_kind(kho, "pdf") / "previews" / "0001.jpg")
    report = Archive(kho).check(repair=False, jobs=1)
    assert isinstance(report, Report) and [found.kind for found in report.findings] == ["preview_missing"]
    assert Archive(kho).check(jobs=1).exit_code == 0


def test_every_kind_has_words_and_a_severity() -> None:
    for row in kinds().values():
        assert row["severity"] in ("lost", "damaged", "note")
        assert all(row[name] for name in ("en", "vi", "mended_en", "mended_vi"))


DAMAGES = {"gone": gone, "flipped": flipped, "cut": cut, "emptied": emptied, "renamed": lambda path: path.rename(path.with_name("renamed"))}


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), damages=st.lists(st.sampled_from(sorted(DAMAGES)), min_size=1, max_size=4))
def test_random_damage_is_put_right(made_once: Path, executor: LimitedExecutor, seed: int, damages: list[str]) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        kho = shutil.copytree(made_once, Path(place) / "kho")
        wal_away(kho / "index.sqlite")
        before, in_index = states(kho), rows(kho)
        names = [name for name in before if "original." not in name and "amendments" not in name and "failures" not in name]
        names = [name for name in names if name != "kehoach-archive.json"] + ["index.sqlite"]
        for damage in damages:
            path = kho / chance.choice(names)
            if path.is_file() and path.stat().st_size and (damage != "flipped" or path.name != "index.sqlite"):
                DAMAGES[damage](path)
        report = check(Store(kho), executor=executor)
        assert report.clean, report.findings
        after = {name: data for name, data in states(kho).items() if not name.endswith("/renamed") and name != "renamed"}
        assert after.keys() == before.keys()
        for name, data in before.items():
            if name.endswith(("file.json", "seal.json")):  # a manifest without its index may lose the revision's number, no more
                continue
            assert after[name] == data, name
        assert [row[:1] + row[2:] for row in rows(kho)] == [row[:1] + row[2:] for row in in_index]
        assert all(found.severity == "note" for found in check(Store(kho), executor=executor).findings)


def test_manifests_say_the_same_after_everything_else_is_lost(kho: Path, executor: LimitedExecutor) -> None:
    before = {manifest.document_id: fields(manifest) for manifest in Archive(kho).files()}
    for folder in kho.glob("documents/*/*"):
        for name in ("file.json", "seal.json"):
            (folder / name).unlink()
    for one in kho.glob("index.sqlite*"):
        one.unlink()
    assert check(Store(kho), executor=executor).clean
    for manifest in Archive(kho).files():
        now, then = fields(manifest), before[manifest.document_id]
        for name in ("kind", "ending", "size", "page_count", "papers", "state", "made_by", "searchable"):
            assert now[name] == then[name], name
        assert [source.path for source in manifest.sources] == [source.path for source in then["sources"]]  # type: ignore[attr-defined]
    assert json.loads((of_kind(kho, "pdf") / "paper.json").read_bytes())["document"]["page_count"] == 2


ADDING = """
import sys
from pathlib import Path
from pipeline.archive.archive import Archive
Archive(sys.argv[1]).add([sys.argv[2]], jobs=1)
"""


def test_a_check_beside_an_add_accuses_nobody(tmp_path: Path, executor: LimitedExecutor) -> None:
    folder, kho = shelf(tmp_path / "shelf", 40), tmp_path / "kho"
    Archive(kho).add([folder / "kh 01.txt"], executor=executor)
    root = Path(__file__).resolve().parents[2]
    adding = subprocess.Popen([sys.executable, "-c", ADDING, str(kho), str(folder)], env=os.environ | {"PYTHONPATH": str(root)})
    found: set[str] = set()
    looks = 0
    try:
        while adding.poll() is None:
            found |= {one.kind for one in check(Store(kho), repair=looks % 2 == 1, executor=executor).findings}
            looks += 1
    finally:
        adding.wait()
    assert adding.returncode == 0 and looks > 1
    assert found <= {"busy", "unfinished"}
    assert len(list(Store(kho).ids())) == 40 and check(Store(kho), executor=executor).findings == []
