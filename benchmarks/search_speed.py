"""How long questions take, in process, by kind: p50, p95 and the longest, of an archive that is there.

    python -m benchmarks.search_speed DIR [--each 100] [--cold] [-o benchmarks/results/search_speed.json]

Words are drawn from the archive itself (titles, cited documents, texts) by a fixed seed, common ones in their share; `--cold` lets go
of the file's pages in memory before each question. Each question gives what a page shows: 20 hits with snippets, 100 citations with
sentences. Times are by the clock; beside them the processor's own time, which other work on the machine disturbs less.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline.archive.files.store import Store
from pipeline.archive.index.connect import open_read
from pipeline.archive.searching import questions
from pipeline.archive.searching.search import Filters, facets, search
from pipeline.archive.searching.targets import targets
from pipeline.vietnamese.alphabet import strip_marks

Ask = Callable[[sqlite3.Connection], object]

COMMON = ("kế hoạch", "ke hoach", "của", "ủy ban nhân dân", "thực hiện", "năm", "và của các", "căn cứ quyết định của ủy ban nhân dân tỉnh")
"""Words that nearly every paper has."""


def drawn(connection: sqlite3.Connection, each: int) -> dict[str, list[Ask]]:
    """Questions by kind."""
    rng = random.Random(7)
    titles = [title for (title,) in connection.execute("SELECT title FROM header WHERE title IS NOT NULL ORDER BY id")]
    names = connection.execute("SELECT name, canonical_id FROM cited ORDER BY papers DESC, id").fetchall()
    texts = [
        text for (text,) in connection.execute("SELECT whole(text) FROM body WHERE id IN (SELECT id FROM paper ORDER BY id LIMIT 2000)")
    ]
    provinces = [name for (name,) in connection.execute("SELECT DISTINCT province FROM documents WHERE province IS NOT NULL ORDER BY 1")]
    ids = [row[0] for row in connection.execute("SELECT document_id FROM file ORDER BY document_id")]

    def words(count: int) -> str:
        parts = rng.choice(titles).replace(",", "").split()
        first = rng.randrange(max(1, len(parts) - count))
        return " ".join(parts[first : first + count])

    def body(count: int) -> str:
        parts = rng.choice(texts).split()
        first = rng.randrange(len(parts) - count)
        return " ".join(parts[first : first + count])

    def cited() -> str:
        # Half of the questions are about the hundred that are cited most.
        return rng.choice(names[:100] if rng.random() < 0.5 else names)[1] if names else ""

    def asking(what: Callable[[sqlite3.Connection, str], object], said: str) -> Ask:
        return lambda connection: what(connection, said)

    def filtered(connection: sqlite3.Connection, said: str) -> object:
        return search(connection, said, Filters(province=rng.choice(provinces), year=rng.choice((None, 2020, 2022))))

    def many(make: Callable[[], str], what: Callable[[sqlite3.Connection, str], object]) -> list[Ask]:
        return [asking(what, make()) for _ in range(each)]

    return {
        "search: two words of a title": many(lambda: words(2), search),
        "search: four words of a title": many(lambda: words(4), search),
        "search: without marks": many(lambda: strip_marks(words(3)), search),
        "search: phrase": many(lambda: f'"{words(3)}"', search),
        "search: words of a text": many(lambda: body(3), search),
        "search: beginning of a word": many(lambda: f"{words(1)[:4]}*", search),
        "search: document number": many(lambda: cited().partition(" ")[2], search),
        "search: with filters": many(lambda: words(3), filtered),
        "search: words of every paper": [asking(search, said) for said in COMMON for _ in range(max(1, each // len(COMMON)))],
        "facets": many(lambda: words(2), facets),
        "cite: who cites it": many(cited, questions.citations),
        "cite: the twenty most cited": [asking(questions.citations, name) for _, name in names[:20]],
        "cite: what a paper cites": many(lambda: rng.choice(ids), lambda c, said: questions.citations(c, cited_by=said)),
        "cite: together with": [asking(questions.together_with, name) for name, _ in names[:20]],
        "cite: most cited": [asking(questions.most_cited, "")] * 5,
        "targets": many(lambda: words(2), targets),
    }


def cold(path: Path) -> None:
    """Let the system forget the file."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


def timed(path: Path, asks: list[Ask], forget: bool) -> dict[str, float]:
    """Milliseconds of the questions, each on a connection that is open; of cold ones each on a new connection."""
    spent: list[float] = []
    busy: list[float] = []
    with closing(open_read(path)) as warm:
        for ask in asks:
            if forget:
                cold(path)
            connection = open_read(path) if forget else warm
            began, began_busy = time.perf_counter(), time.process_time()
            ask(connection)
            spent.append((time.perf_counter() - began) * 1_000)
            busy.append((time.process_time() - began_busy) * 1_000)
            if forget:
                connection.close()
    clock = {name: _share(spent, share) for name, share in SHARES.items()}
    return {"count": len(spent)} | clock | {f"{name}_cpu": _share(busy, share) for name, share in SHARES.items()}


SHARES = {"p50": 0.5, "p95": 0.95, "max": 1.0}


def _share(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)


def measured(archive: Path, each: int, forget: bool) -> dict[str, Any]:
    """Times by kind, and the archive's size."""
    store = Store.open(archive)
    with closing(open_read(store.index)) as connection:
        kinds = drawn(connection, each)
        counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("paper", "citation")}
        text = connection.execute("SELECT sum(length(CAST(whole(text) AS BLOB))) FROM body").fetchone()[0]
    times = {kind: timed(store.index, asks, forget) for kind, asks in kinds.items()}
    size = store.index.stat().st_size
    return {"papers": counts["paper"], "citations": counts["citation"], "index_to_text": size / text, "cold": forget, "times": times}


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parent / "results" / "search_speed.json")
    given = parser.parse_args(arguments)
    result = measured(given.archive, given.each, given.cold)
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{result['papers']} papers, {result['citations']} citations, index {result['index_to_text']:.2f} × the text")
    for kind, times in result["times"].items():
        clock, busy = (" ".join(f"{name} {times[name + end]:7.1f}" for name in SHARES) for end in ("", "_cpu"))
        print(f"{kind:34} n {times['count']:4}  {clock} ms   processor {busy} ms")


if __name__ == "__main__":
    main()
