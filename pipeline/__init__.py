"""kehoach: scanned Vietnamese plans (kế hoạch) and other official papers into tables.

    import pipeline

    paper = pipeline.parse("scan.pdf")
    paper.tables["citations"]                                       # a pandas DataFrame
    shelf = pipeline.parse_many(["shelf/"], jobs=2, progress=True)   # a list of papers, with .errors and .tables
    print(pipeline.restore("Tuyen truyen ve cong tac thi dua"))      # its words set right; .changes says which and why
    pipeline.find_citations("Căn cứ Nghị định số 91/2017/NĐ-CP ngày 31/7/2017 của Chính phủ")

Importing this module loads nothing else: each name is fetched from its room when it is first used (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.extraction.citations import find_citations
    from pipeline.extraction.dates import find_dates
    from pipeline.extraction.document_numbers import find_document_numbers
    from pipeline.extraction.entities import find_entities
    from pipeline.extraction.targets import find_targets
    from pipeline.parsed import ParsedDocument, parse
    from pipeline.restoration.text import restore
    from pipeline.workers.many import parse_many

__version__ = "0.1.0"

__all__ = [
    "ParsedDocument",
    "find_citations",
    "find_dates",
    "find_document_numbers",
    "find_entities",
    "find_targets",
    "parse",
    "parse_many",
    "restore",
]

_ROOMS = {
    "ParsedDocument": "pipeline.parsed",
    "parse": "pipeline.parsed",
    "parse_many": "pipeline.workers.many",
    "restore": "pipeline.restoration.text",
    "find_citations": "pipeline.extraction.citations",
    "find_dates": "pipeline.extraction.dates",
    "find_document_numbers": "pipeline.extraction.document_numbers",
    "find_entities": "pipeline.extraction.entities",
    "find_targets": "pipeline.extraction.targets",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_ROOMS[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_ROOMS])
