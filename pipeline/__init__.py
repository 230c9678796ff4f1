"""kehoach: scanned Vietnamese plans (kế hoạch) and other official papers into tables.

    import pipeline

    paper = pipeline.parse("scan.pdf")
    paper.tables["citations"]                                       # a pandas DataFrame
    shelf = pipeline.parse_many(["shelf/"], jobs=2, progress=True)   # a list of papers, with .errors and .tables
    print(pipeline.restore("Tuyen truyen ve cong tac thi dua"))      # its words set right; .changes says which and why

The finders need no file:

>>> import pipeline
>>> [found] = pipeline.find_citations("Căn cứ Nghị định số 91/2017/NĐ-CP ngày 31/7/2017 của Chính phủ")
>>> found.canonical_id, found.date, found.issuer, found.relation, (found.start, found.end)
('NĐ 91/2017/NĐ-CP', '2017-07-31', 'Chính phủ', 'căn cứ', (7, 62))

Importing this module loads nothing else: each name is fetched from its room when it is first used (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.archive.archive import Archive
    from pipeline.extraction.any_text import find_citations, find_dates, find_document_numbers, find_entities, find_targets
    from pipeline.parsed import ParsedDocument, parse
    from pipeline.restoration.text import restore
    from pipeline.workers.many import parse_many

__version__ = "0.1.0"

__all__ = [
    "Archive",
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
    "Archive": "pipeline.archive.archive",
    "ParsedDocument": "pipeline.parsed",
    "parse": "pipeline.parsed",
    "parse_many": "pipeline.workers.many",
    "restore": "pipeline.restoration.text",
    "find_citations": "pipeline.extraction.any_text",
    "find_dates": "pipeline.extraction.any_text",
    "find_document_numbers": "pipeline.extraction.any_text",
    "find_entities": "pipeline.extraction.any_text",
    "find_targets": "pipeline.extraction.any_text",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_ROOMS[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_ROOMS])
