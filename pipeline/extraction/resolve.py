"""What the register of legal documents knows better than the paper that cites them (tra cứu sổ đăng ký).

A law cited by name and year gets its number as id; where the paper lacks the date or the issuer, or its date is not that of the
register, the register's stand in columns of their own. The words of the paper are never changed, and what the register does
not know for sure is left as it was.

>>> from pipeline.records import Citation
>>> law = Citation(raw="Luật Thi đua, Khen thưởng năm 2003", start=0, end=34, kind="named_law", doc_type="Luật", year="2003",
...     canonical_id="Luật Thi đua, khen thưởng 2003")
>>> [one] = resolved([law], Header(date="2024-03-06")); one.canonical_id, one.register_date, one.flags
('Luật 15/2003/QH11', '2003-11-26', ('replaced',))
>>> circular = Citation(raw="…", start=0, end=1, doc_type="TT", number_symbol="12/2019/TT-BNV", year="2019", date="2019-01-04",
...     canonical_id="TT 12/2019/TT-BNV")
>>> [one] = resolved([circular], Header()); one.date, one.register_date, one.flags
('2019-01-04', '2019-11-04', ('date_conflict',))
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.gazetteer import legal_documents
from pipeline.gazetteer.legal_documents import LAWS, LegalDocument
from pipeline.records import Citation, Header


def resolved(citations: Iterable[Citation], header: Header = Header()) -> list[Citation]:  # noqa: B008 - frozen
    """The citations with what the register knows; `header` tells the day on which they are cited."""
    day = cited_on(header)
    return [_completed(citation, document, day) if (document := meant(citation)) else citation for citation in citations]


def cited_on(header: Header) -> str | None:
    """The first day on which the paper can have been written: a month or year alone may be any day from its first on.

    >>> cited_on(Header(date="2022-10", date_precision="month")), cited_on(Header()) is None
    ('2022-10-01', True)
    """
    return f"{header.date}-01-01"[:10] if header.date and len(header.date) in (4, 7, 10) else None


def meant(citation: Citation) -> LegalDocument | None:
    """The document of the register that a citation means; None where it knows none or several could be meant."""
    identity, kind = citation.canonical_id, citation.doc_type
    if identity is None or kind is None or "?" in identity:
        return None
    year = (citation.date or "")[:4] or citation.year
    if citation.kind == "named_law":
        name = identity.removeprefix(kind).removesuffix(citation.year or "").strip()
        return legal_documents.by_law(kind, name, year) if year and name else None
    if citation.kind != "numbered":
        return None
    return legal_documents.by_number(kind, identity.removeprefix(f"{kind} "), year)


def _completed(citation: Citation, document: LegalDocument, day: str | None) -> Citation:
    law = document.type in LAWS
    identity = document.id.partition(" / ")[0] if law else citation.canonical_id  # the year of '23-L/CTN / 1993' belongs to the key
    conflict = citation.date is not None and document.date is not None and citation.date != document.date
    ended = day is not None and document.replaced_on is not None and day >= document.replaced_on
    flags = (*citation.flags, *(("date_conflict",) if conflict else ()), *(("replaced",) if ended else ()))
    return replace(
        citation,
        canonical_id=identity,
        canonical_key=document.id if law and citation.canonical_key else citation.canonical_key,
        register_date=document.date if citation.date is None or conflict else None,
        register_issuer=document.issuer if citation.issuer is None else None,
        flags=tuple(dict.fromkeys(flags)),
    )
