"""What `kehoach evaluate` does around the evaluation: writes the report, prints its tables, says what does not fit."""

from __future__ import annotations

from rich.console import Console

from pipeline.console import say, wide_console
from pipeline.errors import KehoachError, NothingToRead, exit_code_of
from pipeline.evaluation.against import compare
from pipeline.evaluation.evaluate import Asked, evaluate
from pipeline.evaluation.report import read_report, report_of, to_json
from pipeline.evaluation.report_tables import grids, markdown, show
from pipeline.output import write_atomically


def run_evaluate(asked: Asked) -> int:
    """`kehoach evaluate`: judge, write, show; gives the exit code."""
    out, err = wide_console(), Console(stderr=True)
    try:
        # Before hours of reading: an earlier report that is none, a folder that may not be written to.
        old = read_report(asked.against) if asked.against else None
        for path in filter(None, (asked.out, asked.markdown)):
            write_atomically(path, path.read_bytes() if path.is_file() else b"")
        judged, errors = evaluate(asked)
        if not judged:
            errors = errors or [NothingToRead(asked.gold, detail="no expected tables")]
        report = report_of(judged, errors)
        change = compare(old, report) if old else None
        tables = list(grids(report, change, asked.language))
        if asked.out:
            write_atomically(asked.out, to_json(report | ({"against": change} if change else {})))
        if asked.markdown:
            write_atomically(asked.markdown, markdown(tables).encode())
    except KehoachError as stop:
        say(err, stop.message(asked.language))
        return stop.exit_code
    if judged and not asked.quiet:
        show(out, tables)
    errors = [*errors, *(error for one in judged for error in one.errors)]
    for error in errors:
        say(err, error.message(asked.language))
    return exit_code_of(errors)
