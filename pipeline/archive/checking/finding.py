"""What a check finds (phát hiện khi kiểm tra): its kind out of a table, where, and whether it was put right.

>>> found = Finding("text_differs", "documents/4f/4fa0/paper.txt", "4fa0")
>>> print(found.message()); print(Finding("text_differs", "paper.txt", mended=True).message("vi"))
documents/4f/4fa0/paper.txt: a paper's text is not that of its tables
paper.txt: văn bản thuần không khớp với bảng dữ liệu → đã lập lại từ các trang
>>> found.severity, found.open, found.lost
('damaged', True, False)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.phrases import vietnamese
from pipeline.vietnamese.tsv import rows


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found: a kind of `findings.tsv`, the path below the archive's folder, the document if it is one's."""

    kind: str
    path: str
    document_id: str | None = None
    detail: str = ""
    mended: bool = False

    @property
    def severity(self) -> str:
        """`lost`: only a person can bring it back; `damaged`: can be made anew; `note`: nothing is wrong with a document."""
        return kinds()[self.kind]["severity"]

    @property
    def lost(self) -> bool:
        """Whether it is a loss that was not made good."""
        return self.severity == "lost" and not self.mended

    @property
    def open(self) -> bool:
        """Whether something is left to be put right."""
        return self.severity != "note" and not self.mended

    def message(self, language: str = "en") -> str:
        """One line: where, what, what was done."""
        row = kinds()[self.kind]
        said = row.get(language) or row["en"]
        more = vietnamese(self.detail) if language == "vi" else self.detail
        detail = f" ({more})" if more else ""
        mended = f" → {row.get(f'mended_{language}') or row['mended_en']}" if self.mended else ""
        return f"{self.path}: {said}{detail}{mended}"


@cache
def kinds() -> dict[str, dict[str, str]]:
    """All kinds of findings, by name."""
    return {row["kind"]: row for row in rows("archive/checking/findings.tsv")}
