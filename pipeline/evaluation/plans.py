"""Plans made up by the program (kế hoạch sinh tự động), for tests of scale: as many as wanted, each with its expected tables.

Provinces and bodies come from the gazetteer, the central documents from `plan_themes.tsv`; numbers, dates, targets and persons
are drawn by the seed. Numbering habits and citation habits change from plan to plan. What is written is noted down in the same
breath, so the tables are right by construction.

>>> one, two = generate(2, seed=3)
>>> one.stem != two.stem, generate(1, seed=3)[0] == one
(True, True)
>>> all(row["raw"] in " ".join(block.text for block in one.body) for row in one.gold["citations"])
True
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from pipeline.evaluation.plan import Plan, plan_of
from pipeline.gazetteer import issuers, provinces
from pipeline.vietnamese.normalize import fold
from pipeline.vietnamese.tsv import rows

FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
MIDDLES = ("Văn", "Thị", "Hữu", "Đức", "Minh", "Thanh", "Quốc", "Ngọc", "Xuân", "Bích")
GIVEN = ("An", "Chương", "Dũng", "Đạt", "Giang", "Hằng", "Khuê", "Lượng", "Mỹ", "Nghĩa", "Oanh", "Quỳnh", "Sửu", "Thuỷ", "Vỹ", "Yến")
ABBREVIATIONS = {"Nghị định": "NĐ", "Nghị quyết": "NQ", "Quyết định": "QĐ"}
COMPARED = (("ít nhất {}%", ">="), ("từ {}% trở lên", ">="), ("trên {}%", ">"), ("tối thiểu {}%", ">="), ("{}%", "="), ("khoảng {}%", "~"))
SCHEMES = (("I.", "1.", "-"), ("I.", "1.", "+"), ("I-", "1-", "-"), ("1.", "1.1.", "-"))
ROMAN = ("I", "II", "III", "IV", "V", "VI")


@dataclass
class _Draft:
    """A body as it is written, with its gold."""

    lines: list[str] = field(default_factory=list)
    dates: list[list[str]] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)

    def date(self, raw: str, value: str, role: str) -> str:
        """Note a date down; gives its words back."""
        self.dates.append([raw, value, role])
        return raw


def generate(count: int, seed: int = 0) -> list[Plan]:
    """That many plans; the same for the same seed, and the first ones the same for any count."""
    return [_plan(number, random.Random(f"{seed}/{number}")) for number in range(1, count + 1)]  # noqa: S311 - no secret


def _plan(number: int, rng: random.Random) -> Plan:
    year = rng.randint(2016, 2024)
    day, month = rng.randint(1, 28), rng.randint(1, 12)
    issued = f"{year}-{month:02}-{day:02}"
    province = rng.choice([p for p in provinces.provinces() if p.set == "before" and p.valid(issued) and p.kind == "tỉnh"])
    themes = [row for row in rows("evaluation/plan_themes.tsv") if row["date"] < issued]
    theme = rng.choice(themes)
    body = issuers.by_abbreviation(theme["body"])
    name = body.name if body else "Sở Nội vụ"
    draft = _Draft()
    shown = f"{day:02}" if day < 10 else str(day), f"{month:02}" if month < 3 else str(month), str(year)
    draft.date(f"ngày {shown[0]} tháng {shown[1]} năm {year}", issued, "document")
    title = f"{theme['theme'][0].upper()}{theme['theme'][1:]} trên địa bàn tỉnh " + draft.date(f"năm {year}", str(year), "period")
    _write(draft, rng, theme, name, province.name, year)
    deputy = rng.random() < 0.6
    source: dict[str, Any] = {
        "paper": {
            "parent": [f"UBND TỈNH {province.name.upper()}"],
            "issuer": _halves(name.upper()),
            "number": f"{rng.randint(1, 3000):02}",
            "symbol": f"KH-{theme['body']}",
            "place": province.name,
            "date": list(shown),
            "doc_type": "KẾ HOẠCH",
            "title": [title],
            "recipients": ["UBND tỉnh (b/c);", "Các phòng, đơn vị trực thuộc;", "Lưu: VT."],
            "signers": [
                {
                    "roles": ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"] if deputy else ["GIÁM ĐỐC"],
                    "name": " ".join(rng.choice(part) for part in (FAMILIES, MIDDLES, GIVEN)),
                }
            ],
            "body": "\n".join(draft.lines),
        },
        "style": {"number_by_hand": rng.random() < 0.7, "day_by_hand": rng.random() < 0.6, "size": rng.choice([13, 13.5, 14])},
        "scan": {
            "format": "pdf",
            "mode": rng.choice(["bilevel", "grey", "colour"]),
            "dpi": 200,
            "level": rng.choice(["clean", "light", "worn"]),
        },
        "gold": {"dates": draft.dates, "citations": draft.citations, "targets": draft.targets},
    }
    source["gold"]["document"] = {
        "issuer": name,
        "issuer_parent": f"UBND tỉnh {province.name}",
        "province": province.name,
        "province_2025": provinces.since_2025(province.name),
        "signing_authority": "KT." if deputy else None,
    }
    stem = f"{number:04}-{fold(province.name).replace(' ', '')}-{fold(theme['body'])}-{year}"
    return plan_of(stem, source)


def _halves(name: str) -> list[str]:
    words = name.split(" ")
    return [name] if len(name) < 22 else [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]


def _slashed(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month if int(month) < 3 else int(month)}/{year}"


def _central(draft: _Draft, rng: random.Random, theme: dict[str, str], relation: str | None, full: bool) -> str:
    raw = f"{theme['type']} {rng.choice(['số ', 'số ', ''])}{theme['number_symbol']}"
    row: dict[str, Any] = {"id": f"{ABBREVIATIONS[theme['type']]} {theme['number_symbol']}"}
    if full:
        raw += " " + draft.date(f"ngày {_slashed(theme['date'])}", theme["date"], "citation") + f" của {theme['issuer']}"
        row |= {"date": theme["date"], "issuer": theme["issuer"]}
    draft.citations.append({"raw": raw} | row | ({"relation": relation} if relation else {}))
    return raw


def _local(draft: _Draft, rng: random.Random, province: str, year: int) -> str:
    issued = f"{year}-01-{rng.randint(4, 28):02}"
    number = f"{rng.randint(1, 400):02}/KH-UBND"
    short = rng.random() < 0.5
    raw = f"Kế hoạch số {number} " + draft.date(f"ngày {_slashed(issued)}", issued, "citation")
    raw += " của UBND tỉnh" if short else f" của Ủy ban nhân dân tỉnh {province}"
    row = {"raw": raw, "id": f"KH {number}", "date": issued, "at": province, "issuer": f"Ủy ban nhân dân tỉnh {province}"}
    draft.citations.append(row | {"relation": "thực hiện"})
    return raw


def _target(draft: _Draft, rng: random.Random, subject: str, aim: str, year: int) -> str:
    form, comparator = rng.choice(COMPARED)
    value = rng.choice([rng.randint(50, 99), rng.randint(500, 999) / 10])
    raw = form.format(f"{value:g}".replace(".", ","))
    draft.targets.append({"raw": raw, "cmp": comparator, "value": value, "year": str(year)})
    return f"Phấn đấu {raw} {subject} {aim}." if raw[0].isdigit() else f"Có {raw} {subject} {aim}."


def _write(draft: _Draft, rng: random.Random, theme: dict[str, str], issuer: str, province: str, year: int) -> None:
    top, second, bullet = rng.choice(SCHEMES)
    count = iter(range(1, 9))

    def heading(words: str) -> int:
        place = next(count)
        numeral = (ROMAN[place - 1] if top[0] == "I" else str(place)) + top[-1]
        draft.lines.append(f"#1 {numeral} {words.upper() if top[0] == 'I' else words.capitalize()}")
        return place

    def item(part: int, place: int, words: str) -> None:
        draft.lines.append(f".2 {part}.{place}. {words}" if second == "1.1." else f".2 {place}{second[-1]} {words}")

    opening = f"Thực hiện {_central(draft, rng, theme, 'thực hiện', True)} và {_local(draft, rng, province, year)}, "
    draft.lines.append(f"{opening}{issuer} ban hành Kế hoạch như sau:")
    part = heading("Mục đích, yêu cầu")
    item(part, 1, f"Nâng cao trách nhiệm của các cơ quan, đơn vị trong công tác {theme['theme']}.")
    item(part, 2, "Việc thực hiện phải thiết thực, tiết kiệm, đúng quy định của pháp luật.")
    heading("Chỉ tiêu")
    for _ in range(rng.randint(2, 5)):
        draft.lines.append(f"-2 {bullet} {_target(draft, rng, theme['subject'], theme['aim'], year)}")
    part = heading("Nhiệm vụ")
    item(part, 1, f"Tuyên truyền, phổ biến nội dung của {_central(draft, rng, theme, None, False)} đến từng thôn, tổ dân phố.")
    month = rng.randint(3, 11)
    deadline = draft.date(f"ngày 25/{month}/{year}", f"{year}-{month:02}-25", "deadline")
    item(part, 2, f"Kiểm tra, đánh giá kết quả; hoàn thành trước {deadline}.")
    part = heading("Tổ chức thực hiện")
    draft.citations.append({"raw": "Kế hoạch này", "self": True})
    item(part, 1, "Văn phòng Sở theo dõi, đôn đốc việc thực hiện Kế hoạch này.")
    item(part, 2, "Các phòng, đơn vị báo cáo kết quả trước " + draft.date(f"ngày 10/12/{year}", f"{year}-12-10", "deadline") + "./.")
