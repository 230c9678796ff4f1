"""Header (thể thức phần đầu): type, number, date, place, issuers, title, marks of the first page.

Authority: Nghị định 30/2020/NĐ-CP, Phụ lục I (State), Hướng dẫn 36-HD/VPTW (Party); older papers follow Thông tư
01/2011/TT-BNV and 55/2005/TTLT-BNV-VPCP, which differ little. What is blank or unread stays None with a flag: `number_missing`
(blank), `number_unreadable` ('…' or other than digits), `day_blank`, `date_conflict`, `header_missing`.

>>> from pipeline.document import Document
>>> header = read_header(Document(chr(10).join(["UBND TỈNH KIÊN GIANG CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
...     "SỞ Y TẾ Độc lập – Tự do – Hạnh phúc", "Số: … /KH-SYT Kiên Giang, ngày 17 tháng 11 năm 2017", "KẾ HOẠCH",
...     "Khảo sát tình hình sử dụng", "giường bệnh", "I. MỤC ĐÍCH"])))
>>> header.number, header.symbol, header.number_raw, header.date, header.place
(None, 'KH-SYT', 'Số: … /KH-SYT', '2017-11-17', 'Kiên Giang')
>>> header.issuer, header.issuer_parent, header.doc_type, header.title, header.flags
('Sở Y tế', 'UBND tỉnh Kiên Giang', 'KH', 'Khảo sát tình hình sử dụng giường bệnh', ('number_unreadable',))
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from pipeline.document import Document
from pipeline.forms import date as dates
from pipeline.forms import docnumber
from pipeline.gazetteer import document_types
from pipeline.records import Header
from pipeline.structure.bodies import begins_body, in_running_text, province_spelled
from pipeline.structure.issuing import issued
from pipeline.structure.jurisdiction import placed_in
from pipeline.structure.letterhead import Cell, date_in, labelled, number_match, read_cells
from pipeline.structure.rows import NOISE, Row, capitals, joined, opening, plain, rows_of, spelling
from pipeline.structure.title import Type, cleaned, title_rows, type_in

HEAD_ROWS = 60
"""Rows from the top of the paper in which the header is looked for."""


@dataclass(frozen=True, slots=True)
class _Head:
    """The rows of the letterhead, their cells, the row of the type, and all rows after."""

    cells: list[Cell]
    type: Type | None
    type_row: Row | None
    after: list[Row]
    vv: list[Row]

    def first(self, kind: str) -> Row | None:
        """The first cell of a kind."""
        return next((cell.row for cell in self.cells if cell.kind == kind), None)


def read_header(document: Document) -> Header:
    """The header of the paper; empty but for flags where the text has none."""
    rows = rows_of(document)[:HEAD_ROWS]
    head = _head(document, rows)
    header = _numbered(head)
    header = _dated(head, header)
    header = _titled(head, header, rows)
    header = issued(head.cells, head.after, header, document.text)
    marks = _marks(head)
    header = replace(header, security_mark=marks.get("security_mark"), urgency_mark=marks.get("urgency_mark"))
    if header.number_span is None and header.date_span is None and not head.first("national") and not head.first("party"):
        header = replace(header, flags=(*header.flags, "header_missing"))
    elif header.number_span is None:
        header = replace(header, flags=("number_missing", *header.flags))
    return placed_in(header)


_BODY_BEGINS = regex.compile(r"\W{0,3}(?:[IVX]{1,4}\s?[.\-/]\s?\p{Lu}|Điều\s\d|Chương\s[I1]|CHƯƠNG\s[I1]|Phần\s(?:I|th)|PHẦN\s(?:I|TH))")


def _head(document: Document, rows: list[Row]) -> _Head:
    """Letterhead, type row and what follows: the letterhead ends with the type, with 'Kính gửi' or where a body begins."""
    page = rows[0].page if rows else 1
    found: list[Cell] = []
    vv: list[Row] = []
    for index, row in enumerate(rows):
        cells = read_cells(document, [row])
        kind = type_in(row.text) if row.region not in ("stamp", "table") else None
        if kind is None:  # 'HỎA TỐC   KẾ HOẠCH': the type in the second column of a row
            kind, row = next(((t, c.row) for c in cells[1:] if c.kind == "other" and (t := type_in(c.row.text))), (None, row))
        known = {cell.kind for cell in cells}
        if kind and not _names_body(row.text) and known.isdisjoint({"national", "party", "number"}):
            return _Head(found, kind, row, rows[index + 1 :], vv)
        if (not any(cell.kind == "vv" for cell in cells) and _ends_letterhead(row, found)) or row.page != page:
            # 'Kính gửi' at the left is read before the right column: national name and date are still to come.
            beside = [r for r in rows[index + 1 :] if r.region == "header_right" and r.page == page] if row.region == "header_left" else []
            return _Head([*found, *read_cells(document, beside)], None, None, [r for r in rows[index:] if r not in beside], vv)
        if any(cell.kind == "vv" for cell in cells) or (vv and _continues_vv(vv, cells)):
            vv.extend(cell.row for cell in cells if cell.kind in ("vv", "other"))
            cells = [cell for cell in cells if cell.kind not in ("vv", "other")]
        found.extend(cells)
    return _Head(found, None, None, [], vv)


def _names_body(text: str) -> bool:
    """'BÁO GIA LAI', 'HỘI ĐỒNG …' are no types though a fuzzy look could take them for one."""
    return begins_body(text) and not type_in(text.split(" ")[0]) and len(text.split()) > 4


def _ends_letterhead(row: Row, found: list[Cell]) -> bool:
    words = row.text.lstrip(NOISE)
    text = plain(words)
    if _BODY_BEGINS.match(row.text) or (opening("words.tsv", "ground").match(text) and words[:1].isupper()):
        return True
    known = {cell.kind for cell in found}
    prose = len(row.text) > 70 and capitals(row.text) < 0.4 and row.text.rstrip().endswith((".", ";", ":", ","))
    starts = opening("words.tsv", "body").match(text) is not None and capitals(row.text) < 0.4 and len(row.text) > 50
    return (prose or starts) and bool(known & {"number", "date", "national", "party"}) and not known.isdisjoint({"number", "date"})


def _continues_vv(vv: list[Row], cells: list[Cell]) -> bool:
    others = [cell.row for cell in cells if cell.kind == "other"]
    if not others or len(vv) > 8 or vv[-1].number + 3 < others[0].number:
        return False
    if capitals(others[0].text) > 0.8 and begins_body(_SPECK.sub("", others[0].text)):
        return False  # also the registry's stamp below: 'Ì SỞ Y TẾ KIÊN GIANG'
    return others[0].region == vv[-1].region


_SPECK = regex.compile(r"^(?:\S{1,2}\s)?\W*")


def _numbered(head: _Head) -> Header:
    """Number, symbol, type by the symbol."""
    row = head.first("number")
    match = number_match(row.text) if row else None
    if row is None or match is None:
        label = head.first("label")
        place = {"number_raw": label.text, "number_span": (label.start, label.end), "flags": ("number_unreadable",)} if label else {}
        return Header(**place)  # type: ignore[arg-type]
    slot, year = match["slot"].strip(" *.,:;_"), match["year"]
    symbol = regex.sub(r"\s", "", regex.sub(r"\s*[-–—~]\s*", "-", match["symbol"])).strip("-/.,")
    first = match["first"]
    if first == "-" and (head.first("national") or head.first("motto")) and (glued := _GLUED_SYMBOL.search(slot)):
        # '31% PyQĐ-SYT': the slash was lost in the handwriting before it.
        before, symbol, first = slot[: glued.start()], f"{glued.group()}-{symbol}", "/"
        slot = before.strip() if before.strip().isdigit() and before.endswith(" ") else "…"
    party = first == "-"
    number = slot if labelled(row.text) and regex.fullmatch(r"\d{1,6}(?:\.\d{1,3})?\s?[a-eđA-E]?", slot) else None
    number = number.replace(" ", "") if number else None
    form = docnumber.parse(f"{number or '1'}{first}{year + '/' if year else ''}{symbol}")
    if form is not None:
        symbol, party = form.symbol, form.party or party
    written = docnumber.format(replace(form, number=number)) if form else f"{number or ''}{first}{year + '/' if year else ''}{symbol}"
    flags = () if number else (("number_missing",) if regex.fullmatch(r"[\s._*]*|…{2,}", match["slot"].strip()) else ("number_unreadable",))
    kind = document_types.by_abbreviation(regex.split(r"[-/]", symbol)[0], party) if not regex.match(r"QH\d|UBTVQH", symbol) else None
    return Header(
        number=number, year=year, symbol=symbol, number_symbol=written if number else None,
        number_raw=row.text, number_span=(row.start, row.end), flags=flags,
        doc_type=kind.abbreviation.split("-")[0] if kind else None, doc_type_name=_bare(kind.name) if kind else None,
    )  # fmt: skip


_GLUED_SYMBOL = regex.compile(r"(?<![A-ZĐ])[A-ZĐ]{2,8}$")


def _bare(name: str) -> str:
    return regex.sub(r"\s*\([^)]*\)|\s+của\s.*", "", name)


def _dated(head: _Head, header: Header) -> Header:
    """Place and date; the first date of the letterhead that has 'ngày … tháng … năm'."""
    row = head.first("date")
    if row is None:
        return header
    match = date_in(row.text)
    begin = match.start("date") if match else 0
    value = _date_value(row.text[begin:].strip(" .,"))
    place = row.text[:begin].strip(" ,.;:'\"“”*-_|^~")
    flags = list(header.flags)
    flags.extend(flag for flag in (value.flags if value else ()) if flag != "repaired")
    if value and value.date and header.year and value.date[:4] != header.year:
        flags.append("date_conflict")
    precision = value.precision if value and value.date and value.precision in ("day", "month", "year") else None
    return replace(
        header, date=value.date if value and precision else None, date_precision=precision, date_span=(row.start + begin, row.end),
        place=_place(place), flags=tuple(flags),
    )  # fmt: skip


_SLOTS = regex.compile(r"(ng\w{1,2}y?)\s*(.*?)\s*([t17|l/]h\w{1,2}ng)\s*(.*?)\s*([nh].m|ndm)\s*(.*)", regex.IGNORECASE)


def _date_value(printed: str) -> dates.DateValue | None:
    """The date; a day or month in which anything but figures was read is left open ('ngày c#O tháng 10' is October)."""
    match = _SLOTS.fullmatch(printed)
    if match is None:
        return dates.parse(printed)
    day, month = match[2].strip(" .,"), match[4].strip(" .,")
    readable = regex.fullmatch(r"[\dlIO|]{1,2}|[\s….·_]*", month) is not None
    if (regex.fullmatch(r"\d{1,2}", day) and readable) or (
        not any(c.isalnum() for c in day) and readable and not regex.search(r"[^\s….·_]", day)
    ):
        return dates.parse(printed)
    value = dates.parse(f"ngày … tháng {month if readable else '…'} năm {match[6]}")
    return replace(value, flags=("date_unreadable",)) if value else None


def _place(printed: str) -> str | None:
    """The place as printed; in running capitals where it was all capitals; None for what is no name."""
    words = printed.split()
    if not words or len(words) > 6 or not any(c.isalpha() for c in printed):
        return None
    while words and not words[0][:1].isupper():
        words = words[1:]
    name = " ".join(words)
    return province_spelled(in_running_text(name) if len(name) > 5 and name.isupper() else name) or None


def _titled(head: _Head, header: Header, rows: list[Row]) -> Header:
    """Type as printed and title, or the V/v line of a công văn; `end`, where the body begins."""
    if head.type and head.type_row:
        rest = head.type_row.piece(head.type.end, len(head.type_row.text))
        first = [rest] if len(rest.text) > 2 and any(c.isalpha() for c in rest.text) else []
        title = [*first, *title_rows_after(first, head.after)]
        end = title[-1].end if title else head.type_row.end
        header = replace(header, doc_type=head.type.letters or None, doc_type_name=head.type.name)
    else:
        title, end = head.vv, max([cell.row.end for cell in head.cells] + [row.end for row in head.vv], default=0)
        addressed = any(plain(row.text).lstrip(NOISE).startswith("kinh gui") for row in rows)
        if header.doc_type is None and (head.vv or addressed) and (header.symbol or addressed):
            header = replace(header, doc_type="CV", doc_type_name="Công văn")
        if not title and header.number_span is None and header.date_span is None:
            end = 0
    after = next((row.start for row in rows if row.start >= end), end)
    text = cleaned(joined(title))
    if not text:
        return replace(header, end=after)
    return replace(header, title=text, title_span=(title[0].start, title[-1].end), end=after)


def title_rows_after(first: list[Row], rows: list[Row]) -> list[Row]:
    """The title rows after the ones that stand on the row of the type itself ('LUẬT SỬA ĐỔI …' goes on in capitals)."""
    if not first:
        return title_rows(rows)
    more: list[Row] = []
    for row in rows[:8]:
        if not row.text.isupper() or begins_body(row.text):
            break
        more.append(row)
    return more


def _marks(head: _Head) -> dict[str, str]:
    """Marks of secrecy and urgency on rows of their own."""
    found: dict[str, str] = {}
    for cell in head.cells:
        if cell.kind == "mark":
            text = plain(cell.row.text).strip(" .:*'\"|[]()-_")
            for kind, column in (("security", "security_mark"), ("urgency", "urgency_mark")):
                if opening("words.tsv", kind).fullmatch(text):
                    found.setdefault(column, spelling("words.tsv", kind)[text].upper())
    return found
