"""What the archive's benchmarks take in: a report of so many scanned pages, scanned plans, short typed papers.

All of it is made up by the program (`pipeline.evaluation`), so that anybody can measure the same pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from pipeline.evaluation.made_up.shelf import generate
from pipeline.evaluation.plan import Plan
from pipeline.evaluation.simulate import Job, save, scan_pages
from pipeline.evaluation.typeset import typeset

PAGES = 13
"""Pages of the report: as in the figure that is compared with."""
SCANNED = Job(format="pdf", mode="grey", level="light", dpi=200)

SHORT = """ỦY BAN NHÂN DÂN
TỈNH KIÊN GIANG

Số: {number}/KH-UBND

Kiên Giang, ngày 12 tháng 3 năm 2021

KẾ HOẠCH

Thi đua, khen thưởng năm 2021

Thực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

I. CHỈ TIÊU

- Có 90% đơn vị đăng ký thi đua.
"""


def report(path: Path, pages: int = PAGES) -> Path:
    """One PDF of so many scanned pages of 200 dpi in grey: the bodies of made-up plans one after the other."""
    return scanned(next(_long(pages)), path, pages)


def _long(pages: int) -> Iterator[Plan]:
    plans = list(generate(pages, seed=13))
    for number in count(1):
        body = tuple(block for plan in plans[:number] for block in plan.body)
        longer = replace(plans[0], body=body)
        if len(typeset(longer)) >= pages:
            yield longer


def scanned(plan: Plan, path: Path, most: int | None = None) -> Path:
    """A plan as a scan in a PDF; only its first pages where `most` says so."""
    sheets = typeset(plan)[:most]
    save(list(scan_pages(plan, sheets, SCANNED)), path, SCANNED)
    return path


def scans(folder: Path, plans: int) -> int:
    """A folder of scanned plans, a PDF each; gives the number of their pages."""
    folder.mkdir()
    pages = 0
    for plan in generate(plans, seed=17):
        pages += len(typeset(plan))
        scanned(plan, folder / f"{plan.stem}.pdf")
    return pages


def short_papers(folder: Path, papers: int) -> None:
    """A folder of typed papers of half a page, each with its own number."""
    folder.mkdir()
    for number in range(1, papers + 1):
        (folder / f"{number:05}.txt").write_text(SHORT.format(number=number), encoding="utf-8")
