"""The sections of docs/benchmarks.md that tell how citations are found: on clean text, in the codified law, and how fast."""

from __future__ import annotations

from typing import Any

from benchmarks.report_restoration import per_cent, table

KINDS = {"numbered": "by number", "named_law": "laws by name", "party_named": "Party documents by name", "self": "the paper itself"}


def citations_part(found: dict[str, Any]) -> str:
    """What is right, told too much and missed on each set of clean texts."""
    rows = []
    for name, scores in found.items():
        for kind, label in KINDS.items():
            count = scores["kinds"].get(kind)
            if count:
                f1 = 2 * count["tp"] / max(1, 2 * count["tp"] + count["fp"] + count["fn"])
                rows.append((f"{name}, {label}", count["tp"], count["fp"], count["fn"], f"{f1:.3f}"))
    agreed = [
        (name, *(f"{good} of {stated}" for good, stated in (scores["fields"][f] for f in ("raw", "issuer", "jurisdiction", "relation"))))
        for name, scores in found.items()
    ]
    return (
        "## Citations on clean text\n\n"
        "The examples of the catalogue of forms, two real plans, the project's own samples. By number: number and date exact.\n\n"
        + table(("set, kind", "right", "told too much", "missed", "F1"), rows)
        + "\nOf the right ones, where the gold states it:\n\n"
        + table(("set", "words", "issuer", "jurisdiction", "relation"), agreed)
    )


def codified_part(found: dict[str, Any]) -> str:
    """The citation strings of the codified law, and pages a second."""
    counts, pace = found["counts"], found["speed"]
    rows = [
        ("number right", f"{counts['number']} of {counts['numbered']}", per_cent(counts["number"], counts["numbered"])),
        (
            "number, date and issuer right",
            f"{counts['whole_right']} of {counts['whole']}",
            per_cent(counts["whole_right"], counts["whole"]),
        ),
        (
            "date of effect taken for the document's",
            f"{counts['effect']} of {counts['numbered']}",
            per_cent(counts["effect"], counts["numbered"]),
        ),
    ]
    text = "## Citation strings of the codified law\n\n" + table(("", "strings", "share"), rows)
    if pace:
        text += (
            f"\nCitations, dates, numbers and targets without the model of names, whole documents of the Official Gazette on one core: "
            f"{pace['pages_a_second']:.0f} pages (of 2,000 characters) a second.\n"
        )
    return text
