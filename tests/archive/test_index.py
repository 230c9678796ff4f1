"""The index: what it says of a paper is what the paper's files say, whatever was put in, taken out, migrated, rebuilt before."""

from __future__ import annotations

import json
import lzma
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archive.indexed import everything, id_of, index_of, keep, manifest, mention, plan, rows_of, store_of
from hypothesis import given
from hypothesis import strategies as st
from papers import paper

from pipeline.archive.amending.amendments import Amendment, append
from pipeline.archive.archive import Archive
from pipeline.archive.files.store import Store
from pipeline.archive.index import connect, migrations
from pipeline.archive.index.build import put, put_failures, put_many, put_papers, remove, search_words, target_words
from pipeline.archive.index.connect import VERSION, open_read, open_write
from pipeline.archive.index.packing import compressed, cut, packed, several, unpacked
from pipeline.archive.index.rebuild import ensure, reading, rebuild
from pipeline.archive.index.words import both, exact, folded, number_key
from pipeline.archive.index.writing import writing
from pipeline.archive.searching.search import search
from pipeline.errors import ArchiveBusy, ArchiveDamaged, ArchiveMissing, ArchiveNewer, CannotWrite
from pipeline.tables.columns import TABLES, kinds

WORDS = Path(__file__).parents[1] / "recorded" / "index_words.json"
RECORDED = Path(__file__).parents[1] / "recorded" / "index_v1.sqlite.xz"

TEXT = "KẾ HOẠCH\nPhòng, chống thiên tai\nI. MỤC ĐÍCH\n1. Yêu cầu: giảm thiệt hại\n2. Kế hoạch này"


def section(**more: Any) -> dict[str, Any]:
    row = {
        "section_id": "s1", "parent_id": None, "level": 1, "kind": "heading", "numeral": "I.", "ordinal": 1, "heading": "MỤC ĐÍCH",
        "path": "I", "start": TEXT.index("I. M"), "end": len(TEXT), "text": "", "page": None, "box": None, "boxes": [], "confidence": 1.0,
        "flags": [],
    }  # fmt: skip
    return row | more


def plans() -> list[dict[str, Any]]:
    """Papers with a row in every table, boxes on one line and on several, nulls, headings that are not the text's."""
    scanned = json.loads(paper().to_json())
    run_in = section(section_id="s2", parent_id="s1", kind="run_in", numeral="1.", heading="Yêu cầu", text="giảm thiệt hại", path="I/1")
    told = section(section_id="s3", heading="Nơi một người đã sửa", text="Lời của người sửa", flags=["section_numbering"])
    boxes = {"page": 2, "box": [0.1, 0.2, 0.9, 0.25], "boxes": [[0.5, 0.2, 0.9, 0.2201], [0.1, 0.23, 0.3333, 0.25]], "confidence": 0.8765}
    date = mention(TEXT, "KẾ HOẠCH", date="2022-10", date_end=None, precision="month", role="event") | boxes
    entity = {key: value for key, value in mention(TEXT, "Yêu cầu").items() if key != "flags"}
    text = plan(
        "chữ", TEXT, title="Phòng, chống thiên tai", province="Kiên Giang", province_2025="An Giang", issuer="UBND tỉnh", date="2022-04-13",
        recipients=["Như trên", "Lưu: VT"], quality=["number_missing"], sections=[section(), run_in, told], dates=[date],
        entities=[entity | {"label": "ORG", "normalised": name} for name in (None, "Yêu cầu", "yêu cầu khác")],
    )  # fmt: skip
    return [scanned, text, plan("trống", "")]


@pytest.mark.parametrize("order", [1, -1])
def test_rows_are_those_of_the_json(tmp_path: Path, order: int) -> None:
    papers = plans()
    connection = index_of(tmp_path / "i.sqlite", papers[::order])
    for one in papers:
        for table in TABLES:
            expected = [one["document"]] if table == "documents" else one[table]
            found = rows_of(connection, table, one["document"]["document_id"])
            assert [_as_json(table, row) for row in found] == [_keyed(one, row) for row in expected]


def _as_json(table: str, row: dict[str, Any]) -> dict[str, Any]:
    kind = kinds(table)
    lists = {name: json.loads(cell) for name, cell in row.items() if kind[name] in ("box", "boxes", "texts") and cell is not None}
    return row | lists | {name: bool(cell) for name, cell in row.items() if kind[name] == "flag"}


def _keyed(one: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    return {name: one["document"][name] for name in ("document_id", "part", "source")} | row


def test_samples_come_back(tmp_path: Path) -> None:
    """The papers of the recorded index, as real plans are: every row again after being taken out and put in anew."""
    connection = _recorded(tmp_path)
    before = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    assert len(before["citations"]) > 10 and len(before["sections"]) > 20
    papers = [_paper_of(connection, id) for (id,) in connection.execute("SELECT document_id FROM files ORDER BY id").fetchall()]
    for one in papers[::-1]:
        put_papers(connection, manifest(one), [one])
    assert {table: connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in TABLES} == before


def _recorded(tmp_path: Path) -> sqlite3.Connection:
    path = tmp_path / "index.sqlite"
    path.write_bytes(lzma.decompress(RECORDED.read_bytes()))
    return open_write(path)


def _paper_of(connection: sqlite3.Connection, document_id: str) -> dict[str, Any]:
    rows = {table: [_as_json(table, row) for row in rows_of(connection, table, document_id)] for table in TABLES}
    [document] = rows.pop("documents")
    return {"document": document, **rows}


def test_put_twice_changes_nothing(tmp_path: Path) -> None:
    papers = plans()
    connection = index_of(tmp_path / "i.sqlite", papers)
    before = everything(connection)
    for one in papers:
        put_papers(connection, manifest(one), [one])
    assert everything(connection) == before


def test_removed_is_gone(tmp_path: Path) -> None:
    first, second, third = plans()
    with_two, with_three = index_of(tmp_path / "2.sqlite", [first, second]), index_of(tmp_path / "3.sqlite", [first, second, third])
    remove(with_three, third["document"]["document_id"])
    remove(with_three, id_of("never there"))
    for table in TABLES:
        assert with_two.execute(f"SELECT * FROM {table}").fetchall() == with_three.execute(f"SELECT * FROM {table}").fetchall()
    for one in (first, second):
        remove(with_three, one["document"]["document_id"])
    for words in ("folded", "exact", "target_words"):
        count = with_three.execute(f"SELECT count(*) FROM {words} WHERE {words} MATCH 'ke OR kế OR thien OR 100'").fetchone()
        assert count == (0,)
    assert with_three.execute("SELECT count(*) FROM cited").fetchone() == (0,)


def test_a_document_keeps_its_ids_and_loses_papers(tmp_path: Path) -> None:
    first, second, third = (plan(name, f"Kế hoạch {name}") for name in ("một", "hai", "ba"))
    papers = [
        one | {"document": one["document"] | {"part": part, "document_id": id_of("tệp")}} for part, one in enumerate((first, second), 1)
    ]
    connection = open_write(tmp_path / "i.sqlite")
    put_papers(connection, manifest(papers[0], papers=2), papers)
    put_papers(connection, manifest(third), [third])
    ids = connection.execute("SELECT document_id, part, id FROM documents ORDER BY id").fetchall()
    put_papers(connection, manifest(papers[0]), papers[:1])
    assert connection.execute("SELECT document_id, part, id FROM documents ORDER BY id").fetchall() == [ids[0], ids[2]]


def test_a_failed_put_leaves_everything(tmp_path: Path) -> None:
    one = plans()[1]
    connection = index_of(tmp_path / "i.sqlite", [one])
    before = everything(connection)
    broken = one | {"citations": [{"raw": "…"}]}
    with pytest.raises(KeyError):
        put_papers(connection, manifest(one), [broken])
    assert everything(connection) == before


def test_counts_of_cited_documents(tmp_path: Path) -> None:
    connection = _recorded(tmp_path)
    counted = """SELECT r.cited, count(*), count(DISTINCT c.id >> 20) FROM citation c JOIN reference r ON r.id = c.reference
        WHERE r.cited > 0 GROUP BY 1 ORDER BY 1"""
    assert connection.execute("SELECT id, citations, papers FROM cited ORDER BY id").fetchall() == connection.execute(counted).fetchall()
    [(document_id,)] = connection.execute("SELECT document_id FROM files ORDER BY id LIMIT 1").fetchall()
    remove(connection, document_id)
    assert connection.execute("SELECT id, citations, papers FROM cited ORDER BY id").fetchall() == connection.execute(counted).fetchall()


def test_a_nul_in_the_text_is_no_end(tmp_path: Path) -> None:
    connection = index_of(tmp_path / "i.sqlite", [plan("nul", "a\0b Kế hoạch", entities=[])])
    assert connection.execute("SELECT text FROM documents").fetchone() == ("a\N{REPLACEMENT CHARACTER}b Kế hoạch",)


# a person's corrections


def test_corrections_are_in_every_row(tmp_path: Path) -> None:
    store = store_of(tmp_path / "kho", [plans()[1]])
    document_id = id_of("chữ")
    said = {"part": 1, "old": None, "who": "Lan", "when": "2026-11-21T08:00:00Z"}
    append(store, document_id, Amendment(table="documents", column="title", new="Ứng phó bão", **said))
    with writing(store.index) as connection:
        put(connection, store, document_id)
    with open_read(store.index) as connection:
        assert connection.execute("SELECT title, text FROM documents").fetchone() == ("Ứng phó bão", TEXT)
        assert connection.execute("SELECT rowid FROM folded WHERE folded MATCH '{title} : bao'").fetchall() == [(1,)]
        row = ('"table"', "column", "new", "who", "act", "placed")
        assert connection.execute('SELECT "table", "column", new, who, act, placed FROM amendments').fetchall() == [
            ("documents", "title", '"Ứng phó bão"', "Lan", "set", 1)
        ], row


def test_a_number_that_a_person_filled_in_is_found(tmp_path: Path) -> None:
    one = plan("trống số", "Số: … /KH-UBND\nKẾ HOẠCH", number_symbol="33/KH-UBND", issuer="Sở Y tế")
    connection = index_of(tmp_path / "i.sqlite", [one])
    for match in ('"33 kh ubnd"', '"so y te"'):
        assert connection.execute("SELECT rowid FROM folded WHERE folded MATCH ?", (match,)).fetchall() == [(1,)]
    put_papers(connection, manifest(one), [plan("trống số", "Số: … /KH-UBND\nKẾ HOẠCH")])
    assert connection.execute("SELECT rowid FROM folded WHERE folded MATCH '\"33\"'").fetchall() == []


def test_doubts_are_heaviest_first(tmp_path: Path) -> None:
    connection = index_of(tmp_path / "i.sqlite", plans())
    found = connection.execute('SELECT document_id, "table", "column", reason, weight FROM doubts ORDER BY weight DESC').fetchall()
    assert (id_of("chữ"), "documents", "number", "number_missing") in {row[:4] for row in found}
    assert [row[4] for row in found] == sorted((row[4] for row in found), reverse=True)


# rebuilding


def _changed_all(store: Store) -> None:
    with writing(store.index) as connection:
        put_many(connection, store, list(store.ids())[::-1])


def test_rebuilding_depends_on_the_files_alone(tmp_path: Path) -> None:
    store = store_of(tmp_path / "kho", plans())
    _changed_all(store)
    assert rebuild(store) == 3
    with open_read(store.index) as connection:
        first = everything(connection)
    _changed_all(store)
    rebuild(store)
    with open_read(store.index) as connection:
        assert everything(connection) == first
    assert not list(store.root.glob("index.rebuilt*"))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "noise": lambda path: path.write_bytes(b"\x00\xff" * 5_000),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "its middle overwritten": lambda path: path.write_bytes(path.read_bytes()[:8192] + b"\x55" * (path.stat().st_size - 8192)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_made_anew(tmp_path: Path, damage: str) -> None:
    store = store_of(tmp_path / "kho", plans())
    rebuild(store)
    for ending in ("-wal", "-shm"):
        store.index.with_name(store.index.name + ending).unlink(missing_ok=True)
    DAMAGES[damage](store.index)
    rebuild(store)
    with open_read(store.index) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (3,)


@pytest.mark.parametrize("damage", ["gone", "empty", "noise"])
def test_ensure_makes_what_is_lacking(tmp_path: Path, damage: str) -> None:
    store = store_of(tmp_path / "kho", plans())
    rebuild(store)
    DAMAGES[damage](store.index)
    ensure(store)
    with open_read(store.index) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (3,)


def test_ensure_leaves_a_good_index(tmp_path: Path) -> None:
    store = store_of(tmp_path / "kho", plans())
    rebuild(store)
    inode = store.index.stat().st_ino
    ensure(store)
    assert store.index.stat().st_ino == inode


def test_a_damaged_document_is_left_out_and_told(tmp_path: Path) -> None:
    store = store_of(tmp_path / "kho", plans())
    store.folder(id_of("trống")).joinpath("paper.json").write_text("{")
    told: list[object] = []
    assert rebuild(store, lambda count, error: told.append(error)) == 2
    assert [type(error) for error in told if error] == [ArchiveDamaged]


def test_what_comes_while_rebuilding_is_in(tmp_path: Path) -> None:
    first, second, third = plans()
    store = store_of(tmp_path / "kho", [first, second])
    rebuild(store)
    keep(store, third)
    keep(store, second | {"document": second["document"] | {"title": "Một tên khác"}}, revision=7)

    def meanwhile(count: int, error: object) -> None:
        if meanwhile_done or count < 2:
            return
        meanwhile_done.append(True)
        store.folder(id_of("chữ")).joinpath("paper.json").write_text(json.dumps(second), encoding="utf-8")
        store.write_manifest(manifest(second, revision=9))

    meanwhile_done: list[bool] = []
    rebuild(store, meanwhile)
    with open_read(store.index) as connection:
        titles = dict(connection.execute("SELECT document_id, title FROM documents").fetchall())
        assert titles[id_of("chữ")] == "Phòng, chống thiên tai" and len(titles) == 3
        assert connection.execute("SELECT revision FROM files WHERE document_id = ?", (id_of("chữ"),)).fetchone() == (9,)


def test_a_writer_notices_that_the_file_was_swapped(tmp_path: Path) -> None:
    store = store_of(tmp_path / "kho", plans())
    rebuild(store)
    holder = open_write(store.index)
    holder.execute("BEGIN IMMEDIATE")
    done: list[int] = []

    def write() -> None:
        with writing(store.index) as connection:
            remove(connection, id_of("trống"))
            done.append(connection.inode)  # type: ignore[attr-defined]

    waiting = threading.Thread(target=write)
    waiting.start()
    fresh = store.index.with_name("fresh.sqlite")
    index_of(fresh, plans()).close()
    for ending in ("-wal", "-shm"):
        store.index.with_name(store.index.name + ending).unlink(missing_ok=True)
    fresh.replace(store.index)
    holder.execute("ROLLBACK")
    holder.close()
    waiting.join(timeout=30)
    assert done == [store.index.stat().st_ino]
    with open_read(store.index) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (2,)


def test_failures_are_taken_over(tmp_path: Path) -> None:
    from pipeline.archive.files.failures import keep_failure
    from pipeline.errors import EmptyFile

    store = store_of(tmp_path / "kho", [])
    keep_failure(store.root / "failures", "kệ/rỗng.pdf", EmptyFile("kệ/rỗng.pdf"), "2026-11-21T08:00:00Z")
    with writing(store.index) as connection:
        put_failures(connection, store)
        put_failures(connection, store)
    with open_read(store.index) as connection:
        assert connection.execute("SELECT path, code, kind FROM failures").fetchall() == [("kệ/rỗng.pdf", 5, "EmptyFile")]


# versions


def test_an_older_index_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(lzma.decompress(RECORDED.read_bytes()))
    with sqlite3.connect(path) as old:
        assert connect.version(old) == 1
    with open_read(path) as migrated:
        assert connect.version(migrated) == VERSION
        papers = [_paper_of(migrated, id) for (id,) in migrated.execute("SELECT document_id FROM files ORDER BY id").fetchall()]
        made = index_of(tmp_path / "new.sqlite", papers)
        schema = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
        assert migrated.execute(schema).fetchall() == made.execute(schema).fetchall()
        for query in (
            "SELECT name, number_key, citations, papers FROM cited_document ORDER BY name",
            "SELECT count(*) FROM target_words WHERE target_words MATCH 'don'",
            "SELECT document_id, title, level, year, text FROM documents ORDER BY id",
            "SELECT rowid FROM folded WHERE folded MATCH 'don OR hoach' ORDER BY rowid",
            "SELECT rowid FROM exact WHERE exact MATCH 'hoạch' ORDER BY rowid",
        ):
            assert migrated.execute(query).fetchall() == made.execute(query).fetchall()


def test_words_of_the_search_change_with_the_version_alone(tmp_path: Path) -> None:
    """Words are taken out of the search by giving them again: were they made otherwise by then, the old ones would stay for ever.

    Where this fails, the version of the index goes up by one, with a step that makes all words anew (as `migrations.v4` does).
    """
    connection = index_of(tmp_path / "i.sqlite", plans())
    papers = [id for (id,) in connection.execute("SELECT id FROM paper ORDER BY id")]
    made = [[*search_words(connection, paper), [words for _, words in target_words(connection, paper)]] for paper in papers]
    assert {"version": VERSION, "words": made} == json.loads(WORDS.read_text(encoding="utf-8"))


def test_a_number_that_is_the_end_of_another_is_found(tmp_path: Path) -> None:
    """'4/KH-UBND' was taken to stand in '34/KH-UBND', and was not found."""
    store = store_of(tmp_path / "kho", plans())
    rebuild(store)
    paper = next(one for one in store.ids() if "34-CT/TW" in store.papers(one)[0]["document"]["text"])
    Archive(store.root).correct(paper, 1, "documents", 0, "number_symbol", "4-CT/TW", "Lan")
    with open_read(store.index) as connection:
        assert [hit.document_id for hit in search(connection, "4-CT/TW").hits] == [paper]
    Archive(store.root).undo(paper, 0, "Lan")
    with open_read(store.index) as connection:
        assert search(connection, "4-CT/TW").hits == ()


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE paper")
        raise sqlite3.OperationalError("database or disk is full")

    path = tmp_path / "index.sqlite"
    path.write_bytes(lzma.decompress(RECORDED.read_bytes()))
    monkeypatch.setitem(migrations.STEPS, 2, broken)
    with pytest.raises(CannotWrite):
        open_write(path)
    with sqlite3.connect(path) as left:
        assert connect.version(left) == 1 and left.execute("SELECT count(*) FROM paper").fetchone() == (3,)


def test_an_index_without_a_way_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_of(tmp_path / "kho", plans())
    store.index.write_bytes(lzma.decompress(RECORDED.read_bytes()))
    monkeypatch.delitem(migrations.STEPS, 2)
    with pytest.raises(ArchiveDamaged):
        open_write(store.index)
    with reading(store) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (3,)


@pytest.mark.parametrize("opened", [open_read, open_write])
def test_a_newer_index_is_left_alone(tmp_path: Path, opened: Callable[[Path], sqlite3.Connection]) -> None:
    path = tmp_path / "index.sqlite"
    index_of(path, plans()).close()
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    with pytest.raises(ArchiveNewer):
        opened(path)


# opening


def test_reading_never_writes(tmp_path: Path) -> None:
    index_of(tmp_path / "i.sqlite", plans()).close()
    with open_read(tmp_path / "i.sqlite") as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM paper")
    with pytest.raises(ArchiveMissing):
        open_read(tmp_path / "none.sqlite")


def test_an_archive_that_cannot_be_written_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index_of(tmp_path / "i.sqlite", plans()).close()
    monkeypatch.setattr(connect.os, "access", lambda path, mode: False)
    with open_read(tmp_path / "i.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (3,)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".index.lock", "i.sqlite"]


def test_a_question_ends_after_its_time(tmp_path: Path) -> None:
    index_of(tmp_path / "i.sqlite", plans()).close()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with open_read(tmp_path / "i.sqlite", seconds=0.05) as connection, pytest.raises(sqlite3.OperationalError, match="interrupted"):
        connection.execute(endless)


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    path = tmp_path / "i.sqlite"
    index_of(path, []).close()
    with pytest.raises(CannotWrite), writing(path) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        for number in range(200):
            one = plan(str(number), f"Kế hoạch {number} " * 2_000)
            put_papers(connection, manifest(one), [one])
    with open_read(path) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (0,)


def test_a_second_writer_waits_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "i.sqlite"
    index_of(path, plans()).close()
    monkeypatch.setattr(connect, "PATIENCE", 0.1)
    with writing(path), pytest.raises(ArchiveBusy), writing(path):
        pass


def test_writers_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "i.sqlite"

    def write(name: str) -> None:
        for number in range(6):
            one = plan(f"{name} {number}", f"Kế hoạch {name} {number}", issuer=f"Sở {number}")
            with writing(path) as connection:
                put_papers(connection, manifest(one), [one])

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_read(path) as connection:
        assert connection.execute("SELECT count(*), count(DISTINCT issuer) FROM documents").fetchone() == (18, 6)


# how cells are kept

edge = st.integers(min_value=0, max_value=10_000).map(lambda n: n / 10_000)


@given(st.lists(st.tuples(edge, edge, edge, edge).map(list), min_size=2, max_size=5))
def test_boxes_come_back(boxes: list[list[float]]) -> None:
    assert json.loads(unpacked(several(boxes)) or "") == boxes
    assert packed(boxes[0]) is not None and several(boxes[:1]) is None


@given(st.text(), st.integers(0, 50), st.integers(0, 50))
def test_texts_come_back(text: str, start: int, length: int) -> None:
    assert cut(compressed(text), start, length) == text[start : start + length]


@given(st.text())
def test_words_agree_but_for_marks(text: str) -> None:
    marked, bare = both(text)
    assert len(marked) == len(bare) and [folded(word) for word in marked] == bare
    assert exact(exact(text)) == exact(text) and folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("34-CT/TW", "34/CT-TW"), ("34-ct/tw", "34 CT TW"), ("05/KH-UBND", "5/kh-ubnd"), ("91/2017/NĐ-CP", "91/2017/nd-cp")],
)
def test_numbers_are_found_however_typed(one: str, other: str) -> None:
    assert number_key(one) == number_key(other)
