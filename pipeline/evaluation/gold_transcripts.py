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
from pipeline.tables.columns import own_columns

PAPER_KEYS = frozenset({"header", "signer", "recipients", "addressees", "pages"})
SIGNERS = regex.compile(r"signer_\d+")
PAPERS = regex.compile(r"document_(\d+)")
NOTES = frozenset({"number_handwritten", "day_handwritten"})
SIGNER_KEYS = frozenset({"authority", "authority_all", "role_lines", "name"})
ISO = regex.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def transcript(path: Path, data: Mapping[str, Any]) -> Gold:
    """The gold of a transcript."""
    complaints = Complaints(path)
    texts = _texts(data["text"], complaints)
    tables: dict[str, tuple[Row, ...]] = {}
    papers: list[tuple[int, dict[str, Any]]] = [(1, _paper(data, "", complaints))]
    for key, value in data.items():
        if match := PAPERS.fullmatch(key):
            papers.append((int(match[1]), _paper(value, f"{key}.", complaints)))
        elif key in _TABLES and value is not None:
            table, convert = _TABLES[key]
            tables[table] = tables.get(table, ()) + _rows(key, value, convert, frozenset(texts), complaints)
        elif key not in PAPER_KEYS | {"file", "pages_total", "text", "notes"} and not SIGNERS.fullmatch(key) and key not in _TABLES:
            complaints.add(key, "unknown key")
    first, *others = (GoldPaper(part=part, fields=fields) for part, fields in papers)
    stated = GoldPaper(part=first.part, fields=first.fields, tables=tables, pages=frozenset(texts))
    return Gold(
        name=path.stem, kind="transcript", path=path, document_name=str(data.get("file") or path.stem), papers=(stated, *others),
        page_texts=texts, page_count=data.get("pages_total"), errors=tuple(complaints.errors),
    )  # fmt: skip


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
    known = {column.name for column in own_columns("documents")}
    fields: dict[str, Any] = {}
    for column, value in (data.get("header") or {}).items():
        if column in NOTES or value is None:
            continue
        if column in known:
            fields[column] = value
        else:
            complaints.add(f"{where}header.{column}", "unknown column")
    return fields | _closing(data, where, complaints)


def _closing(data: Mapping[str, Any], where: str, complaints: Complaints) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    signers = [data[key] for key in data if key == "signer" or SIGNERS.fullmatch(key)]
    for signer in signers:
        for column in signer.keys() - SIGNER_KEYS:
            complaints.add(f"{where}signer.{column}", "unknown column")
    names = [name.strip() for signer in signers for name in (signer.get("name") or "").split(";") if name.strip()]
    if names:
        fields |= {"signer": names[0], "co_signers": names[1:]}
    if signers and len(names) == 1:
        fields |= _role(signers[0])
    if data.get("recipients"):
        fields["recipients"] = data["recipients"]
    return fields


def _role(signer: Mapping[str, Any]) -> dict[str, Any]:
    authority = (signer.get("authority_all") or [signer.get("authority")])[-1]
    lines = signer.get("role_lines") or []
    # All lines written as one ('TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH') do not tell where the post begins.
    role = lines[-1] if lines and not regex.search(r"[.;/]", lines[-1]) else None
    return ({"signing_authority": authority} if authority else {}) | ({"signer_role": role} if role else {})


def _rows(
    key: str, rows: list[Any], convert: Callable[[Any], Row | None], pages: frozenset[int], complaints: Complaints
) -> tuple[Row, ...]:
    kept = []
    for number, row in enumerate(rows):
        page = row.get("page") if isinstance(row, dict) else None
        converted = convert(row)
        if converted is None:
            complaints.add(f"{key}[{number}]", f"unknown: {row!r:.60}")
        elif page is not None and page not in pages:
            complaints.add(f"{key}[{number}].page", f"page {page} has no text")
        else:
            kept.append(converted)
    return tuple(kept)


def _recorded(row: Any, known: frozenset[str], more: Mapping[str, Any]) -> Row | None:
    if not isinstance(row, dict) or row.keys() - known - {"page"}:
        return None
    return {column: value for column, value in row.items() if value is not None and column != "page"} | dict(more)


CITATION = frozenset(["raw", "doc_type", "doc_type_name", "number_symbol", "date", "issuer"])


def _citation(row: Any) -> Row | None:
    kept = _recorded(row, CITATION, {})
    if kept is None:
        return None
    numbered = "number_symbol" in kept
    # A name without a date is given a kind by no transcript; the body is named there as the paper names it ('UBND tỉnh').
    return {column: value for column, value in kept.items() if column not in {"doc_type_name", "issuer"}} | (
        {"kind": "numbered"} if numbered else {"number_symbol": None}
    )


def _section(row: Any) -> Row | None:
    return _recorded(row, frozenset(["level", "numeral", "heading"]), {})


def _date(value: Any) -> Row | None:
    return {"date": value} if isinstance(value, str) and ISO.fullmatch(value) else None


def _percentage(row: Any) -> Row | None:
    return _recorded(row, frozenset(["raw", "value", "comparator"]), {"unit": "%"})


_TABLES: Mapping[str, tuple[str, Callable[[Any], Row | None]]] = {
    "citations": ("citations", _citation),
    "citations_unnumbered": ("citations", _citation),
    "sections": ("sections", _section),
    "dates": ("dates", _date),
    "percentages": ("targets", _percentage),
}
