"""The register of legal documents (sổ đăng ký văn bản), made from the corpus: `python -m pipeline.training.register --corpus DIR`.

Every text of the corpus gives statements (which document, which field, which value). A fact is taken where statements agree: a
weight of two at least, and three times that of any other value; where they contradict one another the field is left out. The
same corpus gives the same bytes. Only facts are kept: numbers, dates, names, which document amends or replaces which.

>>> from collections import Counter
>>> decided(Counter({"2019-11-04": 7, "2019-01-04": 1})), decided(Counter({"2019-11-04": 1}))
('2019-11-04', None)
>>> decided(Counter({"2019-11-04": 4, "2019-01-04": 2})) is None
True
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pipeline.extraction.issuing_bodies import from_symbol
from pipeline.extraction.numbered import bodies
from pipeline.forms import docnumber
from pipeline.gazetteer import issuers
from pipeline.gazetteer.legal_documents import COLUMNS, name_key
from pipeline.training.clauses import of_documents
from pipeline.training.statements import LAWS, PROSE, REGISTER, Statement, of_codified, of_paragraph
from pipeline.vietnamese import tsv
from pipeline.vietnamese.normalize import nfc

LEAST, MARGIN = 2, 3
"""Least weight of a value, and how many times the weight of the next one it must have."""

KINDS = (*LAWS, "NĐ", "NQ", "QĐ", "TT", "TTLT", "NQLT", "CT", "KL", "HD", "QyĐ")
"""Kinds that the register holds: acts that bind, and what the centre of the Party orders. Letters and reports are none."""

Votes = dict[str, dict[str, Counter[str]]]


def read(folders: Iterable[Path]) -> tuple[Votes, Counter[str]]:
    """All statements of the corpus: document → field → value → weight; and how many places speak of a document."""
    votes: Votes = defaultdict(lambda: defaultdict(Counter))
    places: Counter[str] = Counter()
    for statements in chain([_known()], _places(sorted(folders))):
        for said in statements:
            votes[said.document][said.field][said.value] += said.weight
        places.update({said.document for said in statements})
    return votes, places


def _places(folders: Sequence[Path]) -> Iterator[list[Statement]]:
    """The statements of each place: a string of the codified law, a paragraph; a paragraph printed twice counts once."""
    seen: set[str] = set()
    codified: set[Statement] = set()
    for folder in folders:
        for path in sorted(folder.glob("*citations.tsv*")):
            for line in _lines(path):
                # The same document stands there once for each of its articles: each of its statements counts once.
                said = [statement for statement in of_codified(line.split("\t")[-1]) if statement not in codified]
                codified.update(said)
                yield said
        for path in sorted(folder.glob("*.docs.jsonl*")):
            for line in _lines(path):
                paragraphs = nfc(json.loads(line)["text"]).splitlines()
                yield list(of_documents(paragraphs))
                yield from (list(of_paragraph(text)) for text in _new(paragraphs, seen))
        for path in sorted(folder.glob("*legal*.txt*")):
            paragraphs = list(_new((nfc(line) for line in _lines(path)), seen))
            yield list(of_documents(paragraphs))  # as one place: what documents say of themselves and of those they end
            yield from (list(of_paragraph(text)) for text in paragraphs)


def _known() -> list[Statement]:
    """Facts from elsewhere: checked ones weigh as a register, names of laws that were written down from memory as one voice."""
    said: list[Statement] = []
    for row in tsv.rows("training/known_documents.tsv"):
        said.extend(Statement(row["document"], field, value, REGISTER) for field, value in row.items() if value and field != "document")
    for row in tsv.rows("extraction/law_names.tsv"):
        if row["source"] == "own" and row["number"]:
            facts = {"type": row["kind"], "name": row["name"], "date": row["date"]}
            said.extend(Statement(row["number"], field, value, PROSE) for field, value in facts.items() if value)
    return said


def _new(paragraphs: Iterable[str], seen: set[str]) -> Iterator[str]:
    for text in paragraphs:
        if text not in seen:
            seen.add(text)
            yield text


def _lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def decided(votes: Mapping[str, int]) -> str | None:
    """The value on which the statements agree; None where too few speak or they contradict one another."""
    ordered = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    if not ordered or ordered[0][1] < LEAST or (len(ordered) > 1 and ordered[0][1] < MARGIN * ordered[1][1]):
        return None
    return ordered[0][0]


class _Document(NamedTuple):
    """A document as decided; `key` is its number, with the year where the number has none."""

    key: str
    kind: str
    number: docnumber.DocNumber
    name: str | None
    fields: dict[str, Counter[str]]


def documents(votes: Votes) -> dict[str, _Document]:
    """The documents whose kind is agreed, their names too where these agree; laws by name and date told apart by their number."""
    _join_names(votes)
    found: dict[str, _Document] = {}
    for key in sorted(votes):
        number = docnumber.parse(key.partition(" / ")[0].removeprefix("NQ ")) if _is_number(key) else None
        kind = decided(votes[key]["type"]) if number else None
        if number and kind in KINDS:
            found[key] = _Document(key, kind, number, _name(votes[key]["name"]), votes[key])
    return found


def _join_names(votes: Votes) -> None:
    """Laws cited by name and date join the one law of that name whose number is of that year: each speaks for the other."""
    claims = _claims(votes)
    for law in sorted(key for key in votes if not _is_number(key)):
        kind, name, year = law.split("/")[0], "/".join(law.split("/")[1:-1]), law.rsplit("/", 1)[-1]
        claimed = claims.get((kind, name_key(name), year), Counter())
        weight = sum(votes[law]["date"].values())
        if claimed and (key := decided(claimed + Counter({claimed.most_common(1)[0][0]: 1}))):
            votes[key]["date"].update(votes[law]["date"])
            votes[key]["type"][kind] += weight
            votes[key]["name"][name] += weight


def _claims(votes: Votes) -> dict[tuple[str, str, str], Counter[str]]:
    """Kind, name and year → the numbers that are said to have them; a law that amends one other may be named after it."""
    claims: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for key in [key for key in votes if _is_number(key)]:
        fields = votes[key]
        kinds = sorted(set(fields["type"]) & set(LAWS))
        for kind in kinds:
            for name, weight in fields["name"].items():
                claims[kind, name_key(name), _year(key)][key] += weight
            for amended, weight in fields["amends"].items() if not fields["name"] else ():
                of = _name(votes[amended]["name"]) if amended in votes else None
                if of:
                    claims[kind, name_key(f"sửa đổi, bổ sung một số điều của {kind} {of}"), _year(key)][key] += weight
    return claims


def _is_number(key: str) -> bool:
    """Whether a key is a document's number, not a law's name and year."""
    return key.removeprefix("NQ ")[:1].isdigit()


def _year(key: str) -> str:
    return key.rpartition(" / ")[2] if " / " in key else key.split("/")[1]


def _name(votes: Counter[str]) -> str | None:
    """The name agreed upon, capitals and commas aside, in its most usual spelling."""
    keys: Counter[str] = Counter()
    for name, weight in votes.items():
        keys[name_key(name)] += weight
    key = decided(keys)
    spellings = sorted((-weight, name) for name, weight in votes.items() if name_key(name) == key)
    return spellings[0][1] if key and spellings else None


def _issuer(document: _Document) -> str | None:
    letters = bodies(document.number.symbol)
    told = [name for body in letters if (name := from_symbol(body, None))]
    early = "CP" in letters and _year(document.key) < "1992"  # the Council of Government, then of Ministers
    if len(told) == len(letters) and not early:
        return "|".join(told)
    votes: Counter[str] = Counter()
    for name, weight in document.fields["issuer"].items():
        body = issuers.by_name(name)
        votes[body.name if body and body.abbreviation not in letters else name] += weight
    return decided(votes)


def _amended(document: _Document, known: Mapping[str, str], dates: Mapping[str, str | None]) -> list[str]:
    """Ids of the earlier documents that at least two places say it amends."""
    own = dates[document.key] or f"{_year(document.key)}-12-31"
    said = [key for key, weight in document.fields["amends"].items() if weight >= LEAST and key in known]
    return sorted(known[key] for key in said if (dates[key] or f"{_year(key)}-01-01") < own)


def rows(votes: Votes, places: Counter[str]) -> list[dict[str, str]]:
    """The register, oldest first of each kind: documents whose date is agreed, and laws whose name is."""
    found = documents(votes)
    dates = {key: decided(document.fields["date"]) for key, document in found.items()}
    listed = [key for key, document in found.items() if dates[key] or (document.kind in LAWS and document.name)]
    listed = _without_slips(listed, found, places)
    known = {key: f"{found[key].kind} {key.removeprefix('NQ ')}" for key in listed}
    successors = _successors(found, known)
    replaces: dict[str, list[str]] = defaultdict(list)
    for key, by in successors.items():
        replaces[by].append(known[key])
    table = []
    for key in listed:
        document, date, by = found[key], dates[key] or "", successors.get(key, "")
        effect, on = decided(document.fields["effect"]) or "", _end(document, found.get(by)) or ""
        row = {
            "id": known[key], "type": document.kind, "number_symbol": docnumber.format(document.number), "date": date,
            "issuer": _issuer(document) or "", "name": (document.name or "") if document.kind in LAWS else "",
            "effect": effect if effect >= date else "", "amends": "|".join(_amended(document, known, dates)),
            "replaces": "|".join(sorted(replaces[key])), "replaced_by": known.get(by, ""),
            "replaced_on": on if on > date else "", "sources": str(max(1, places[key])),
        }  # fmt: skip
        table.append(row)
    return sorted(table, key=lambda row: (row["type"], row["date"], row["id"]))


def _end(document: _Document, successor: _Document | None) -> str | None:
    """The day from which a document is replaced; None where its successor's day of effect is in doubt (that of a code was put off)."""
    said = decided(document.fields["replaced_on"])
    effects = successor.fields["effect"] if successor else None
    if not effects:
        return said
    effect = decided(effects)
    return effect if said in (None, effect) else None


def _without_slips(listed: list[str], found: Mapping[str, _Document], places: Counter[str]) -> list[str]:
    """Without numbers that are a slip of the pen: of the laws of one name and year one is spoken of three times as often."""
    named: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for key in listed:
        if found[key].kind in LAWS and found[key].name:
            named[found[key].kind, name_key(found[key].name or ""), _year(key)].append(key)
    slips: set[str] = set()
    for keys in named.values():
        first, *others = sorted(keys, key=lambda key: -places[key])
        slips.update(key for key in others if places[first] >= MARGIN * places[key])
    return [key for key in listed if key not in slips]


def _successors(found: Mapping[str, _Document], known: Mapping[str, str]) -> dict[str, str]:
    """Document → the later one that replaced it."""
    said = {key: decided(found[key].fields["replaced_by"]) for key in known}
    return {key: by for key, by in said.items() if by and by in known and by != key and _year(by) >= _year(key)}


HEADER = """\
# Register of legal documents of central bodies (sổ đăng ký văn bản): facts, made by pipeline.training.register; do not edit by hand.
# source: citation strings of the codified law (phapdien.moj.gov.vn), 400 documents of the Official Gazette of 2020-2026, legal prose of
# the State, training/known_documents.tsv; names of laws of extraction/law_names.tsv as one voice more. Compiled 2026-11-21.
# A fact stands where statements agree (weight of two, and three times any other); empty: not known for sure. effect: day of effect;
# replaced_on: day from which replaced; sources: places that speak of the document; ' / year' in an id: its number has no year.
"""


def build(corpus: Iterable[Path], out: Path) -> int:
    """Write the register of the corpus folders to `out`; how many documents it holds."""
    table = rows(*read(corpus))
    lines = ["\t".join(COLUMNS), *("\t".join(row[column] for column in COLUMNS) for row in table)]
    out.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return len(table)


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m pipeline.training.register --corpus DIR … [--out FILE]`."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.training.register", description="make the register of legal documents")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="folders with the corpus files")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "gazetteer" / "legal_documents.tsv")
    said = parser.parse_args(arguments)
    print(f"{build(said.corpus, said.out)} documents in {said.out}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
