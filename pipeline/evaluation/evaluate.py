"""`kehoach evaluate`: every gold file against the reading of its document.

Gold is found and read (`gold`), documents are read or their JSON taken (`readings`), each is judged (`judge`), and the report is made
of all (`report`). What does not fit is an error with file and key; the rest is judged all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.errors import GoldMismatch, KehoachError
from pipeline.evaluation.gold import Gold, GoldPaper, find_gold
from pipeline.evaluation.items import Item
from pipeline.evaluation.metrics_header import judge_header
from pipeline.evaluation.metrics_restoration import RestorationScore, score_restoration
from pipeline.evaluation.metrics_rows import every, judge_table
from pipeline.evaluation.metrics_text import Aligned, TextScore, align_text, missed_words, score_aligned, words
from pipeline.evaluation.readings import PageCost, Reading, ReadPaper, papers_in, read_files
from pipeline.reading.page import Options

FRIEND_TABLES = ("citations", "targets", "document_numbers")
"""Tables in which a false friend must not stand."""


MIXED_UP, MIXED_UP_WORDS = 0.55, 50
"""What lacks more than this share of the words of its truth is another text: of two sample plans one lacks 61 % of the other's."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one gold file. `pages` are scores by page (0: the whole text, where gold does not state pages)."""

    gold: Gold
    items: tuple[Item, ...] = ()
    pages: Mapping[int, TextScore] = field(default_factory=dict)
    restoration: RestorationScore = RestorationScore()
    words_told: tuple[tuple[float, bool], ...] = ()
    costs: tuple[PageCost, ...] = ()
    errors: tuple[KehoachError, ...] = ()

    @property
    def text(self) -> TextScore:
        """The counts of all pages."""
        return sum(self.pages.values(), TextScore())


def judge(gold: Gold, reading: Reading) -> Judged:
    """Everything that the gold states, against the reading."""
    errors = [*gold.errors, *reading.errors, *unfit(gold, reading)]
    items: list[Item] = []
    if not any(error.detail.startswith("document.document_id") for error in errors):
        for paper in gold.papers:
            items += judge_header(paper.fields, reading.paper(paper.part)["document"])
            items += _judge_tables(gold, paper, reading)
    judged = Judged(gold, tuple(items), costs=reading.costs, errors=tuple(errors))
    for page, truth, parts in _texts(gold, reading):
        judged = _add_page(judged, page, truth, parts)
    return replace(judged, errors=(*judged.errors, *_another_text(judged)))


def _another_text(judged: Judged) -> Iterator[KehoachError]:
    """Where hardly a word of the truth stands in what was read: the papers have been mixed up."""
    text, gold = judged.text, judged.gold
    read = text.tokens - sum(not told for _, told in text.confusions) + sum(not told for told, _ in text.confusions)
    if text.words >= MIXED_UP_WORDS and read >= MIXED_UP_WORDS and text.missed > MIXED_UP * text.words:
        key = "text" if gold.kind == "transcript" else "document.text"
        yield GoldMismatch(gold.path, detail=f"{key}: {text.missed} of {text.words} words are not in {gold.document_name}")


def unfit(gold: Gold, reading: Reading) -> Iterator[KehoachError]:
    """Where the gold speaks of another document than the one that was read."""
    read_id = reading.paper(1)["document"].get("document_id")
    if gold.document_id and read_id and gold.document_id != read_id:
        yield GoldMismatch(gold.path, detail=f"document.document_id: the file read has {read_id[:12]}…")
    if not reading.papers:
        return
    if gold.page_count and gold.part is None and gold.page_count != reading.page_count:
        name = "pages_total" if gold.kind == "transcript" else "document.page_count"
        yield GoldMismatch(gold.path, detail=f"{name}: {gold.page_count}, but the document has {reading.page_count} pages")
    key = "text" if gold.kind == "transcript" else "pages"
    for page in gold.page_texts:
        if not reading.spans(page):
            yield GoldMismatch(gold.path, page=page, detail=f"{key}.{page}: the document has no such page")


def _judge_tables(gold: Gold, paper: GoldPaper, reading: Reading) -> Iterator[Item]:
    for table, rows in paper.tables.items():
        found = _found(table, paper, reading)
        if table == "false_friends":
            yield from _judge_friends(rows, reading)
        elif table not in {"pages", "corrections"}:
            scope, found = (recorded, list(_single_days(table, found))) if gold.kind == "transcript" else (every, found)
            yield from judge_table(table, rows, found, judged=scope)
            if table == "sections":
                yield from judge_table("outline", rows, found, judged=scope)


def _found(table: str, paper: GoldPaper, reading: Reading) -> list[Mapping[str, Any]]:
    if paper.pages is None:
        return list(reading.paper(paper.part).get(table, ()))
    return [row for part in reading.papers for row in part.tables.get(table, ()) if row.get("page") in paper.pages]


def recorded(table: str, row: Mapping[str, Any]) -> bool:
    """Whether transcripts record this kind of row: headings, numbered citations, days and months, percentages."""
    if table == "citations":
        return row.get("kind") == "numbered"
    if table in {"sections", "outline"}:
        return row.get("kind") in {"heading", "run_in"}
    return row.get("unit") == "%" if table == "targets" else row.get("precision") in {"day", "month", "range"}


def _single_days(table: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Transcripts list both ends of a span of days as two dates."""
    for row in rows:
        if table == "dates" and row.get("date_end") and len(str(row.get("date"))) == 10:
            yield {**row, "date_end": None}
            yield {**row, "date": row["date_end"], "date_end": None}
        elif table != "dates" or row.get("precision") != "range":
            yield row


def _judge_friends(rows: Sequence[Mapping[str, Any]], reading: Reading) -> Iterator[Item]:
    found = {str(row["raw"]) for table in FRIEND_TABLES for row in reading.paper(1).get(table, ())}
    for row in rows:
        caught = [raw for raw in found if raw in row["raw"]]
        yield Item("false_friends", row["raw"], "extra" if caught else "right", caught[0] if caught else None)


def _texts(gold: Gold, reading: Reading) -> Iterator[tuple[int, str, list[tuple[ReadPaper, int, int]]]]:
    """Page, true text, and where its words stand in the reading."""
    for page, truth in gold.page_texts.items():
        spans = reading.spans(page)
        if words(truth) and (spans or not reading.papers):
            yield page, truth, spans
    if gold.text is not None:
        wanted = [paper for paper in reading.papers if gold.part in {None, paper.tables["document"]["part"]}]
        yield 0, gold.text, [(paper, 0, len(paper.tables["document"]["text"])) for paper in wanted]


def _add_page(judged: Judged, page: int, truth: str, parts: list[tuple[ReadPaper, int, int]]) -> Judged:
    """The counts of one page more. A page may lie in two papers: a new one begins in its middle."""
    read = " ".join(paper.tables["document"]["text"][start:end] for paper, start, end in parts)
    aligned = align_text(truth, read)
    score = score_aligned(aligned, missed_words(truth, read), len(words(truth)))
    corrections, told = [], []
    shift = 0
    for paper, start, end in parts:
        rows = (row for row in paper.tables.get("corrections", ()) if start <= row["start"] < end)
        corrections += [{**row, "start": row["start"] - start + shift, "end": row["end"] - start + shift} for row in rows]
        told += [(at - start + shift, value) for at, value in paper.confidences.items() if start <= at < end]
        shift += end - start + 1
    restoration = judged.restoration + score_restoration(aligned, corrections)
    words_told = judged.words_told + tuple(_told(aligned, dict(told)))
    return replace(judged, pages={**judged.pages, page: score}, restoration=restoration, words_told=words_told)


def _told(aligned: Aligned, confidences: Mapping[int, float]) -> Iterator[tuple[float, bool]]:
    for place, start in enumerate(aligned.starts):
        if start in confidences and words(aligned.read[place]):
            yield confidences[start], aligned.is_right(place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What `kehoach evaluate` was asked to do."""

    gold: Path
    documents: Path | None = None
    parsed: Path | None = None
    against: Path | None = None
    out: Path | None = None
    markdown: Path | None = None
    jobs: int = 1
    options: Options = Options()
    language: str = "en"
    quiet: bool = False


def evaluate(asked: Asked) -> tuple[list[Judged], list[KehoachError]]:
    """All gold of a folder judged, in order of names, and the errors that belong to no document."""
    errors: list[KehoachError] = []
    golds: list[Gold] = []
    for found in find_gold(asked.gold, asked.documents):
        if isinstance(found, Gold):
            golds.append(found)
        else:
            errors.append(found)
    readings = dict(_readings(golds, asked))
    judged = []
    for number, gold in enumerate(golds):
        if number in readings:
            judged.append(judge(gold, readings[number]))
        else:
            where = asked.parsed or asked.documents or gold.path.parent
            detail = f"file: no {'parsed paper' if asked.parsed else 'document'} of {gold.document_name!r} in {where}"
            errors += [*gold.errors, GoldMismatch(gold.path, detail=detail)]
    return judged, errors


def _readings(golds: Sequence[Gold], asked: Asked) -> Iterator[tuple[int, Reading]]:
    if asked.parsed is not None:
        known = papers_in(asked.parsed)
        for number, gold in enumerate(golds):
            reading = known.get(gold.document.name if gold.document else gold.document_name) or known.get(gold.document_name)
            if reading is not None:
                yield number, reading
        return
    paths = sorted({gold.document for gold in golds if gold.document is not None})
    read = dict(read_files(paths, jobs=asked.jobs, options=asked.options, quiet=asked.quiet, language=asked.language))
    for number, gold in enumerate(golds):
        if gold.document is not None:
            yield number, read[paths.index(gold.document)]
