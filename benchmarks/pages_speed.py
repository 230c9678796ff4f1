"""Pages in the browser: how long the search, a cited document, a paper, targets and the review list take as whole pages.

    python -m benchmarks.pages_speed [--archive DIR] [--quick] [-o results.json]

Measured twice: inside one process (the application is called as a server calls it) and over HTTP from `kehoach serve` in a process of
its own. Questions are words and numbers that stand in the archive's own papers, common and rare, with and without marks, with filters.
Without `--archive` a small archive is made up first; the figures of the issue are for one of 20,000 plans and 400,000 citations.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from pipeline.archive.archive import Archive
from pipeline.archive.files.store import Store
from pipeline.archive.index.connect import open_read
from pipeline.archive.searching.questions import most_cited
from pipeline.evaluation.made_up.shelf import generate
from pipeline.evaluation.typed import paragraphs
from pipeline.vietnamese.alphabet import strip_marks
from pipeline.web.pages.page import cited_address, paper_address
from pipeline.web.serve import application

PLANS, QUICK = 400, 60
SEED = 7

WORDS = (
    "kế hoạch", "thi đua khen thưởng", "giảm nghèo bền vững", "cải cách hành chính", "chuyển đổi số", "phòng chống thiên tai",
    "an toàn thực phẩm", "bình đẳng giới", "xây dựng nông thôn mới", '"dịch vụ công trực tuyến"', "34-CT/TW", "91/2017/NĐ-CP", "QĐ-UBND",
    "kho bạc", "tuyên tru*", "Ủy ban nhân dân tỉnh", "tỷ lệ hộ nghèo dưới", "Luật Thi đua, khen thưởng", "người cao tuổi",
    "nước sạch nông thôn",
)  # fmt: skip

FILTERS: tuple[dict[str, str], ...] = (
    {},
    {},
    {"tinh": "Kiên Giang"},
    {"nam": "2022"},
    {"loai": "KH"},
    {"tinh_nay": "An Giang", "nam": "2023"},
)

LIMITS = {"search": 150.0, "cited document": 150.0, "paper": 200.0}
"""Milliseconds that the issue asks for, at the 95th of 100."""


def addresses(store: Store, count: int) -> dict[str, list[str]]:
    """Addresses of each kind of page, in an order that is always the same for an archive."""
    rng = random.Random(SEED)
    connection = open_read(store.index)
    cited = [one.name for one in most_cited(connection, limit=count * 4)]
    connection.close()
    ids = [*store.ids()]
    words = [*WORDS, *(strip_marks(word) for word in WORDS)]
    asked = [
        f"/?{urlencode({'q': rng.choice(words), **rng.choice(FILTERS), **rng.choice(({}, {}, {'trang': '3'}))})}" for _ in range(count)
    ]
    return {
        "search": asked,
        "cited document": [cited_address(name) for name in rng.sample(cited, min(count, len(cited)))] + [cited_address(cited[0])],
        "paper": [paper_address(one) for one in rng.sample(ids, min(count, len(ids)))],
        "targets": [
            f"/chi-tieu?{urlencode({'q': word})}" for word in ("giảm nghèo", "hài lòng", "đúng hạn", "trực tuyến", "hộ nghèo", "%")
        ],
        "start, most cited, review": ["/", "/vien-dan", "/xem-lai", "/kho-luu-tru"],
    }


def measured(ask: Callable[[str], int], paths: Sequence[str], rounds: int) -> list[float]:
    """Milliseconds of each page; the first time that a kind of page is asked for is not counted."""
    ask(paths[0])
    times = []
    for path in [*paths] * rounds:
        began = time.perf_counter()
        status = ask(path)
        times.append((time.perf_counter() - began) * 1000)
        if status not in (200, 302):
            raise SystemExit(f"{path}: {status}")
    return times


@contextmanager
def inside(store: Store) -> Iterator[Callable[[str], int]]:
    """Asks the application in this process."""
    pages, loop = application(store.root), asyncio.new_event_loop()
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=pages.app()), base_url="http://localhost")
    yield lambda path: loop.run_until_complete(client.get(path)).status_code
    loop.run_until_complete(client.aclose())
    loop.close()


@contextmanager
def over_http(store: Store) -> Iterator[Callable[[str], int]]:
    """Asks a server in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = f"from pathlib import Path; from pipeline.web.serve import serve; serve(Path({str(store.root)!r}), port={port})"
    server = subprocess.Popen([sys.executable, "-c", program])
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            _wait(client)
            yield lambda path: client.get(path).status_code
    finally:
        server.terminate()
        server.wait()


def _wait(client: httpx.Client) -> None:
    for _ in range(300):
        try:
            client.get("/kho-luu-tru")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def measure(store: Store, count: int, rounds: int) -> dict[str, Any]:
    """The result as the report shows it."""
    connection = open_read(store.index)
    papers, citations = (connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("paper", "citation"))
    connection.close()
    paths = addresses(store, count)
    found: dict[tuple[str, str], list[float]] = {}
    work: dict[str, float] = {}
    for way, asking in (("in process", inside), ("over HTTP", over_http)):
        with asking(store) as ask:
            for kind, some in paths.items():
                began = time.process_time()
                found[kind, way] = measured(ask, some, rounds)
                work.setdefault(kind, (time.process_time() - began) * 1000 / (len(found[kind, way]) + 1))
                print(f"{kind:28}{way:12}{_summary(found[kind, way])}", file=sys.stderr)
    head = ["page", "asked", "processor ms a page", "in process: median ms", "p95 ms", "over HTTP: median ms", "p95 ms", "to reach: p95 ms"]
    rows = [_row(kind, work[kind], found[kind, "in process"], found[kind, "over HTTP"]) for kind in paths]
    return {
        "title": "Pages in the browser",
        "text": f"Whole pages of an archive of {papers:,} plans and {citations:,} citations, one visitor after the other.",
        "head": head,
        "rows": rows,
        "papers": papers,
        "citations": citations,
    }


def _row(kind: str, work: float, inner: list[float], outer: list[float]) -> list[str]:
    limit = LIMITS.get(kind)
    times = [f"{number:.0f}" for one in (inner, outer) for number in (statistics.median(one), p95(one))]
    return [kind, str(len(inner)), f"{work:.0f}", *times, f"{limit:.0f}" if limit else ""]


def p95(times: list[float]) -> float:
    """The time that 95 of 100 do not exceed."""
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def _summary(times: list[float]) -> str:
    return f"median {statistics.median(times):6.1f} ms, p95 {p95(times):6.1f} ms, longest {max(times):6.1f} ms of {len(times)}"


def made_up(folder: Path, plans: int) -> Store:
    """A small archive of made-up plans as typed texts."""
    shelf = folder / "shelf"
    shelf.mkdir()
    for plan in generate(plans, seed=SEED):
        (shelf / f"{plan.stem}.txt").write_text("\n\n".join(paragraphs(plan)), encoding="utf-8")
    Archive(folder / "kho").add([shelf], searchable=False)
    return Store.open(folder / "kho")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; with `-o` write the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages_speed", description=__doc__)
    parser.add_argument("--archive", type=Path, help="an archive with an index; without one a small one is made up")
    parser.add_argument("--quick", action="store_true", help="fewer plans and questions")
    parser.add_argument("-o", "--out", type=Path, help="write the result as JSON")
    asked = parser.parse_args(arguments)
    count, rounds = (20, 1) if asked.quick else (100, 2)
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as folder:
        store = Store.open(asked.archive) if asked.archive else made_up(Path(folder), QUICK if asked.quick else PLANS)
        result = measure(store, count, rounds)
    print(json.dumps({name: result[name] for name in ("text", "head", "rows")}, ensure_ascii=False, indent=1))
    if asked.out:
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        asked.out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
