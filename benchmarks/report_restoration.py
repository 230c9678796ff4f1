"""The part of docs/benchmarks.md about restoration: marks put back, scans, foreign OCR, harm, cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.spent import MIB

Row = dict[str, Any]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; the first column to the left."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def per_cent(part: float, whole: float) -> str:
    """A share as it is printed."""
    return f"{100 * part / whole:.2f} %" if whole else "–"


def total(rows: Iterable[Row], column: str) -> int:
    """Sum of a column, the length of what is a list."""
    return sum(len(row[column]) if isinstance(row[column], list) else row[column] for row in rows)


def accents_part(found: Row) -> str:
    """Marks put back, text by text."""
    text = "## Marks put back\n\nAll marks taken off texts that no training has seen; a word is right where it stands at its place letter "
    text += "for letter, case and the manner of tone marks aside (spelling errors of the texts count against everybody).\n\n"
    rows = []
    for name, told in found["texts"].items():
        for row in told["rows"]:
            pace = f"{row['words'] / row['cpu']:,.0f}" if row["cpu"] else "–"
            rows.append((name, row["words"], row["restorer"], per_cent(row["right"], row["words"]), row["words"] - row["right"], pace,
                         row["failed"] or ""))  # fmt: skip
    text += table(("text", "words", "restorer", "words right", "wrong", "words a CPU second", "lines it fails on"), rows)
    absent = {name: why for told in found["texts"].values() for name, why in told["absent"].items()}
    return text + "".join(f"\nLeft out: {name} (needs {why}).\n" for name, why in absent.items())


def restoration_part(found: Row) -> str:
    """Everything that `benchmarks.restoration` measured."""
    parts = (scans_part(found["scans"]), own_part(found["own"]), foreign_part(found["foreign"]), harm_part(found["harm"]))
    return "## Restoration\n\n" + "\n".join((*parts, cost_part(found["cost"])))


def scans_part(rows: Sequence[Row]) -> str:
    """Real scans: summed, then page by page, then every broken word."""
    columns = (
        "words",
        "plain_missed",
        "missed_before",
        "missed",
        "plain_marks",
        "marks_before",
        "marks",
        "right_before",
        "mended",
        "broken",
    )
    every, plain = {column: total(rows, column) for column in columns}, "plain Tesseract"
    text = f"### Scans\n\n{len(rows)} pages, {every['words']} words; plain is Tesseract `vie` at 300 dpi.\n\n"
    text += table(
        ("", plain, "kehoach as read", "kehoach restored", "restored ÷ plain"),
        [
            (name, every[f"plain_{column}"], every[f"{column}_before"], every[column], _ratio(every[column], every[f"plain_{column}"]))
            for name, column in (("words missed", "missed"), ("words with right letters, wrong marks", "marks"))
        ],
    )  # fmt: skip
    text += f"\nMended {every['mended']} words, broken {every['broken']} of {every['right_before']} that were right as read.\n\n"
    text += table(
        ("page", "words", "plain missed", "as read", "restored", "marks as read", "marks restored", "mended", "broken"),
        [
            (r["item"], r["words"], r["plain_missed"], r["missed_before"], r["missed"], r["marks_before"], r["marks"], len(r["mended"]),
             len(r["broken"]))
            for r in rows
        ],
    )  # fmt: skip
    return text + broken_list(rows)


def broken_list(rows: Sequence[Row]) -> str:
    """Every broken word: written, read, now."""
    lines = [f"* {row['item']}: {written}, read {read}, now {now or 'nothing'}" for row in rows for written, read, now in row["broken"]]
    return "\nBroken words:\n\n" + "\n".join(lines) + "\n" if lines else "\nNo word was broken.\n"


def own_part(rows: Sequence[Row]) -> str:
    """Simulated pages read by kehoach, by damage."""
    text = f"### Simulated pages of unseen papers, read by kehoach\n\n{len(rows)} pages.\n\n"
    head = ("damage", "pages", "words", "missed as read", "restored", "right as read", "mended", "broken", "broken in 2,000")
    lines = []
    for damage in dict.fromkeys(row["damage"] for row in rows):
        some = [row for row in rows if row["damage"] == damage]
        right, broken = total(some, "right_before"), total(some, "broken")
        lines.append((damage, len(some), total(some, "words"), total(some, "missed_before"), total(some, "missed"), right,
                      total(some, "mended"), broken, f"{2000 * broken / right:.2f}" if right else "–"))  # fmt: skip
    return text + table(head, lines) + broken_list(rows)


def foreign_part(rows: Sequence[Row]) -> str:
    """Pages read without Vietnamese."""
    text = (
        f"### Read without Vietnamese (`tesseract -l eng`), then restored\n\n{len(rows)} simulated pages of unseen papers. "
        "Word errors: insertions, deletions and replacements over the true words; case, punctuation, tone placing and the order of "
        "passages aside. In order: columns of letterheads and tables read in another order count too. Strict: with case, punctuation.\n\n"
    )
    head = (
        "papers", "damage", "pages", "words", "word errors as read", "restored", "errors left", "in order as read", "restored",
        "strict as read", "restored", "words missed as read", "restored",
    )  # fmt: skip
    groups = [(kind, damage) for kind in dict.fromkeys(r["kind"] for r in rows) for damage in dict.fromkeys(r["damage"] for r in rows)]
    lines = [_foreign(kind, damage, [r for r in rows if (r["kind"], r["damage"]) == (kind, damage)]) for kind, damage in groups]
    lines.append(_foreign("all", "", rows))
    return text + table(head, [line for line in lines if line[2]])


def _foreign(kind: str, damage: str, rows: Sequence[Row]) -> tuple[object, ...]:
    shares = []
    for kind_of_error, of in (("loose", "words"), ("errors", "words"), ("strict", "tokens"), ("missed", "words")):
        shares += [per_cent(total(rows, f"{kind_of_error}_{when}"), total(rows, of)) for when in ("before", "after")]
    return kind, damage, len(rows), total(rows, "words"), *shares[:2], total(rows, "loose_after"), *shares[2:]


def harm_part(rows: Sequence[Row]) -> str:
    """Right texts, as they are."""
    text = "### Harm to texts that are right\n\nTexts that training never saw, given as they are; what their own writers did wrong and is "
    text += "changed counts as well.\n\n"
    lines = [(r["text"], r["words"], r["changed"], f"{2000 * r['changed'] / r['words']:.3f}", r["all"] - r["changed"]) for r in rows]
    return text + table(("text", "words", "words changed", "in 2,000", "only case, punctuation, tone placing"), lines)


def cost_part(row: Row) -> str:
    """Pace, share, model."""
    pace, share, load = row["words"] / row["cpu"], per_cent(row["restoring_cpu"], row["reading_cpu"]), row["load"]
    each = 1000 * row["restoring_cpu"] / max(1, row["pages"])
    return (
        f"### Cost\n\nText without marks: {pace:,.0f} words a CPU second on one core ({row['words']} words). On scans and simulated pages: "
        f"{each:.0f} ms a page, {share} of the CPU time that reading takes. The model opens in {load:.2f} s of CPU, its modules "
        f"included, and holds {row['memory'] / MIB:.0f} MiB.\n"
    )


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if theirs else "–"
