"""Gold made by reading a scan: the text of some of its pages, and what the header and the signature say.

Null means *not recorded* here, so that it is not judged. Rows hold for the transcribed pages, whichever paper of the file these
belong to; `document_2` … state the header of further papers. Of the tables only headings, numbered citations, full dates and
percentages are recorded: `GoldPaper.tables` has them in the vocabulary of the tables.

>>> data = {"file": "a.pdf", "text": {"1": "KẾ HOẠCH"}, "header": {"number": "5", "number_handwritten": True, "place": None}}
>>> gold = transcript(Path("a.json"), data | {"dates": ["2021-05-02"], "citations": [{"number_symbol": "5/KH-UBND", "page": 2}]})
>>> gold.page_texts, dict(gold.papers[0].fields), gold.papers[0].tables["dates"], [error.detail for error in gold.errors]
({1: 'KẾ HOẠCH'}, {'number': '5'}, ({'date': '2021-05-02'},), ['citations[0].page: page 2 has no text'])
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import regex

from pipeline.evaluation.gold import Complaints, Gold, GoldPaper, Row
from pipeline.evaluation.gold_tables import suits
from pipeline.tables.columns import kinds

PAPER_KEYS = frozenset({"header", "signer", "recipients", "addressees", "pages"})
SIGNERS = regex.compile(r"signer_\d+")
PAPERS = regex.compile(r"document_(\d+)")
NOTES = frozenset({"number_handwritten", "day_handwritten"})
SIGNER_KEYS = {"authority": "text", "authority_all": "texts", "role_lines": "texts", "name": "text"}
ISO = regex.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def transcript(path: Path, data: Mapping[str, Any]) -> Gold:
    """The gold of a transcript."""
    complaints = Complaints(path)
    texts = _texts(data["text"], complaints)
    tables: dict[str, tuple[Row, ...]] = {}
    papers: list[tuple[int, dict[str, Any]]] = [(1, _paper(data, "", complaints))]
    for key, value in data.items():
        if match := PAPERS.fullmatch(key):
            papers.append((int(match[1]), _paper(_object(value, key, complaints), f"{key}.", complaints)))
        elif key in _TABLES and value is not None:
            table, convert = _TABLES[key]
            tables[table] = tables.get(table, ()) + _rows(key, value, convert, frozenset(texts), complaints)
        elif key not in PAPER_KEYS | {"file", "pages_total", "text", "notes"} and not SIGNERS.fullmatch(key) and key not in _TABLES:
            complaints.add(key, "unknown key")
    first, *others = (GoldPaper(part=part, fields=fields) for part, fields in papers)
    stated = GoldPaper(part=first.part, fields=first.fields, tables=tables, pages=frozenset(texts))
    return Gold(
        name=path.stem, kind="transcript", path=path, document_name=str(data.get("file") or path.stem), papers=(stated, *others),
        page_texts=texts, page_count=total if isinstance(total := data.get("pages_total"), int) else None, errors=tuple(complaints.errors),
    )  # fmt: skip


def _object(value: Any, where: str, complaints: Complaints) -> Mapping[str, Any]:
    """The value, where it is an object; {} for null and, with a complaint, for anything else."""
    if value is not None and not isinstance(value, dict):
        complaints.add(where.rstrip("."), "an object is expected")
    return value if isinstance(value, dict) else {}


def _texts(pages: Mapping[str, Any], complaints: Complaints) -> dict[int, str]:
    texts = {}
    for key, text in pages.items():
        if not key.isdigit() or not isinstance(text, str):
            complaints.add(f"text.{key}", "a page number and its text are expected")
        else:
            texts[int(key)] = text
    return texts


def _paper(data: Mapping[str, Any], where: str, complaints: Complaints) -> dict[str, Any]:
    """Columns of `documents` that the header and the closing of one paper state."""
    kept = kinds("documents")
    fields: dict[str, Any] = {}
    for column, value in _object(data.get("header"), f"{where}header", complaints).items():
        if column in NOTES or value is None:
            continue
        if column not in kept:
            complaints.add(f"{where}header.{column}", "unknown column")
        elif not suits(column, kept[column], value):
            complaints.add(f"{where}header.{column}", f"{kept[column]} is expected, not {value!r:.40}")
        else:
            fields[column] = value
    return fields | _closing(data, where, complaints)


def _closing(data: Mapping[str, Any], where: str, complaints: Complaints) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    keys = [key for key in data if key == "signer" or SIGNERS.fullmatch(key)]
    signers = [_signer(_object(data[key], f"{where}{key}", complaints), f"{where}{key}", complaints) for key in keys]
    names = [name.strip() for signer in signers for name in signer.get("name", "").split(";") if name.strip()]
    if names:
        fields |= {"signer": names[0], "co_signers": names[1:]}
    if signers and len(names) == 1:
        fields |= _role(signers[0])
    recipients = data.get("recipients")
    if not suits("recipients", "texts", recipients):
        complaints.add(f"{where}recipients", "a list of texts is expected")
    elif recipients:
        fields["recipients"] = recipients
    return fields


def _signer(signer: Mapping[str, Any], where: str, complaints: Complaints) -> dict[str, Any]:
    """What a transcript may state of a signer."""
    kept = {}
    for column, value in signer.items():
        kind = SIGNER_KEYS.get(column)
        if kind is None:
            complaints.add(f"{where}.{column}", "unknown column")
        elif not suits(column, kind, value) or (kind == "texts" and isinstance(value, str)):
            complaints.add(f"{where}.{column}", f"{kind} is expected, not {value!r:.40}")
        elif value is not None:
            kept[column] = value
    return kept


def _role(signer: Mapping[str, Any]) -> dict[str, Any]:
    authority = (signer.get("authority_all") or [signer.get("authority")])[-1]
    lines = signer.get("role_lines") or []
    # All lines written as one ('TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH') do not tell where the post begins.
    role = lines[-1] if lines and not regex.search(r"[.;/]", lines[-1]) else None
    return ({"signing_authority": authority} if authority else {}) | ({"signer_role": role} if role else {})


def _rows(key: str, rows: Any, convert: Callable[[Any], Row | None], pages: frozenset[int], complaints: Complaints) -> tuple[Row, ...]:
    if not isinstance(rows, list):
        complaints.add(key, "a list of rows is expected")
        return ()
    kept = []
    for number, row in enumerate(rows):
        page = row.get("page") if isinstance(row, dict) else None
        converted = convert(row)
        if converted is None:
            complaints.add(f"{key}[{number}]", f"unknown: {row!r:.60}")
        elif page is not None and not (isinstance(page, int) and page in pages):
            complaints.add(f"{key}[{number}].page", f"page {page} has no text")
        else:
            kept.append(converted)
    return tuple(kept)


def _recorded(table: str, row: Any, known: frozenset[str], more: Mapping[str, Any]) -> Row | None:
    """The row without what is null; None where it has another column, or a value of the wrong kind."""
    if not isinstance(row, dict) or row.keys() - known - {"page"}:
        return None
    of = kinds(table)
    if not all(suits(column, of.get(column, "text"), value) for column, value in row.items() if column != "page"):
        return None
    return {column: value for column, value in row.items() if value is not None and column != "page"} | dict(more)


CITATION = frozenset(["raw", "doc_type", "doc_type_name", "number_symbol", "date", "issuer"])


def _citation(row: Any) -> Row | None:
    kept = _recorded("citations", row, CITATION, {})
    if kept is None:
        return None
    numbered = "number_symbol" in kept
    # A name without a date is given a kind by no transcript; the body is named there as the paper names it ('UBND tỉnh').
    return {column: value for column, value in kept.items() if column not in {"doc_type_name", "issuer"}} | (
        {"kind": "numbered"} if numbered else {"number_symbol": None}
    )


def _section(row: Any) -> Row | None:
    return _recorded("sections", row, frozenset(["level", "numeral", "heading"]), {})


def _date(value: Any) -> Row | None:
    return {"date": value} if isinstance(value, str) and ISO.fullmatch(value) else None


def _percentage(row: Any) -> Row | None:
    return _recorded("targets", row, frozenset(["raw", "value", "comparator"]), {"unit": "%"})


_TABLES: Mapping[str, tuple[str, Callable[[Any], Row | None]]] = {
    "citations": ("citations", _citation),
    "citations_unnumbered": ("citations", _citation),
    "sections": ("sections", _section),
    "dates": ("dates", _date),
    "percentages": ("targets", _percentage),
}
