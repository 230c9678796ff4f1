"""The parts of docs/benchmarks.md about archive and search: adding, beside OCRmyPDF; and tables that a program gives as printed."""

from __future__ import annotations

from typing import Any

from benchmarks.report_restoration import table
from benchmarks.spent import MIB

Row = dict[str, Any]
KEHOACH = "kehoach archive add"


def archive_part(found: Row) -> str:
    """Pages a minute by processes and reader, gains and ratios; memory of the parent."""
    rows: list[Row] = found["rows"]
    pace = {(row["what"], row["reader"], row["jobs"]): 60 * row["pages"] / row["wall"] for row in rows}
    lines = []
    for row in rows:
        what, reader, jobs = row["what"], row["reader"], row["jobs"]
        other = pace.get((what, "OCRmyPDF", jobs))
        own, one = pace[what, reader, jobs], pace.get((what, reader, 1))
        beside = f"{own / other:.2f}" if other and reader == KEHOACH else ""
        gain = f"{own / one:.2f}" if one else ""
        memory = (f"{row[key] / MIB:.0f}" for key in ("root", "worker"))
        lines.append(
            (f"{row['pages']} pages, {what}", reader, jobs, gain, beside, f"{own:.0f}", f"{row['cpu'] / row['pages']:.2f}", *memory)
        )
    head = (
        "input", "program", "processes", "gain over one", "pace ÷ OCRmyPDF's", "pages a minute", "CPU s a page", "parent, MiB",
        "largest other, MiB",
    )  # fmt: skip
    return "## Adding to the archive\n\n" + ADDING + table(head, lines) + ADDING_NOTE


ADDING = """Each row is one command, start-up included. `kehoach archive add` reads, restores, finds, writes tables, previews, a searchable
PDF/A and the index; OCRmyPDF reads and writes its PDF. Both get the same grey pages of 200 dpi, the pack `vie` and as many processes.

"""
ADDING_NOTE = """
Wall time, and with it pace and gains, holds for a machine with nothing else to do. The typed papers, half a page each, tell how the
memory of the parent grows with the number of documents.
"""


def told_part(found: Row) -> str:
    """What a program gives as it is to be printed: title, text, head, rows, note."""
    text = f"\n{found['text']}\n" if found.get("text") else ""
    note = f"\n{found['note']}\n" if found.get("note") else ""
    return f"## {found['title']}\n{text}\n{table(found['head'], found['rows'])}{note}"


def searchable_part(found: Row) -> str:
    """Searchable copies of the real scans: level, size, words that can be copied, pictures kept."""
    total = found["total"]
    levels = ", ".join(f"{count} {LEVELS[level]}" for level, count in total["levels"].items() if count)
    rows = [
        ("files, pages", f"{total['files']}, {total['pages']}"),
        ("level reached", levels),
        ("within 1.1 × the original or 60 KB more", f"{total['within_size']} of {total['files']}"),
        ("words that PDFium copies as they were read", f"{total['pdfium']:,} of {total['words']:,}"),
        ("words that Poppler copies as they were read", f"{total['poppler']:,} of {total['words']:,}"),
        ("compressed pictures kept byte for byte", f"{total['streams_kept']} of {total['streams']}"),
        ("seconds a page, copy and preview", f"{total['copy_seconds_a_page']:.3f}, {total['preview_seconds_a_page']:.3f}"),
    ]
    return "## Searchable copies\n\n" + table(("real scans and typed PDFs", ""), rows)


LEVELS = {"pdfa": "PDF/A of the original", "pdfa-images": "PDF/A of the page images", "plain": "plain PDF"}


def index_part(found: Row) -> str:
    """Papers that are parsed already into the index."""
    rows = [
        ("added, documents a second", f"{found['added_per_second']:.0f}"),
        ("added, documents a CPU second", f"{found['added_per_cpu_second']:.0f}"),
        ("made anew from the files, documents a second", f"{found['rebuilt_per_second']:.0f}"),
        ("size of the index ÷ the text", f"{found['index_to_text']:.2f}"),
    ]
    return "## The index\n\n" + table((f"{found['documents']:,} parsed papers", ""), rows)


def search_part(found: Row) -> str:
    """Milliseconds of questions in process."""
    rows = [(kind, t["count"], f"{t['p50']:.1f}", f"{t['p95']:.1f}", f"{t['max']:.1f}") for kind, t in found["times"].items()]
    text = f"{found['papers']:,} plans, {found['citations']:,} citations; the index is {found['index_to_text']:.2f} × the text."
    head = ("question", "asked", "p50 ms", "p95 ms", "longest ms")
    return f"## Questions, in process\n\n{text}\n\n{table(head, rows)}"
