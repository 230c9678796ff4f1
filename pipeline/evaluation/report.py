"""The report of an evaluation as data: counts, rates, and every judged thing by name; and what changed since an earlier report.

The JSON has its version in `schema`; a key may be added, one that is here keeps its meaning. Only `cost` depends on the machine.
`documents.NAME.items.KIND` lists what was right, wrong (gold, found), missed and extra; with `--against` the same names are compared.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import CannotRead, DamagedFile, KehoachError, PathMissing
from pipeline.evaluation.calibration import Calibration, calibrate
from pipeline.evaluation.evaluate import Judged
from pipeline.evaluation.items import VERDICTS, Item, Rates, tally
from pipeline.evaluation.matching import KEYS
from pipeline.evaluation.metrics_restoration import RestorationScore
from pipeline.evaluation.metrics_text import TextScore
from pipeline.evaluation.readings import PageCost

SCHEMA = "kehoach-evaluation/1"
"""Name of the JSON format."""

TOP = 50
"""Lines of the lists of words over all documents."""

Report = dict[str, Any]


def report_of(judged: Sequence[Judged], errors: Sequence[KehoachError]) -> Report:
    """The report of all documents."""
    documents = {name: _document(one) for name, one in zip(names(judged), judged, strict=True)}
    items = [item for one in judged for item in one.items]
    text = sum((one.text for one in judged), TextScore())
    confusions = Counter((written, read) for written, read in text.confusions if written and read)
    made_up = Counter(read for written, read in text.confusions if not written)
    everything = {
        "documents": len(judged),
        "pages": sum(len(one.pages) for one in judged),
        **_scores(judged, items),
        "confusions": [[a, b, count] for (a, b), count in confusions.most_common(TOP)],
        "made_up_words": [[word, count] for word, count in made_up.most_common(TOP)],
        "missed_words": [[word, count] for word, count in Counter(text.missed_list).most_common(TOP)],
    }
    found = [*errors, *(error for one in judged for error in one.errors)]
    return {"schema": SCHEMA, "all": everything, "documents": documents, "errors": [_error(error) for error in found]}


def names(judged: Sequence[Judged]) -> list[str]:
    """A name for each document: its stem, with the folder where two share it."""
    count = Counter(one.gold.name for one in judged)
    return [one.gold.name if count[one.gold.name] == 1 else str(one.gold.path) for one in judged]


def _scores(judged: Sequence[Judged], items: Sequence[Item]) -> dict[str, Any]:
    told = [
        (item.confidence, item.verdict == "right")
        for item in items
        if item.confidence is not None and item.kind in KEYS and item.kind != "outline"
    ]
    restoration = sum((one.restoration for one in judged), RestorationScore())
    return {
        "text": text_dict(sum((one.text for one in judged), TextScore())),
        "restoration": _restoration(restoration),
        "rates": {kind: rates_dict(rates) for kind, rates in with_sums(tally(items)).items()},
        "calibration": {
            "rows": _calibration(calibrate(told)),
            "words": _calibration(calibrate(pair for one in judged for pair in one.words_told)),
            "corrections": _calibration(calibrate(restoration.confidences)),
        },
        "cost": _cost([cost for one in judged for cost in one.costs]),
    }


def with_sums(rates: Mapping[str, Rates]) -> dict[str, Rates]:
    """The rates, led by the sum of all header fields."""
    fields = [one for kind, one in rates.items() if kind.startswith("header.")]
    total = Rates(*(sum(column) for column in zip(*fields, strict=True))) if fields else Rates()
    return ({"header": total} if fields else {}) | dict(rates)


def _document(one: Judged) -> dict[str, Any]:
    return {
        "gold": {"kind": one.gold.kind, "file": one.gold.path.name},
        "document": one.gold.document.name if one.gold.document else one.gold.document_name,
        **_scores([one], one.items),
        "pages": {str(page): text_dict(score) for page, score in one.pages.items()},
        "items": _items(one.items),
        "missed_words": sorted(one.text.missed_list),
        "confusions": [list(pair) for pair in one.text.confusions],
    }


def _items(items: Iterable[Item]) -> dict[str, dict[str, list[Any]]]:
    table: dict[str, dict[str, list[Any]]] = {}
    for item in items:
        named = item.name if item.read is None or item.verdict == "right" else [item.name, item.read]
        table.setdefault(item.kind, {}).setdefault(item.verdict, []).append(named)
    return table


def text_dict(score: TextScore) -> dict[str, Any]:
    """Counts and rates of read text. Rates are shares of the truth, 0..1; None without any words."""
    return {
        "words": score.words,
        "missed": score.missed,
        "missed_rate": _share(score.missed, score.words),
        "tokens": score.tokens,
        "word_errors": score.word_errors,
        "wer": _share(score.word_errors, score.tokens),
        "word_errors_loose": score.word_errors_loose,
        "wer_loose": _share(score.word_errors_loose, score.tokens),
        "letters": score.letters,
        "letter_errors": score.letter_errors,
        "cer": _share(score.letter_errors, score.letters),
        "letter_errors_loose": score.letter_errors_loose,
        "cer_loose": _share(score.letter_errors_loose, score.letters),
        "mark_letters": score.marked,
        "mark_errors": score.mark_errors,
        "mark_rate": _share(score.mark_errors, score.marked),
        "mark_words": score.mark_words,
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 5) if whole else None


def rates_dict(rates: Rates) -> dict[str, Any]:
    """Counts of the verdicts, precision, recall and F1."""
    return dict(zip(VERDICTS, rates, strict=True)) | {"precision": rates.precision, "recall": rates.recall, "f1": rates.f1}


def _restoration(score: RestorationScore) -> dict[str, Any]:
    return {
        "right_before": score.right_before,
        "changed": score.changed,
        "mended": score.mended,
        "broken": score.broken,
        "still_wrong": score.still_wrong,
        "unjudged": score.unjudged,
        "broken_per_thousand": score.per_thousand,
        "broken_words": [dict(zip(("written", "read", "now", "rule"), row, strict=True)) for row in score.broken_list],
    }


def _calibration(table: Calibration) -> dict[str, Any]:
    return {"number": table.number, "ece": table.error, "bins": [list(box) for box in table.bins]}


def _cost(costs: Sequence[PageCost]) -> dict[str, Any] | None:
    pages = [cost for cost in costs if cost.page]
    if not pages:
        return None
    seconds = sorted(cost.seconds for cost in pages)
    return {
        "pages": len(pages),
        "seconds_a_page": round(sum(cost.seconds for cost in costs) / len(pages), 3),
        "seconds_slowest_page": round(seconds[-1], 3),
        "seconds_finding": round(sum(cost.seconds for cost in costs if not cost.page), 3),
        "peak_megabytes": round(max(cost.memory for cost in costs) / 1e6),
        "mean_peak_megabytes": round(sum(cost.memory for cost in pages) / len(pages) / 1e6),
    }


def _error(error: KehoachError) -> dict[str, Any]:
    return {"code": error.exit_code, "kind": type(error).__name__, "file": error.where, "page": error.page, "message": error.message()}


def read_report(path: Path) -> Report:
    """An earlier report. Raises PathMissing, CannotRead, DamagedFile."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise PathMissing(path) from error
    except OSError as error:
        raise CannotRead(path, detail=error.strerror or str(error)) from error
    except ValueError as error:
        raise DamagedFile(path, detail=f"no JSON: {error}") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise DamagedFile(path, detail=f"no report of `kehoach evaluate` ({SCHEMA})")
    return data


def to_json(report: Report) -> bytes:
    """The report as a file."""
    return (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode()
