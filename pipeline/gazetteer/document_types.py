"""Kinds of official documents (loại văn bản): their names and the abbreviations that stand in the symbol (ký hiệu).

33/KH-UBND is a kế hoạch; 34-CT/TW a chỉ thị of the Party. The same letters may mean another kind in the Party's order: TT is thông tư
of a ministry and thông tri of the Party. Authority: Nghị định 30/2020/NĐ-CP, Phụ lục III; Hướng dẫn 36-HD/VPTW of the Party.

>>> by_abbreviation("KH").name, by_abbreviation("TT").name, by_abbreviation("TT", party=True).name
('Kế hoạch', 'Thông tư', 'Thông tri')
>>> by_name("CHỈ THỊ").abbreviation, by_name("Nghị định").family, names()[0]
('CT', 'normative', 'Chương trình phối hợp')
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.vietnamese.normalize import word_key
from pipeline.vietnamese.tsv import rows


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document: abbreviation ('' where it has none: công văn), name, family administrative, normative or party."""

    abbreviation: str
    name: str
    family: str


@cache
def document_types() -> tuple[DocumentType, ...]:
    """All kinds in the order of the table, each abbreviation of a name and family once."""
    table = rows("gazetteer/document_types.tsv")
    return tuple(dict.fromkeys(DocumentType(row["abbreviation"], row["name"], row["family"]) for row in table))


def by_abbreviation(abbreviation: str, party: bool = False) -> DocumentType | None:
    """The kind that the letters mean in a symbol of the State, or of the Party; None if they mean none there.

    >>> by_abbreviation("TTR").name, by_abbreviation("UBND") is None
    ('Tờ trình', True)
    """
    wanted = abbreviation.strip(" .")
    if not wanted:
        return None
    kinds = [kind for kind in document_types() if (kind.family == "party") == party]
    for same in (str, str.casefold):
        for kind in kinds:
            if same(kind.abbreviation) == same(wanted):
                return kind
    return None


def by_name(name: str, party: bool = False) -> DocumentType | None:
    """The kind of that name (any case, tone marks in either manner), looked for in the State's families first unless `party`."""
    wanted = " ".join(word_key(name).split())
    kinds = [kind for kind in document_types() if word_key(kind.name) == wanted]
    return next((kind for kind in kinds if (kind.family == "party") == party), kinds[0] if kinds else None)


@cache
def names() -> tuple[str, ...]:
    """Every name once, longest first (so that a pattern tries 'Nghị quyết liên tịch' before 'Nghị quyết')."""
    return tuple(sorted({kind.name for kind in document_types()}, key=lambda name: (-len(name), name)))
