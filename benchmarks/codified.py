"""Citations of the codified law (Bộ pháp điển): number, date and issuer of some 60,800 strings, and how many pages a second are extracted.

    python -m benchmarks.codified [-o results.json] [--every N] [--no-speed] [--wrong FILE]

A string reads `(Điều 1 Nghị định số 12/2011/NĐ-CP Về tổ chức … ngày 30/01/2011 của Chính phủ, có hiệu lực thi hành kể từ ngày 26/03/2011)`;
the title, and with it date and issuer, stands in the first string of each document only. What a string states is read from that fixed
frame alone (the words before the first blank that no separator joins; the last `ngày dd/mm/yyyy của …` before the date of effect), with
none of kehoach's patterns. Right is a number with the same digits, year and letters (separators, & and capitals aside: Ð and D count as Đ,
for some strings are mistyped and kehoach mends them), a date that is the same, an issuer whose words are the
same, or that is flagged `issuer_conflict` because the symbol names another body (some decrees are listed under a ministry).
"""

from __future__ import annotations

import argparse
import json
import lzma
import time
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

import regex

from benchmarks.pages import ROOT

CORPUS = ROOT.parent / "shared" / "corpus"
STRINGS = CORPUS / "phapdien_citations.tsv.xz"
GAZETTE = CORPUS / "congbao.docs.jsonl.xz"
PAGE = 2000
"""Characters of a page."""

_TYPES = r"Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết(?: liên tịch)?|Quyết định|Thông tư(?: liên tịch)?|Chỉ thị|Sắc lệnh"
_CODE = r"\d+[a-z]?(?:\s?[-/_]\s?(?:\d{4}(?!\d)|[\p{L}&ƯƠ]+\d*(?:\(\w+\))?)|\.(?:\p{L}[\p{L}&]*))+"
_FRAME = regex.compile(
    rf"\(\s*(?P<pin>[^()]{{0,80}}?)\s*(?P<type>{_TYPES})\s+số\s+(?:TT |Thông tư )?['“]?(?P<code>{_CODE})(?P<rest>.*?)"
    r",?\s*có hiệu lực(?: thi hành)? kể từ ngày\s*(?P<effect>\d\d/\d\d/\d{4})"
)
_DATED = regex.compile(
    r"\sngày (?P<day>\d\d)/(?P<month>\d\d)/(?P<year>\d{4}) của "
    r"(?P<issuer>(?:(?!\sngày \d| (?:Quy định|Hướng dẫn|Ban hành) )[^;()]){3,200}?)[\s.]*$"
)


class Stated(NamedTuple):
    """What a string states: its number, and where they are printed date (ISO) and issuer; where the date of effect stands."""

    text: str
    code: str
    date: str | None
    issuer: str | None
    effect: int


def stated(text: str) -> Stated | None:
    """What the frame of a string tells; None for strings without a number in that frame."""
    frame = _FRAME.match(text)
    if frame is None:
        return None
    dated = _DATED.search(frame["rest"])
    date = f"{dated['year']}-{dated['month']}-{dated['day']}" if dated else None
    return Stated(text, frame["code"], date, dated["issuer"] if dated else None, frame.start("effect"))


def letters(text: str | None) -> str:
    """Letters and digits alone, without marks and capitals."""
    bare = unicodedata.normalize("NFD", (text or "").replace("Đ", "D").replace("đ", "d").replace("Ð", "D"))
    return "".join(letter for letter in bare if letter.isalnum()).casefold()


def judged(wanted: Stated) -> dict[str, bool]:
    """Which of number, date and issuer kehoach reads as stated, and whether it takes the date of effect for the document's."""
    from pipeline.extraction.citations import find_citations
    from pipeline.gazetteer import issuers

    found = [c for c in find_citations(wanted.text) if c.kind != "self"]
    first = found[0] if found else None
    effect = any(c.start <= wanted.effect < c.end for c in found)
    if first is None:
        return {"number": False, "date": False, "issuer": False, "effect": effect}
    return {
        "number": letters(first.number_symbol) == letters(wanted.code),
        "date": first.date == wanted.date,
        "issuer": wanted.issuer is None
        or letters(first.issuer) in (letters(wanted.issuer), letters(issuers.canonical_name(wanted.issuer)))
        or "issuer_conflict" in first.flags,
        "effect": effect,
    }


def strings(every: int = 1) -> list[str]:
    """The strings of the codified law, or each `every`-th of them."""
    with lzma.open(STRINGS, "rt", encoding="utf-8") as lines:
        next(lines)
        return [line.rstrip("\n").split("\t")[2] for place, line in enumerate(lines) if place % every == 0]


def accuracy(texts: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Counts over the strings, and the strings that came out wrong."""
    counts = dict.fromkeys(("numbered", "number", "whole", "whole_right", "effect"), 0)
    wrong: list[str] = []
    for text in texts:
        wanted = stated(text)
        if wanted is None:
            continue
        right = judged(wanted)
        whole = right["number"] and right["date"] and right["issuer"]
        counts["numbered"] += 1
        counts["number"] += right["number"]
        counts["effect"] += right["effect"]
        if wanted.date:
            counts["whole"] += 1
            counts["whole_right"] += whole
        if right["effect"] or not (whole if wanted.date else right["number"]):
            wrong.append(" ".join(name for name, good in right.items() if good == (name == "effect")) + "\t" + text)
    return {"strings": len(texts), **counts}, wrong


def speed(seconds: float = 20.0) -> dict[str, Any]:
    """Pages a second of citations, dates, numbers and targets over whole documents of the Gazette, on one core."""
    from pipeline.extraction.citations import find_citations
    from pipeline.extraction.dates import find_dates
    from pipeline.extraction.document_numbers import find_document_numbers
    from pipeline.extraction.targets import find_targets

    with lzma.open(GAZETTE, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for place, line in enumerate(lines) if place % 4 == 0]
    find_citations("Nghị định số 91/2017/NĐ-CP ngày 31/7/2017 của Chính phủ")  # tables are read once
    characters, spent = 0, 0.0
    for text in texts:
        before = time.process_time()
        citations = find_citations(text)
        find_dates(text, citations=citations)
        find_document_numbers(text)
        find_targets(text)
        spent += time.process_time() - before
        characters += len(text)
        if spent > seconds:
            break
    pages = characters / PAGE
    return {"pages": round(pages), "seconds": round(spent, 2), "pages_a_second": round(pages / spent, 1)}


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take each N-th string only")
    parser.add_argument("--no-speed", action="store_true", help="do not measure pages a second")
    parser.add_argument("--wrong", type=Path, help="write the strings that came out wrong to this file")
    asked = parser.parse_args(arguments)
    if not STRINGS.exists():
        print("codified: the corpus lies beside the repository, not in it: nothing measured")
        return
    counts, wrong = accuracy(strings(asked.every))
    print(f"numbers: {counts['number']} of {counts['numbered']} right ({100 * counts['number'] / counts['numbered']:.2f} %)")
    print(f"number, date and issuer: {counts['whole_right']} of {counts['whole']} ({100 * counts['whole_right'] / counts['whole']:.2f} %)")
    print(f"date of effect taken for the document's: {counts['effect']}")
    pace = {} if asked.no_speed else speed()
    if pace:
        print(f"without names: {pace['pages_a_second']} pages a second ({pace['pages']} of {PAGE} characters, {pace['seconds']} s of CPU)")
    if asked.wrong:
        asked.wrong.write_text("\n".join(wrong) + "\n", encoding="utf-8")
    if asked.output:
        asked.output.write_text(json.dumps({"counts": counts, "speed": pace}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
