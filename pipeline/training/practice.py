"""Papers to practise reading on (trang tập đọc): text of the corpus and made-up plans, set in type and scanned as offices do.

Half of what goes wrong on real pages stands in capitals, codes and lists, and running text has few of them. So each paper has the
letterhead, headings, recipients and signature of a made-up plan, and between its own lines paragraphs of the corpus, some in capitals,
bold or italic. Type of 12 to 14 points, 200 or 300 dpi, one bit or grey, from clean to worn: what the scans of archives are like.

>>> text = [f"Ủy ban nhân dân tỉnh ban hành quyết định số {n} về kế hoạch công tác" for n in range(100, 180)]
>>> one, same = (next(papers(text, seed=2)) for _ in range(2))
>>> one == same, one.style.number_by_hand, sum(block.text.startswith("Ủy ban nhân dân tỉnh ban hành") for block in one.body) > 3
(True, False, True)
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from pipeline.evaluation.fonts import face
from pipeline.evaluation.plan import Block, Plan, Style
from pipeline.evaluation.plans import generate
from pipeline.evaluation.simulate import Job, ScannedPage, scan_pages
from pipeline.evaluation.typeset import typeset

SCANS = (
    ("clean", "bilevel", 300), ("clean", "grey", 200), ("light", "bilevel", 300), ("light", "bilevel", 200), ("light", "grey", 200),
    ("light", "grey", 300), ("worn", "grey", 200), ("worn", "bilevel", 200), ("worn", "bilevel", 300), ("hard", "grey", 200),
)  # fmt: skip
"""How papers are scanned: damage (`evaluation.scanning.LEVELS`), mode, dots per inch."""

SHORTEST, LONGEST = 25, 700
"""Characters of the paragraphs that are taken."""

_ITEM = regex.compile(r"(?P<numeral>\d{1,2}(?:\.\d{1,2}){0,2}[.)]|[a-zđ]\)|[-+])\s+(?P<text>\S.*)")
_UNFIT = regex.compile(r"[*|…_]|\.{4}")
"""Marks of emphasis, rules of tables, open places: the setter would take them for something else."""

_GENERATED = 60
"""Made-up plans; then they begin again, with other text between their lines."""


def papers(paragraphs: Sequence[str], seed: int) -> Iterator[Plan]:
    """Papers without end, the same for the same text and seed; some two pages each, nothing written by hand."""
    frames = generate(_GENERATED, seed)
    number = 0
    while True:
        rng = random.Random(f"{seed}/{number}")  # noqa: S311 - no secret
        frame = frames[number % _GENERATED]
        own = list(frame.body)
        first = rng.randrange(len(own))
        body = [*own[first : first + 5], *_blocks(paragraphs, rng)]
        style = Style(size=rng.choice([12, 12.5, 13, 13.5, 14]), spacing=rng.choice([1.0, 1.06, 1.12, 1.2]), gap=rng.choice([3, 6]))
        yield replace(frame, stem=f"{number:04}", body=tuple(body), style=style)
        number += 1


def _blocks(paragraphs: Sequence[str], rng: random.Random) -> list[Block]:
    """About twelve paragraphs of the corpus as blocks of a body."""
    blocks: list[Block] = []
    for _ in range(400):
        text = paragraphs[rng.randrange(len(paragraphs))]
        if fits(text):
            blocks.append(_block(text, rng))
            if len(blocks) == 12:
                break
    return blocks


def fits(text: str) -> bool:
    """Whether the setter can set a paragraph as it stands, and it is neither a scrap nor a page long.

    >>> fits("Thực hiện Kế hoạch số 93/KH-UBND của tỉnh"), fits("Thực hiện Kế hoạch số ……… của tỉnh"), fits("Nơi nhận:")
    (True, False, False)
    """
    return SHORTEST <= len(text) <= LONGEST and not _UNFIT.search(text) and not face("regular").missing(text)


def _block(text: str, rng: random.Random) -> Block:
    if len(text) < 70 and rng.random() < 0.5:
        return Block("heading", text.upper(), 1, rng.choice(["I.", "II.", "III.", "IV.", "V.", "VI.", "VII.", "VIII.", "IX.", "X."]))
    item = _ITEM.fullmatch(text)
    chance = rng.random()
    worded = f"**{item['text'] if item else text}**" if chance < 0.08 else f"*{item['text'] if item else text}*" if chance < 0.16 else ""
    if item:
        return Block("item", worded or item["text"], 2, item["numeral"])
    return Block("paragraph", worded or text)


def scanned(paragraphs: Sequence[str], pages: int, seed: int) -> Iterator[ScannedPage]:
    """That many scanned pages with what truly stands on them."""
    left = pages
    for number, paper in enumerate(papers(paragraphs, seed)):
        level, mode, dpi = SCANS[number % len(SCANS)]
        for page in scan_pages(paper, typeset(paper), Job(level=level, mode=mode, dpi=dpi, seed=seed)):
            if not left:
                return
            yield page
            left -= 1
