"""Papers that are already parsed into the index: documents a second, and how large the index is beside the text.

    python -m benchmarks.index_rate [--archive DIR] [--count 10000] [-o benchmarks/results/index_rate.json]

The papers' JSON files lie in an archive, as `kehoach archive add` leaves them: those of `--archive`, copied under other ids until there
are `--count`; without it, plans that the program makes up and parses. Measured are adding them, 500 in a transaction, reading of the
files included, and making the index anew from the same files.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.archive.files.manifest import Manifest, SourceName
from pipeline.archive.files.store import Store
from pipeline.archive.index.build import put_many
from pipeline.archive.index.rebuild import rebuild
from pipeline.archive.index.writing import writing

BATCH = 500
MADE_UP = 200
"""Plans that are made up and parsed where no archive is named."""


def papers(archive: Path | None) -> Iterator[dict[str, Any]]:
    """Papers as JSON has them."""
    if archive is not None:
        store = Store.open(archive)
        yield from (paper for document_id in store.ids() for paper in store.papers(document_id)[:1])
        return
    import pipeline
    from pipeline.evaluation.made_up.shelf import generate
    from pipeline.evaluation.typed import paragraphs

    with tempfile.TemporaryDirectory() as folder:
        for plan in generate(MADE_UP, seed=1):
            path = Path(folder) / f"{plan.stem}.txt"
            path.write_text("\n".join(paragraphs(plan)), encoding="utf-8")
            yield pipeline.parse(path).to_dict()


def fill(store: Store, archive: Path | None, count: int) -> tuple[int, int]:
    """Write `count` documents into the store, without an index; gives the bytes of their texts and of their JSON."""
    kept = list(papers(None)) if archive is None else []
    source = itertools.chain.from_iterable(kept or papers(archive) for _ in itertools.count())
    text = size = 0
    for number, paper in enumerate(itertools.islice(source, count)):
        document_id = hashlib.sha256(f"{number}".encode()).hexdigest()
        document = paper["document"] | {"document_id": document_id, "part": 1}
        data = json.dumps(paper | {"document": document}, ensure_ascii=False).encode()
        store.write_manifest(
            Manifest(
                document_id=document_id, kind="text", ending="txt", size=len(data), state="read", papers=1, made_by="kehoach 0.1.0",
                sources=(SourceName(document["source"], "2026-11-21T08:00:00Z"),),
            )
        )  # fmt: skip
        store.folder(document_id).joinpath("paper.json").write_bytes(data)
        text, size = text + len(document["text"].encode()), size + len(data)
    return text, size


def measured(archive: Path | None, count: int) -> dict[str, Any]:
    """Seconds and bytes."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "kho", create=True)
        text, size = fill(store, archive, count)
        ids = list(store.ids())
        began, spent = time.perf_counter(), time.process_time()
        for first in range(0, count, BATCH):
            with writing(store.index) as connection:
                put_many(connection, store, ids[first : first + BATCH])
        seconds, cpu = time.perf_counter() - began, time.process_time() - spent
        began = time.perf_counter()
        rebuild(store)
        again = time.perf_counter() - began
        return {
            "documents": count, "text_bytes": text, "json_bytes": size, "added_per_second": count / seconds,
            "added_per_cpu_second": count / cpu, "rebuilt_per_second": count / again, "index_bytes": store.index.stat().st_size,
            "index_to_text": store.index.stat().st_size / text, "load": os.getloadavg()[0],
        }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parent / "results" / "index_rate.json")
    given = parser.parse_args(arguments)
    result = measured(given.archive, given.count)
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
