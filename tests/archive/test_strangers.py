"""An archive that came from a stranger: JSON of another hand, links and pipes in place of files, an index that acts of its own."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import time
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import archives
import pytest

from pipeline.archive.amending import amendments
from pipeline.archive.files import pagefile, plain
from pipeline.archive.files.store import Store
from pipeline.archive.index import packing
from pipeline.archive.index.connect import Unmigrated, open_read, open_write
from pipeline.archive.index.rebuild import ensure, rebuild
from pipeline.archive.pdfa import stripping
from pipeline.errors import ArchiveDamaged, CannotWrite, KehoachError


@pytest.fixture
def store(tmp_path: Path) -> Store:
    archives.add(tmp_path / "kho", archives.shelf(tmp_path / "shelf", 3), searchable=False)
    return Store.open(tmp_path / "kho")


def rebuilt(store: Store) -> tuple[int, list[KehoachError]]:
    """Documents in the new index, and the errors that were told."""
    errors: list[KehoachError] = []
    count = rebuild(store, lambda _, error: errors.append(error) if error else None)
    with closing(open_read(store.index)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (count,)
        assert connection.execute("SELECT count(*) FROM folded WHERE folded MATCH 'giam'").fetchone() == (count,)
    return count, errors


MANIFESTS: dict[str, Any] = {
    "ending": "x/../../../../../../etc/passwd",
    "kind": "video",
    "size": "large",
    "page_count": 10**30,
    "papers": float("inf"),
    "revision": -1,
    "sources": [{"path": 5, "added": None}],
    "faults": "none",
    "document_id": "../../etc",
    "made_by": ["kehoach"],
    "searchable": {"a": 1},
    "state": [],
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_of_another_hand_is_damaged(store: Store, name: str) -> None:
    one = next(store.ids())
    path = store.folder(one) / "file.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: MANIFESTS[name]}))
    with pytest.raises(ArchiveDamaged):
        store.manifest(one)
    with pytest.raises(ArchiveDamaged):
        store.original(one)
    count, (error,) = rebuilt(store)
    assert count == 2 and isinstance(error, ArchiveDamaged)


def _citation(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda paper: paper["citations"][0].update(values)


def _document(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda paper: paper["document"].update(values)


PAPERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no citations": lambda paper: paper.pop("citations"),
    "a start beyond all numbers": _citation(start=10**40),
    "a box of words": _citation(box="abcd"),
    "a box without end": _citation(box=[float("inf"), 0, 0, 0]),
    "boxes of ten corners": _citation(boxes=[list(range(10))] * 3),
    "flags that are no texts": _citation(flags=5),
    "rows that are no list": lambda paper: paper.update(citations={"a": 1}),
    "null for rows": lambda paper: paper.update(sections=None),
    "a list for the text": _document(text=["a"]),
    "an object for the title": _document(title={"a": 1}),
    "half a letter": _document(title="\ud800"),
    "a number for the date": _document(date=5),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_of_another_hand_does_not_keep_the_others_out(store: Store, name: str) -> None:
    path = store.folder(list(store.ids())[1]) / "paper.json"
    paper = json.loads(path.read_text())
    PAPERS[name](paper)
    path.write_text(json.dumps(paper))
    count, (error,) = rebuilt(store)
    assert count == 2 and isinstance(error, ArchiveDamaged)


def test_each_damage_is_told_once(store: Store) -> None:
    first, second, _ = (store.folder(one) for one in store.ids())
    (first / "file.json").write_text("no manifest")
    paper = json.loads((second / "paper.json").read_text())
    PAPERS["a number for the date"](paper)
    (second / "paper.json").write_text(json.dumps(paper))
    count, errors = rebuilt(store)
    assert count == 1 and len(errors) == 2


@pytest.mark.parametrize("words", ["[" * 200_000, '{"document":' + "[" * 200_000, "[]", "null", '{"document": 1}'])
def test_deep_or_other_json_is_damaged(store: Store, words: str) -> None:
    for name in ("paper.json", "file.json"):
        path = store.folder(next(store.ids())) / name
        kept = path.read_bytes()
        path.write_text(words)
        assert rebuilt(store)[0] == 2
        path.write_bytes(kept)


@pytest.mark.parametrize("card", ['{"layout": 1e999}', '{"layout": "' + "9" * 5000 + '"}', "[" * 100_000, '{"layout": null}', "[]"])
def test_a_card_of_another_hand_is_damaged(store: Store, card: str) -> None:
    (store.root / "kehoach-archive.json").write_text(card)
    with pytest.raises(ArchiveDamaged):
        Store.open(store.root)


@pytest.mark.parametrize("name", ["file.json", "paper.json", "amendments.jsonl"])
def test_no_file_is_read_through_a_link_or_out_of_a_pipe(store: Store, tmp_path: Path, name: str) -> None:
    one = next(store.ids())
    path = store.folder(one) / name
    path.unlink(missing_ok=True)
    for make in (lambda: path.symlink_to("/dev/zero"), lambda: os.mkfifo(path)):
        make()
        with pytest.raises(KehoachError):
            store.manifest(one), store.papers(one), amendments.load(store, one)
        assert rebuilt(store)[0] == 2
        path.unlink()


def test_an_original_that_is_a_link_is_no_original(store: Store, tmp_path: Path) -> None:
    one = next(store.ids())
    original = store.original(one)
    original.unlink()
    (tmp_path / "secret").write_text("secret")
    original.symlink_to(tmp_path / "secret")
    with pytest.raises(ArchiveDamaged):
        store.original(one)


def test_nothing_is_written_through_a_link(store: Store, tmp_path: Path) -> None:
    one, secret = next(store.ids()), tmp_path / "authorized_keys"
    secret.write_text("key\n")
    store.amendments_file(one).symlink_to(secret)
    said = amendments.Amendment(table="documents", part=1, column="title", old=None, new="ssh-rsa", who="Lan", when="2026-11-21T08:00:00Z")
    with pytest.raises(CannotWrite):
        amendments.append(store, one, said)
    (store.folder(one) / ".lock").unlink(missing_ok=True)
    (store.folder(one) / ".lock").symlink_to(secret)
    with pytest.raises(KehoachError), store.lock(one, timeout=0.1):
        pass
    assert secret.read_text() == "key\n"


def test_failures_of_another_hand_are_passed_over(store: Store) -> None:
    good = {"path": "a", "absolute": "/a", "code": 3, "kind": "EmptyFile", "message": {"en": "x", "vi": "y"}, "when": "2026"}
    store.failed_paths.mkdir(exist_ok=True)
    others = [good | {"message": "x"}, good | {"code": 10**40}, good | {"path": ["a"]}, good | {"message": {"en": 1}}, [], "x", 1]
    for number, data in enumerate([good, *others]):
        (store.failed_paths / f"{number}.json").write_text(json.dumps(data))
    (store.failed_paths / "link.json").symlink_to("/dev/zero")
    assert [failure.path for failure in store.failures()] == ["a"]
    assert rebuilt(store)[0] == 3


def test_a_page_that_swells_is_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagefile, "MOST", 1 << 20)
    (tmp_path / "0001.json.gz").write_bytes(gzip.compress(b" " * (1 << 21)))
    assert pagefile.page_in(tmp_path / "0001.json.gz") is None
    (tmp_path / "0001.json.gz").write_bytes(gzip.compress(b"[" * 100_000))
    assert pagefile.page_in(tmp_path / "0001.json.gz") is None


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert plain.read(tmp_path / "a", 5) == b"12345"
    with pytest.raises(OSError, match="too large"):
        plain.read(tmp_path / "a", 4)


# searchable copies


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("https://chinhphu.vn/a:b", True), ("HTTP://chinhphu.vn", True), ("mailto:a@b.vn", True), ("www.chinhphu.vn/x", True), ("#a", True),
        ("javascript:alert(1)", False), (" JaVaScript:x", False), ("java\nscript:x", False), ("file:///etc/passwd", False),
        ("data:text/html,x", False), (r"\\evil\share", False), ("vbscript:x", False),
    ],
)  # fmt: skip
def test_links_that_a_reader_would_run_stay_out_of_the_copy(place: str, kept: bool) -> None:
    assert stripping._harmless({"/A": {"/S": "/URI", "/URI": place}}) is kept
    assert not stripping._harmless({"/A": {"/S": "/URI", "/URI": "https://x", "/Next": {}}})
    assert not stripping._harmless({"/A": {"/S": "/Launch", "/F": "cmd.exe"}})
    assert stripping._harmless({}) and stripping._harmless({"/A": {"/S": "/GoTo"}})


# the index


def test_a_text_that_swells_is_no_text() -> None:
    started = time.monotonic()
    with pytest.raises(ArchiveDamaged):
        packing.text_of(_swelling(1 << 28))
    assert time.monotonic() - started < 20
    for other in (b"", b"no", zlib.compress(b"abc")[:-2], zlib.compress(b"\xff")):
        with pytest.raises(ArchiveDamaged):
            packing.text_of(other)


def _swelling(size: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(size >> 20)) + packer.flush()


def test_a_pattern_that_takes_minutes_is_refused(store: Store) -> None:
    """SQLite does not look at the clock while it matches one text: 5,000 letters on a million took 14 seconds, whatever the limit."""
    with closing(open_read(store.index)) as connection:
        with pytest.raises(sqlite3.OperationalError, match="too complex"):
            connection.execute("SELECT count(*) FROM documents WHERE text LIKE ?", ("%" + "a" * 5_000 + "b%",))
        with pytest.raises(sqlite3.Error):
            connection.execute("SELECT zeroblob(1000000000)").fetchone()
        started = time.monotonic()
        long, letters = "zeroblob(30000000) || zeroblob(30000000)", "zeroblob(30000000) || x'01'"
        assert connection.execute(f"SELECT instr({long}, {letters})").fetchone() == (0,)
        assert connection.execute(f"SELECT length(CAST(replace({long}, {letters}, '') AS BLOB))").fetchone() == (60_000_000,)
        assert connection.execute("SELECT trim(' a ', ' '), trim(' b '), rtrim('abxx', 'x')").fetchone() == ("a", "b", "ab")
        assert time.monotonic() - started < 20
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("ATTACH ':memory:' AS other")
        assert connection.execute("SELECT count(*) FROM documents WHERE title LIKE ?", ("%" + "ệ" * 90 + "%",)).fetchone() == (0,)


def test_an_index_that_acts_of_its_own_is_made_anew(store: Store) -> None:
    with closing(sqlite3.connect(store.index)) as connection:
        connection.execute("CREATE TRIGGER t AFTER INSERT ON string BEGIN DELETE FROM file; END")
    for opening in (open_read, open_write):
        with pytest.raises(Unmigrated, match="trigger"):
            opening(store.index)
    ensure(store)
    with closing(open_read(store.index)) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (3,)
