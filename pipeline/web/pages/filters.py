"""Filters in addresses (bộ lọc): Vietnamese names without marks, each a column of the papers; their links and chips.

>>> [name for name, _ in NAMES]
['tinh', 'tinh_nay', 'nam', 'loai', 'cap', 'co_quan', 'vien_dan']
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.archive.searching.filters import Filters
from pipeline.web.pages import labels
from pipeline.web.pages.page import Visit, address

NAMES = (
    ("tinh", "province"), ("tinh_nay", "province_2025"), ("nam", "year"), ("loai", "doc_type"), ("cap", "level"), ("co_quan", "issuer"),
    ("vien_dan", "cited"),
)  # fmt: skip
"""Name in the address → field of `Filters`."""

FACETS = (("tinh", "province"), ("nam", "year"), ("loai", "doc_type"), ("tinh_nay", "province_2025"))

OPEN_FACETS = ("tinh", "nam", "loai")


def asked(visit: Visit) -> dict[str, str]:
    """The filters of an address by their names there."""
    return {name: value for name, _ in NAMES if (value := visit.text(name, 200))}


def filters(given: Mapping[str, str]) -> Filters:
    """The same for the search, which refuses a year that is none (`BadRequest`)."""
    values: dict[str, Any] = {field: given[name] for name, field in NAMES if name in given}
    return Filters(**values)


def chips(visit: Visit, given: Mapping[str, str], path: str, **kept: Any) -> list[dict[str, str]]:
    """A chip a filter: what it says, and the address without it."""
    return [
        {
            "label": f"{visit.t(f'facet.{field}')}: {shown(visit, field, given[name])}",
            "link": address(path, **kept, **{other: value for other, value in given.items() if other != name}),
        }
        for name, field in NAMES
        if name in given
    ]


def shown(visit: Visit, field: str, value: Any) -> str:
    """A value of a facet in words: 'KH' is Kế hoạch."""
    from pipeline.gazetteer import document_types

    if field == "doc_type" and value:
        known = document_types.by_abbreviation(str(value)) or document_types.by_abbreviation(str(value), party=True)  # 'CV'
        return known.name if known else str(value)
    return labels.said(visit.t, "level", str(value)) if field == "level" else str(value)
