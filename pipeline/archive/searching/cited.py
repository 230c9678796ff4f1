"""Which cited documents a person means: typed as a number, with its type, as a law's name, as an id or key, with or without marks.

`34-CT/TW`, `Chỉ thị 34-CT/TW`, `chi thi 34 ct tw`, `nđ 91/2017`, `nđ91`, `Luật Thi đua, khen thưởng`, `93/KH-UBND Kiên Giang 2022`: the
number decides where there is one; a type, a year and a province beside it choose among the documents that bear it. A law's name finds the
law of every year, cited by name or by number.
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import regex

from pipeline.archive.index.interning import checksum
from pipeline.archive.index.words import exact, folded, number_key, tokens
from pipeline.forms import docnumber
from pipeline.gazetteer import document_types, legal_documents, provinces
from pipeline.vietnamese.normalize import nfc

LONGEST = 300
"""Letters of what is typed that are looked at."""

MOST = 2_000
"""Documents that one question can mean."""


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document that papers of the archive cite: `name` says which, `citations` and `papers` how often and by how many."""

    id: int
    name: str
    canonical_id: str
    canonical_key: str | None
    doc_type: str | None
    number_symbol: str | None
    title: str | None
    jurisdiction: str | None
    year: int | None
    citations: int
    papers: int


_COLUMNS = "id, name, canonical_id, canonical_key, doc_type, number_symbol, title, jurisdiction, year, citations, papers"


def found(connection: sqlite3.Connection, wanted: str) -> list[CitedDocument]:
    """The cited documents that the words mean, most cited first: by number or name, else those in whose title all words stand."""
    return called(connection, wanted) or by_ids(connection, _worded(connection, _tidy(wanted)))


def _tidy(wanted: str) -> str:
    return " ".join(nfc(wanted[:LONGEST]).replace("\0", " ").split())


def called(connection: sqlite3.Connection, wanted: str) -> list[CitedDocument]:
    """The cited documents that have this number or this name, most cited first; [] for words that are neither."""
    typed = _tidy(wanted)
    if not typed:
        return []
    named = _named(connection, typed)
    if any(keyed for _, keyed in named):
        return by_ids(connection, (id for id, _ in named))
    laws = [*_law(connection, typed), *(id for id, _ in named)]
    return by_ids(connection, [*laws, *_numbered(connection, typed)] or _numbered(connection, _JOINED.sub(" ", typed)))


_JOINED = regex.compile(r"(?<=^\p{L}{1,4})(?=\d)")
"""Between a type's letters and a number: 'ct34', 'NĐ30/2020'."""


def by_ids(connection: sqlite3.Connection, ids: Iterable[int]) -> list[CitedDocument]:
    """The documents with these ids, most cited first."""
    chosen = list(dict.fromkeys(ids))[:MOST]
    rows = connection.execute(f"SELECT {_COLUMNS} FROM cited WHERE id IN ({', '.join('?' * len(chosen))})", chosen)
    return sorted((CitedDocument(*row) for row in rows), key=lambda one: (-one.citations, one.name))


def _named(connection: sqlite3.Connection, typed: str) -> list[tuple[int, bool]]:
    """The one document with this name, letter for letter, and whether the name is a key."""
    query = "SELECT id, keyed FROM cited_document WHERE hash = ? AND name = ? AND citations > 0"
    return [(row[0], bool(row[1])) for row in connection.execute(query, (checksum(typed), typed))]


@cache
def _types() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Words of a type's name or its letters, without marks -> letters that it has in ids; longest first."""
    found: dict[tuple[str, ...], set[str]] = {}
    for kind in document_types.document_types():
        letters = kind.abbreviation or kind.name
        for name in (kind.name, kind.abbreviation):
            if name:
                found.setdefault(tuple(tokens(folded(name))), set()).add(letters)
    for law in legal_documents.LAWS:
        found.setdefault(tuple(tokens(folded(law))), set()).add(law)
    return tuple((words, tuple(sorted(letters))) for words, letters in sorted(found.items(), key=lambda item: -len(item[0])))


def _type_of(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a type that the words begin with, and its letters in ids; ((), ()) for none."""
    name, letters = next(((name, letters) for name, letters in _types() if tuple(words[: len(name)]) == name), ((), ()))
    return name, legal_documents.LAWS if letters and letters[0] in legal_documents.LAWS else letters  # 'Luật 45/2019' is a Bộ luật


_NUMBER = regex.compile(r"(?<![\p{L}\d])(?P<number>\d{1,6}[a-e]?)(?:\s*[-/\s]\s*(?P<rest>[\p{L}\d][\p{L}\d&]*(?:\s*[-/]\s*[\p{L}\d&]+)*))?")


def _numbered(connection: sqlite3.Connection, typed: str) -> list[int]:
    """Documents by number; the words before it are taken for the type, the words after it for date, place or year."""
    words = tokens(folded(typed))
    name, kinds = _type_of(words)
    follows = [word for word in words[len(name) :] if word != "so"][:1]  # 'Nghị định 91', but not 'Nghị quyết Trung ương 4'
    at = _number_in(typed, bool(kinds and follows and follows[0].isdigit()))
    if at is None:
        return []
    start, end, key = at
    ids = _by_whole_number(connection, typed[start:], key) or _by_number(connection, key) or _law_of_number(connection, typed[start:end])
    facts = {id: (kind, place, year) for id, kind, place, year in _facts(connection, ids)}
    if kinds and key.replace(" ", "").isdigit():  # 'Thông tư 40' is no law of the number 40
        ids = [id for id in ids if facts[id][0] in kinds]
    for test in _tests(kinds, typed[end:]):
        ids = [id for id in ids if test(facts[id])] or ids
    return ids


def _by_whole_number(connection: sqlite3.Connection, typed: str, key: str) -> list[int]:
    """Documents whose number is what was typed with blanks for its signs, as far as it goes on: '34 ct tw' is not 34-CT/TU."""
    words = number_key(typed).split()[:6]
    query = "SELECT id FROM cited_document WHERE number_key = ? AND citations > 0"
    for count in range(len(words), len(key.split()), -1):
        if ids := [row[0] for row in connection.execute(query, (" ".join(words[:count]),))]:
            return ids
    return []


def _law_of_number(connection: sqlite3.Connection, number: str) -> list[int]:
    """Laws that are cited by name alone, where the number is one that the register knows: 'Luật Dược' for 105/2016/QH13."""
    known = legal_documents.by_number("Luật", number.strip().upper())
    return _laws_by_name(connection, tokens(folded(known.type)), tokens(folded(known.name)), known.year) if known and known.name else []


def _number_in(typed: str, with_type: bool) -> tuple[int, int, str] | None:
    """Where the number stands in what was typed, and the key that it is found by ('34 ct tw', '91 2017'; '34' behind a type)."""
    text = typed.upper().replace("TTG", "TTg")
    match = regex.search(docnumber.PATTERN, text) if len(text) == len(typed) else None
    if match is not None and (number := docnumber.read(match).number_symbol):
        return match.start(), match.end(), number_key(number)
    for loose in _NUMBER.finditer(folded(typed)):
        if loose["rest"] or with_type:
            return loose.start(), loose.end(), number_key(loose[0])
    return None


def _by_number(connection: sqlite3.Connection, key: str) -> list[int]:
    """Documents whose number is the key or begins with its words."""
    query = "SELECT id FROM cited_document WHERE (number_key = ? OR number_key >= ? AND number_key < ?) AND citations > 0 LIMIT ?"
    ids = [row[0] for row in connection.execute(query, (key, key + " ", key + "!", MOST))]
    exact = connection.execute("SELECT id FROM cited_document WHERE number_key = ? AND citations > 0", (key,)).fetchall()
    return [row[0] for row in exact] or ids


Facts = tuple[str | None, str | None, int | None]


def _facts(connection: sqlite3.Connection, ids: list[int]) -> Iterator[tuple[int, str | None, str | None, int | None]]:
    query = f"SELECT id, doc_type, jurisdiction, year FROM cited WHERE id IN ({', '.join('?' * len(ids))})"
    yield from connection.execute(query, ids)


def _tests(kinds: tuple[str, ...], after: str) -> Iterator[Callable[[Facts], bool]]:
    if kinds:
        yield lambda facts: facts[0] in kinds
    place = provinces.find_in(after)
    if place:
        yield lambda facts: facts[1] == place[0].name
    year = regex.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", after)
    if year:
        yield lambda facts: facts[2] == int(year[0])


def _law(connection: sqlite3.Connection, typed: str) -> list[int]:
    """Laws by name: those that the register knows under it, and those that are cited by name alone."""
    words = tokens(folded(legal_documents.name_key(typed)))  # HĐND in full
    kind = next((law for law in legal_documents.LAWS if words[: len(tokens(law))] == tokens(folded(law))), None)
    if kind is None:
        return []
    name, year = _without_year(words[len(tokens(kind)) :])
    known = _register().get((kind, _key(" ".join(name))), ())
    ids = [id for number in known if year is None or f"/{year}/" in number for id, _ in _named(connection, number)]
    return [*ids, *_laws_by_name(connection, tokens(folded(kind)), name, year)] if name else []


def _without_year(words: list[str]) -> tuple[list[str], str | None]:
    """'thi dua khen thuong nam 2003' -> its name, its year."""
    if not words or not regex.fullmatch(r"(?:19|20)\d\d", words[-1]):
        return words, None
    return (words[:-2] if words[-2:-1] == ["nam"] else words[:-1]), words[-1]


def _laws_by_name(connection: sqlite3.Connection, kind: list[str], name: list[str], year: str | None) -> list[int]:
    """Documents that are called so, with a year (the one that is asked for) or without."""
    query = "SELECT id, name FROM cited_document WHERE id IN (SELECT rowid FROM cited_words WHERE cited_words MATCH ?) AND citations > 0"
    rows = connection.execute(query, (" AND ".join(f'"{word}"' for word in dict.fromkeys([*kind, *name])),))
    called = ((id, _without_year(tokens(folded(told))[len(kind) :])) for id, told in rows if tokens(folded(told))[: len(kind)] == kind)
    wanted = _key(" ".join(name))
    return [id for id, (told, its_year) in called if _key(" ".join(told)) == wanted and (year is None or its_year in (year, None))]


_AND_LAW = regex.compile(r" va (?=(?:bo )?luat |phap lenh )")


def _key(name: str) -> str:
    """A law's name without marks, and without 'và' between the laws that it amends."""
    return _AND_LAW.sub(" ", " ".join(tokens(folded(name))))


@cache
def _register() -> dict[tuple[str, str], tuple[str, ...]]:
    """(type, name without marks) -> ids of the laws of that name."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for (kind, name), ids in legal_documents.laws().items():
        key = kind, _key(name)
        found[key] = (*found.get(key, ()), *ids)
    return found


MOST_FORMS = 12
"""Other forms that are told of one document."""


def other_forms(connection: sqlite3.Connection, one: CitedDocument) -> list[CitedDocument]:
    """Documents of the archive that may be this one cited in another form, most cited first.

    A law by its name where this is one by its number, and the other way round ('Luật Lâm nghiệp', 'Luật 16/2017/QH14'); a number without
    its date where this one has it, and the other way round. Whether the same was meant is for a person to judge: a law without a year may
    be any of its name, an undated directive any of its number. So they stay documents of their own, and each tells of the others.
    """
    known = legal_documents.by_id(one.canonical_id) if one.doc_type in legal_documents.LAWS else None
    if known and known.name:
        year = known.date[:4] if known.date else None
        forms = _laws_by_name(connection, tokens(folded(known.type)), _without_year(tokens(folded(known.name)))[0], year)
    else:
        forms = _law(connection, one.canonical_id)
    query = """SELECT other.id FROM cited_document this JOIN cited_document other ON other.number_key = this.number_key
        WHERE this.id = ? AND other.citations > 0 AND other.jurisdiction IS this.jurisdiction
            AND (other.year IS NULL) != (this.year IS NULL)
            AND substr(other.name, 1, other.id_length) = substr(this.name, 1, this.id_length)"""
    ids = dict.fromkeys([*forms, *(row[0] for row in connection.execute(query, (one.id,)))])
    return [other for other in by_ids(connection, ids) if other.id != one.id][:MOST_FORMS]


def _worded(connection: sqlite3.Connection, typed: str) -> list[int]:
    """Documents whose name or title has all words."""
    words, marked = tokens(folded(typed))[:24], tokens(exact(typed))[:24]
    name, kinds = _type_of(words)
    if not words:
        return []
    if len(words) > len(name):  # ids have 'NQ' where people say 'Nghị quyết'
        words, marked = words[len(name) :], marked[len(name) :]
    match = " AND ".join(f'"{word}"' for word in dict.fromkeys(words))
    query = """SELECT d.id FROM cited_words w JOIN cited_document d ON d.id = w.rowid WHERE w.cited_words MATCH ? AND d.citations > 0
        ORDER BY d.citations DESC, d.id LIMIT ?"""
    ids = [row[0] for row in connection.execute(query, (match, MOST))]
    of_kind = [id for id, kind, _, _ in _facts(connection, ids) if kind in kinds]
    ids = of_kind if of_kind or (kinds and all(word.isdigit() for word in words)) else ids
    return ids if words == marked or len(ids) > LOOKED_AT else _with_marks(connection, ids, words, marked)


LOOKED_AT = 200
"""Documents whose titles are looked at for the marks that were typed; where more have the words, these are no chance."""


def _with_marks(connection: sqlite3.Connection, ids: list[int], words: list[str], marked: list[str]) -> list[int]:
    """Those that have the words with the marks that were typed, else those that have them side by side: 'hiến pháp' is no 'biện pháp'."""
    query = f"SELECT id, name || ' ' || coalesce(title, '') FROM cited WHERE id IN ({', '.join('?' * len(ids))})"
    told = connection.execute(query, ids).fetchall()
    agreeing = {id for id, text in told if set(marked) <= set(tokens(exact(text)))}
    side_by_side = f" {' '.join(words)} "
    close = agreeing or {id for id, text in told if side_by_side in f" {' '.join(tokens(folded(text)))} "}
    return [id for id in ids if id in close]
