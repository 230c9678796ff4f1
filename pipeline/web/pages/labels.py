"""Values of the tables in words for a person: which columns are shown first, how a target, a date, a flag reads.

>>> short("a" * 10, 5), size(1536, "vi"), size(3_000_000, "en")
('aaaa…', '1,5 KB', '2.9 MB')
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pipeline.archive.amending.doubts import reasons
from pipeline.web.language import Words, day, number, texts
from pipeline.web.language import words as words_of

FACTS = (
    "doc_type_name", "number_symbol", "date", "place", "issuer", "issuer_parent", "co_issuers", "title", "province", "province_2025",
    "district",
    "signer_role", "signer", "signing_authority", "co_signers", "recipients", "security_mark", "urgency_mark", "signature_name",
    "signature_time", "signature_state", "ocr_confidence",
)  # fmt: skip
"""Columns of the paper's row, in the order in which they are shown."""

SHOWN: Mapping[str, tuple[str, ...]] = {
    "citations": ("raw", "canonical_id", "date", "relation"),
    "targets": ("raw", "target", "year"),
    "dates": ("raw", "date", "role"),
    "document_numbers": ("raw", "number_symbol", "doc_type"),
    "corrections": ("text", "raw_text", "kind"),
    "entities": ("raw", "label"),
}
"""Columns of each table that a person sees; `target` is comparator, value and unit together."""

CORRECTABLE = ("citations", "targets", "dates", "document_numbers", "entities", "sections")

FILTER = {"province": "tinh", "issuer": "co_quan", "doc_type_name": "loai"}
FILTER_COLUMN = {"province": "province", "issuer": "issuer", "doc_type_name": "doc_type"}
"""Columns whose value leads to a search: the name in the address, the column whose value is asked for."""

COMPARATORS = {"=": "", ">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": "≈ ", "range": ""}


def short(text: str, letters: int) -> str:
    """The text on one line, cut to so many letters."""
    line = " ".join(text.split())
    return line if len(line) <= letters else line[: letters - 1] + "…"


def size(count: int, language: str) -> str:
    """Bytes as people read them."""
    shown, unit = float(count), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if shown < 1024 or unit == "GB":
            break
        shown /= 1024
    return f"{number(round(shown, 1) if shown < 10 else float(round(shown)), language)} {unit}"


def said(t: Words, group: str, value: str | None) -> str:
    """A word of a closed list in the visitor's language; the word itself where the list does not have it."""
    if value is None:
        return ""
    return t(f"{group}.{value}") if f"{group}.{value}" in texts("vi") else value


def flag(t: Words, name: str, table: str = "documents") -> str:
    """A doubt in words: those of the list of doubts, else ours."""
    if f"flag.{name}" in texts("vi"):
        return t(f"flag.{name}")
    known = reasons().get((table, name)) or next((words for (_, other), words in reasons().items() if other == name), None)
    return name if known is None else known.vi if t is words_of("vi") else known.en


def option(t: Words, value: str) -> str:
    """A word that may be chosen in a form."""
    found = (said(t, group, value) for group in ("role", "label", "precision", "section_kind", "citation_kind", "direction"))
    return next((shown for shown in found if shown != value), COMPARATORS.get(value, value).strip() or value)


def target(row: Mapping[str, Any], language: str) -> str:
    """The value of a target: '≥ 95 %', '80–90 %', 'hoàn thành tốt nhiệm vụ trở lên'."""
    if row["value"] is None:
        return str(row["unit"] or row.get("raw") or "")
    low, high = row["value"], row["value_max"]
    shown = number(_plain(low), language) + (f"–{number(_plain(high), language)}" if high is not None else "")
    unit = row["unit"] or ""
    return f"{COMPARATORS.get(row['comparator'], '')}{shown}{' ' if unit else ''}{unit}"


def _plain(value: float) -> float | int:
    return int(value) if math.isfinite(value) and value == int(value) and abs(value) < 1e15 else value


def cell(visit: Any, table: str, column: str, row: Mapping[str, Any]) -> str:
    """A cell of a table on a paper's page."""
    if column == "target":
        return target(row, visit.language)
    if column in ("raw", "text"):
        return short(row[column] or "", 220)
    if table == "corrections" and column == "kind":
        return said(visit.t, "correction", row["kind"])
    if table == "dates" and column == "role":
        return said(visit.t, "role", row["role"])
    if table == "entities":
        return said(visit.t, "label", row[column])
    return value(visit, column, row[column])


def value(visit: Any, column: str, found: Any) -> str:
    """A value of a column."""
    if found is None:
        return ""
    if column in ("date", "date_end", "register_date"):
        return day(found, visit.language)
    if column == "signature_state":
        return said(visit.t, "signature", found)
    if column == "ocr_confidence":
        return number(round(found * 100), visit.language) + " %"
    if isinstance(found, list):
        return "; ".join(map(str, found))
    return number(found, visit.language) if isinstance(found, float) else str(found)


def box(t: Words, table: str, row: Mapping[str, Any]) -> str:
    """What a screen reader says of a box: the kind, then the words."""
    words = row["raw_text"] + " → " + (row["text"] or "") if table == "corrections" else row["raw"] or ""
    return f"{t(f'one.{table}')}: {short(words, 120)}"


def amendment(visit: Any, line: Mapping[str, Any]) -> str:
    """A line of the history of corrections."""
    column = said(visit.t, "column", line["column"]) if line["column"] else visit.t("correct.whole_row")
    act = "confirm" if line["act"] == "set" and line["old"] == line["new"] else line["act"]
    told = visit.t(f"act.{act}", column=column, old=_told(line["old"]), new=_told(line["new"]))
    return f"{line['when'][:16].replace('T', ' ')} · {line['who']}: {visit.t('table.' + line['table'])} – {told}"


def _told(found: Any) -> str:
    return "∅" if found in (None, "") else short("; ".join(map(str, found)) if isinstance(found, list) else str(found), 120)
