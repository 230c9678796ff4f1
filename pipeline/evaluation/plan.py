"""A plan to be set in type (kế hoạch): what stands on the paper, and what its tables should say.

Plans are written by hand as TOML files. `[paper]` has the header and the closing, `body` the text, one block a line:

    Thực hiện Quyết định số …                        a paragraph
    #1 I. MỤC ĐÍCH, YÊU CẦU                          a heading of level 1: numeral, then the words
    =2 2. Yêu cầu: Các phòng …                       a heading that runs into its text, up to the colon
    .2 1. Yêu cầu các đơn vị …                       a numbered item
    -3 - Tổ chức …                                   a bullet
    |STT|Nội dung|Đơn vị chủ trì|                    rows of a table, the first one is its head; `|:8|62|30|` before it: widths
    ^ PHỤ LỤC                                        a centred line
    > Ghi chú …                                      a line without indent
    ///                                              a new page (an annex begins)

`**bold**` and `*italic*` as usual. Every line stays one paragraph of the true text.

>>> blocks = read_body("#1 I. NỘI DUNG\\n.2 1. Giao Văn phòng.\\n|a|b|\\n|1|2|")
>>> [(block.kind, block.level, block.numeral, block.text) for block in blocks[:2]], blocks[2].rows
([('heading', 1, 'I.', 'NỘI DUNG'), ('item', 2, '1.', 'Giao Văn phòng.')], (('a', 'b'), ('1', '2')))
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import DamagedFile

KINDS = {"#": "heading", "=": "run_in", ".": "item", "-": "bullet"}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, numbered part, table or break of the body; `kind` of a numbered part as in the table `sections`."""

    kind: str  # paragraph | heading | run_in | item | bullet | table | centred | flush | break
    text: str = ""
    level: int = 0
    numeral: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the lines of authority and post above, the name, a line below it (chức vụ thật) if there is one."""

    roles: tuple[str, ...]
    name: str
    below: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How this office sets its papers: points, millimetres, habits."""

    size: float = 14
    spacing: float = 1.12  # line height over the face's own
    gap: float = 6  # points between paragraphs
    indent: float = 36  # points, first line
    margins: tuple[float, float, float, float] = (20, 20, 30, 18)  # mm: top, bottom, left, right
    number_by_hand: bool = False
    day_by_hand: bool = False
    page_number: str = "top"  # top | bottom | right
    bold_headings: bool = True
    bullet_indent: float = 36
    table_size: float = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All of one paper; `gold` and `scan` are the file's own tables of that name."""

    stem: str
    parent: tuple[str, ...]
    issuer: tuple[str, ...]
    number: str | None
    symbol: str
    place: str
    date: tuple[str, str, str]  # day, month, year as printed; '' where blank
    doc_type: str
    title: tuple[str, ...]
    body: tuple[Block, ...]
    recipients: tuple[str, ...]
    signers: tuple[Signer, ...]
    party: bool = False
    urgency: str | None = None
    style: Style = field(default_factory=Style)
    scan: dict[str, Any] = field(default_factory=dict)
    gold: dict[str, Any] = field(default_factory=dict)


def read_body(text: str) -> tuple[Block, ...]:
    """The blocks of a body (see the module)."""
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    widths: tuple[float, ...] = ()
    for line in [*text.splitlines(), ""]:
        if line.startswith("|:"):
            widths = tuple(float(cell) for cell in line.strip("|:").split("|"))
        elif line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
        else:
            if rows:
                blocks.append(Block("table", rows=tuple(rows), widths=widths))
                rows, widths = [], ()
            if line.strip():
                blocks.append(_block(line.strip()))
    return tuple(blocks)


def _block(line: str) -> Block:
    if line == "///":
        return Block("break")
    if line[0] in "^>" and line[1:2] == " ":
        return Block({"^": "centred", ">": "flush"}[line[0]], line[2:])
    if line[0] in KINDS and line[1:2].isdigit() and line[2:3] == " ":
        numeral, _, rest = line[3:].partition(" ")
        if numeral in {"Điều", "Chương", "Mục", "Phần"}:
            second, _, rest = rest.partition(" ")
            numeral = f"{numeral} {second}"
        return Block(KINDS[line[0]], rest, int(line[1]), numeral)
    return Block("paragraph", line)


def read_plan(path: Path) -> Plan:
    """The plan of a TOML file. Raises DamagedFile with what is wrong in it."""
    try:
        source = tomllib.loads(unicodedata.normalize("NFC", path.read_text("utf-8")))
        return plan_of(path.stem, source)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DamagedFile(path, detail=str(error)) from error
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedFile(path, detail=f"no plan: {error!r}") from error


def plan_of(stem: str, source: dict[str, Any]) -> Plan:
    """The plan described by such a table. Raises KeyError, TypeError or ValueError where it is none."""
    paper = dict(source["paper"])
    signers = tuple(Signer(tuple(s["roles"]), s["name"], s.get("below", "")) for s in paper.pop("signers"))
    style = dict(source.get("style", {}))
    if "margins" in style:
        style["margins"] = tuple(style["margins"])
    for key in ("parent", "issuer", "title", "recipients", "date"):
        paper[key] = tuple(paper.get(key, ()))
    if len(paper["date"]) != 3:
        raise ValueError("date: day, month, year as printed")
    body = read_body(paper.pop("body"))
    return Plan(
        stem=stem,
        body=body,
        signers=signers,
        style=Style(**style),
        number=paper.pop("number", None),
        scan=dict(source.get("scan", {})),
        gold=dict(source.get("gold", {})),
        **paper,
    )
