"""Restoration: what it mends and what it breaks, on scans and in texts, and what it costs.

    python -m benchmarks.restoration [--pages 42] [--source auto|scans|samples] [-o results.json]

`scans`    real transcribed pages (else the samples): words missed as read, after restoration, and by plain Tesseract; marks alone wrong;
           words mended and broken, each broken one listed
`foreign`  simulated pages of papers that training never saw, read by Tesseract without Vietnamese: word error rate before and after
`own`      the same pages read by kehoach: words mended and broken, by damage
`harm`     texts that training never saw, as they are: how often a word is changed
`cost`     words a second, share of a page's reading, seconds and memory of the model

A word is right where it is paired with its true word and both are the same, case, punctuation and the manner of tone marks aside. Broken
is a word that was right as read and is wrong now. Text without marks is measured by `benchmarks.accents`.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import heldout, unseen
from benchmarks.pages import Item, items
from benchmarks.restorer import restore_lines
from benchmarks.rivals import pictures
from benchmarks.spent import run
from pipeline.assembly import assemble
from pipeline.document import Page
from pipeline.evaluation.alignment import distance
from pipeline.evaluation.metrics_text import align_text, score_text, words
from pipeline.parsed import open_paper
from pipeline.reading import ocr
from pipeline.reading.page import Options, read_page
from pipeline.restoration import restore
from pipeline.restoration.model import Model, open_model

Row = dict[str, Any]


class Judged(NamedTuple):
    """Words right before and after; each mended and broken word as (written, read, now)."""

    right_before: int
    right_after: int
    mended: list[tuple[str, str, str]]
    broken: list[tuple[str, str, str]]


def judge(truth: str, before: str, after: str) -> Judged:
    """What became of the words of a page.

    >>> judge("Kế hoạch thi đua", "Kê hoạch thi đua", "Kế hoạch thì đua")
    Judged(right_before=3, right_after=3, mended=[('Kế', 'Kê', 'Kế')], broken=[('thi', 'thi', 'thì')])
    """
    was, now = _readings(truth, before), _readings(truth, after)
    mended = [(now[i][0], was.get(i, ("", "", False))[1], now[i][1]) for i in now if now[i][2] and not was.get(i, ("", "", False))[2]]
    broken = [(was[i][0], was[i][1], now.get(i, ("", "", False))[1]) for i in was if was[i][2] and not now.get(i, ("", "", False))[2]]
    return Judged(sum(right for *_, right in was.values()), sum(right for *_, right in now.values()), mended, broken)


def _readings(truth: str, read: str) -> dict[int, tuple[str, str, bool]]:
    """For each true word that a word was read for: both, and whether it is right."""
    aligned = align_text(truth, read)
    places = {i: j for j, i in aligned.written.items() if words(aligned.truth[i])}
    return {i: (aligned.truth[i], aligned.read[j], aligned.is_right(j)) for i, j in sorted(places.items())}


def seconds() -> float:
    """CPU seconds of this process and of those that it started."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def timed(task: Callable[[], Any]) -> tuple[Any, float]:
    """What a task gives, and its CPU seconds."""
    began = seconds()
    return task(), seconds() - began


def compared(truth: str, pages: Sequence[Page], reading: float, model: Model) -> Row:
    """The counts of pages as read and after restoration; `reading` CPU seconds were spent on reading them."""
    done, spent = timed(lambda: [restore(page, model)[0] for page in pages])
    before, after = (assemble(group).text for group in (pages, done))
    first, last, judged = score_text(truth, before), score_text(truth, after), judge(truth, before, after)
    return {
        "words": first.words, "missed_before": first.missed, "missed": last.missed, "marks_before": first.mark_words,
        "marks": last.mark_words, "right_before": judged.right_before, "right": judged.right_after, "mended": judged.mended,
        "broken": judged.broken, "reading_cpu": reading, "cpu": spent,
    }  # fmt: skip


def scan(item: Item, folder: Path, model: Model) -> Row:
    """A page of a real scan, kehoach beside plain Tesseract at 300 dpi."""
    source, _ = open_paper(item.path, str(item.path))
    numbers = item.pages or range(1, source.page_count + 1)
    pages, reading = timed(lambda: [read_page(source, number, Options(force_ocr=True)) for number in numbers])
    plain = "\n".join(run(["tesseract", picture, "-", "-l", "vie", "--psm", "3"]).text for picture in pictures(item, folder, 300))
    score = score_text(item.truth, plain)
    return {"item": item.name, "plain_missed": score.missed, "plain_marks": score.mark_words} | compared(item.truth, pages, reading, model)


def own(sheet: unseen.Sheet, model: Model) -> Row:
    """A simulated page read by kehoach."""
    page, reading = timed(lambda: ocr.read_image(sheet.pixels, number=1, dpi=sheet.dpi))
    return {"item": sheet.name, "kind": sheet.kind, "damage": sheet.damage} | compared(sheet.truth, [page], reading, model)


def foreign(sheets: Sequence[unseen.Sheet], folder: Path) -> list[Row]:
    """Simulated pages read without Vietnamese, each page restored as a text of its own."""
    rows = []
    for sheet in sheets:
        before = run(["tesseract", unseen.save(sheet, folder), "-", "-l", "eng", "--psm", "3"]).text
        restored = restore_lines(before.split("\n"))
        after = "\n".join(restored.lines)
        scores = {name: score_text(sheet.truth, text) for name, text in (("before", before), ("after", after))}
        row: Row = {"item": sheet.name, "kind": sheet.kind, "damage": sheet.damage, "words": scores["before"].words, "cpu": restored.cpu}
        for name, text in (("before", before), ("after", after)):
            row[f"errors_{name}"] = distance(words(sheet.truth), words(text))
            row[f"missed_{name}"], row[f"strict_{name}"] = scores[name].missed, scores[name].word_errors_loose
            row[f"loose_{name}"] = score_text(" ".join(words(sheet.truth)), " ".join(words(text))).word_errors_loose
        rows.append(row | {"tokens": scores["before"].tokens, "lost": dict(_counted(scores["after"].confusions))})
    return rows


def _counted(confusions: Sequence[tuple[str, str]]) -> list[tuple[str, int]]:
    pairs = [f"{written} → {read}" for written, read in confusions if words(written) != words(read)]
    return sorted(((pair, pairs.count(pair)) for pair in dict.fromkeys(pairs)), key=lambda item: -item[1])


def harm(texts: dict[str, list[str]]) -> list[Row]:
    """What is changed in texts that are right as they are (but for what their writers did wrong)."""
    rows = []
    for name, lines in texts.items():
        restored = restore_lines(lines)
        told = [change for change in restored.changes if words(change[0]) != words(change[1])]
        count = sum(len(line.split()) for line in lines)
        rows.append({"text": name, "words": count, "changed": len(told), "all": len(restored.changes), "cpu": restored.cpu, "list": told})
    return rows


def cost(lines: list[str], ours: Sequence[Row]) -> Row:
    """Words a second of bare text on one core, share of reading, seconds and bytes of the model."""
    from benchmarks.accents import strip_marks

    restored = restore_lines([strip_marks(line) for line in lines])
    count = sum(len(line.split()) for line in lines)
    reading, spent = sum(row["reading_cpu"] for row in ours), sum(row["cpu"] for row in ours)
    return {
        "words": count, "cpu": restored.cpu, "load": restored.load, "memory": restored.memory, "peak": restored.peak,
        "reading_cpu": reading, "restoring_cpu": spent, "pages": len(ours),
    }  # fmt: skip


def measure(source: str, most: int | None) -> Row:
    """All of it."""
    model = open_model()
    texts = heldout.texts()
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        scans = [told(scan(item, folder, model)) for item in items(source)[:most]]
        sheets = list(unseen.sheets(most=most))
        return {
            "scans": scans,
            "own": (ours := [told(own(sheet, model)) for sheet in sheets]),
            "foreign": foreign(sheets, folder),
            "harm": harm(texts if most is None else {name: lines[:200] for name, lines in texts.items()}),
            "cost": cost(texts["the samples"], [*scans, *ours]),
        }


def told(row: Row) -> Row:
    """Print a page's counts, and give them back."""
    print(f"{row['item']}: {row['words']} words, missed {row['missed_before']} -> {row['missed']}, "
          f"mended {len(row['mended'])}, broken {len(row['broken'])}", flush=True)  # fmt: skip
    return row


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pages", type=int, help="at most so many pages of each kind")
    parser.add_argument("--source", choices=("auto", "scans", "samples"), default="auto")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args(arguments)
    found = measure(asked.source, asked.pages)
    from benchmarks.report_restoration import restoration_part

    print(restoration_part(found))
    if asked.output:
        asked.output.write_text(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
