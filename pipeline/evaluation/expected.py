"""The tables that a plan's scan should give (bảng kết quả mong đợi), in the JSON shape of `kehoach parse`.

Header, recipients, signer and section tree follow from how the plan is set; dates, citations and targets are what its author
wrote down in `[gold]`, in the order of the text. Only columns that the author can state are there, and no offsets: each `raw`
stands in `document.text`, in order, which is checked here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import regex

from pipeline.assembly import assemble
from pipeline.errors import DamagedFile
from pipeline.evaluation.lines import plain
from pipeline.evaluation.plan import Block, Plan
from pipeline.evaluation.sheet import Sheet
from pipeline.gazetteer.legal_documents import LAWS

TYPES = {
    "KẾ HOẠCH": ("KH", "Kế hoạch"),
    "CHƯƠNG TRÌNH": ("CTr", "Chương trình"),
    "QUYẾT ĐỊNH": ("QĐ", "Quyết định"),
    "CHỈ THỊ": ("CT", "Chỉ thị"),
    "THÔNG BÁO": ("TB", "Thông báo"),
    "BÁO CÁO": ("BC", "Báo cáo"),
    "TỜ TRÌNH": ("TTr", "Tờ trình"),
    "HƯỚNG DẪN": ("HD", "Hướng dẫn"),
}
YEAR_IN_NUMBER = regex.compile(r"^\d+[a-z]?/(\d{4})/(.+)$")


def expected(plan: Plan, sheets: Iterable[Sheet]) -> dict[str, Any]:
    """The expected tables. Raises DamagedFile where a gold `raw` does not stand in the text, or not in that order."""
    sheets = list(sheets)
    return expected_of_text(plan, assemble(sheet.page() for sheet in sheets).text, len(sheets))


def expected_of_text(plan: Plan, text: str, pages: int = 1) -> dict[str, Any]:
    """The same where the text is at hand. Raises as `expected`."""
    document = _document(plan, text, pages)
    tables: dict[str, Any] = {"schema": "kehoach-expected-1", "document": document, "sections": _sections(plan)}
    if "dates" in plan.gold:
        tables["dates"] = [{"raw": raw, **_date(value), "role": role} for raw, value, role in plan.gold["dates"]]
    if "citations" in plan.gold:
        citations = [_citation(row) for row in plan.gold["citations"]]
        tables["document_numbers"] = _numbers(document, citations)
        tables["citations"] = citations
    if "targets" in plan.gold:
        tables["targets"] = [_target(row) for row in plan.gold["targets"]]
    for name in ("dates", "citations", "targets"):
        _check(plan, text, name, [row["raw"] for row in tables.get(name, [])])
    if "names" in plan.gold:
        tables["entities"] = entities(text, plan.gold["names"])
    return tables


def _check(plan: Plan, text: str, name: str, raws: list[str]) -> None:
    place = 0
    for number, raw in enumerate(raws):
        found = text.find(raw, place)
        if found < 0:
            raise DamagedFile(f"{plan.stem}: gold.{name}[{number}]", detail=f"{raw!r} does not stand in the text after the one before")
        place = found + (0 if name == "citations" else len(raw))  # citations nest


def entities(text: str, names: list[list[str]]) -> list[dict[str, str]]:
    """Every place where a name of the list [surface, label, normalised] stands, longest first, in order of the text."""
    rows = sorted(names, key=lambda row: -len(row[0]))
    pattern = regex.compile(r"(?<!\w)(?:" + "|".join(r"\s+".join(map(regex.escape, row[0].split())) for row in rows) + r")(?!\w)")
    known = {row[0]: row for row in rows}
    found = ((match.group(), known[" ".join(match.group().split())]) for match in pattern.finditer(text))
    return [{"raw": raw, "label": row[1], **({"normalised": row[2]} if len(row) > 2 else {})} for raw, row in found]


def _document(plan: Plan, text: str, pages: int) -> dict[str, Any]:
    abbreviation, name = TYPES.get(plan.doc_type, (None, None))
    joint = "-" if plan.party else "/"
    day, month, year = plan.date
    roles = plan.signers[0].roles
    document: dict[str, Any] = {
        "page_count": pages,
        "text": text,
        "doc_type": abbreviation,
        "doc_type_name": name,
        "number": plan.number,
        "symbol": plan.symbol,
        "number_symbol": f"{plan.number}{joint}{plan.symbol}" if plan.number else None,
        "date": "-".join([year, month.zfill(2), day.zfill(2)][: 3 if day else 2 if month else 1]) or None,
        "date_precision": "day" if day else "month" if month else "year",
        "place": plan.place,
        "title": plain(" ".join(plan.title)),
        "signer": plan.signers[0].name,
        "signer_role": roles[-1],
        "co_signers": [signer.name for signer in plan.signers[1:]],
        "recipients": [plain(item).rstrip(";.,") for item in plan.recipients],
        "urgency_mark": plan.urgency,
    }
    stated: dict[str, Any] = plan.gold.get("document", {})
    return document | stated


def _numeral(block: Block) -> str:
    return block.numeral.strip(".)-: ")


def _sections(plan: Plan) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    open_rows: list[dict[str, Any]] = []
    counts: dict[tuple[str | None, bool], int] = {}
    for block in plan.body:
        if block.kind == "break":
            break
        if block.kind in {"paragraph", "centred", "flush"} and rows and "text" in rows[-1]:
            rows[-1]["text"] = f"{rows[-1]['text']}\n{plain(block.text)}".strip()
        elif block.kind == "table" and rows:
            rows[-1].pop("text", None)  # how cells read in a text is nothing that gold states
        elif block.level:
            del open_rows[block.level - 1 :]
            row = _section(block, f"s{len(rows) + 1}", open_rows[-1] if open_rows else None, counts)
            rows.append(row)
            open_rows.append(row)
    return rows


def _section(block: Block, name: str, parent: dict[str, Any] | None, counts: dict[tuple[str | None, bool], int]) -> dict[str, Any]:
    bullet = block.kind == "bullet"
    key = (parent["section_id"] if parent else None, bullet)
    counts[key] = counts.get(key, 0) + 1
    words = plain(block.text)
    heading, _, rest = words.partition(":") if block.kind == "run_in" else (words, "", "") if block.kind == "heading" else (None, "", words)
    own = f"{block.numeral}{counts[key]}" if bullet else _numeral(block)
    return {
        "section_id": name,
        "parent_id": key[0],
        "level": block.level,
        "kind": block.kind,
        "numeral": block.numeral,
        "ordinal": counts[key],
        "heading": heading,
        "path": f"{parent['path']}/{own}" if parent else own,
        "text": rest.strip(),
    }


def _date(value: str) -> dict[str, Any]:
    if not value or value.startswith("--"):  # 'trước ngày 25 hằng tháng' is a rule, without a date of its own
        return {"date": value or None, "precision": "recurring"}
    if "/" in value:
        return dict(zip(("date", "date_end"), value.split("/"), strict=True)) | {"precision": "range"}
    return {"date": value, "precision": "quarter" if "Q" in value else {4: "year", 7: "month"}.get(len(value), "day")}


def _citation(row: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"raw": row["raw"], "kind": "numbered"}
    date = row.get("date")
    if "id" in row:
        abbreviation, number_symbol = row["id"].split(" ", 1)
        year = YEAR_IN_NUMBER.match(number_symbol)
        number = regex.match(r"\d+[a-z]?", number_symbol)
        out |= {"doc_type": abbreviation, "number": number.group() if number else None, "year": year.group(1) if year else None}
        out |= {"symbol": number_symbol[number.end() :].lstrip("/-") if number else None, "number_symbol": number_symbol}
        out["symbol"] = year.group(2) if year else out["symbol"]
        out |= {"canonical_id": row["id"], "jurisdiction": row.get("at", "trung ương")}
        key = row["id"] + (f" @ {row['at']}" if "at" in row else "")
        issued = date or (year.group(1) if year else None)
        # A number with its year is one document of the centre; each province has its own 24/2018/QĐ-UBND.
        out["canonical_key"] = key + (f" / {issued[:4]}" if issued and ("at" in row or not year) else "")
    if row.get("self"):
        out |= {"kind": "self", "canonical_id": "SELF"}
        out.pop("canonical_key", None)
    elif "law" in row:
        out |= {
            "kind": "named_law",
            "doc_type": next(kind for kind in LAWS if row["law"].startswith(kind)),
            "number": None,
            "number_symbol": None,
            "jurisdiction": "trung ương",
        }
        if "is" in row:  # the number that the law of this name and year has
            out["canonical_id"] = row["is"]
    elif row.get("party"):
        out |= {"kind": "party_named", "number": None, "number_symbol": None}
    elif "id" not in row:
        out |= {"kind": "named_document", "number": None, "number_symbol": None}
    if not row.get("self") or "id" in row:
        out["date"] = date
    return out | {key: row[key] for key in ("issuer", "title", "relation", "pinpoint", "parent_citation", "flags") if key in row}


def _numbers(document: dict[str, Any], citations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    own = {"number": document["number"], "symbol": document["symbol"], "number_symbol": document["number_symbol"], "is_own": True}
    columns = ("number", "year", "symbol", "number_symbol")
    numbered = [row for row in citations if row.get("number_symbol")]
    return [own] + [
        {key: row[key] for key in columns} | {"is_own": row["number_symbol"] == document["number_symbol"] and row["kind"] == "self"}
        for row in numbered
    ]


def _target(row: dict[str, Any]) -> dict[str, Any]:
    out = {
        "raw": row["raw"],
        "comparator": row["cmp"],
        "value": row.get("value"),
        "value_max": row.get("max"),
    }
    unit = row.get("unit", "%" if "%" in row["raw"] else None)
    out |= {"unit": unit} if unit else {}
    return out | {
        key: row[key]
        for key in ("indicator", "subject", "subject_inherited", "denominator", "modality", "direction", "year", "deadline")
        if key in row
    }
