"""When two values count as equal (so sánh giá trị).

Everywhere: Unicode composition, the placing of tone marks (hoà = hòa, uỷ = ủy), the number and kind of blanks, marks of emphasis.
In names of bodies, persons, places, in titles and headings also: capitals, kinds of dash and of quotation mark, punctuation at the
end. In ids of cited documents a law's name and year count as the number that the register knows for them. Nothing else: `UBND` is not
`Ủy ban nhân dân`, `7` is not `07`.

>>> name_key("UỶ BAN  NHÂN DÂN TỈNH KHÁNH HOÀ") == name_key("Ủy ban nhân dân tỉnh Khánh Hòa")
True
>>> name_key("Về việc rà soát thủ tục.") == name_key("Về việc rà soát thủ tục"), name_key("UBND") == name_key("Ủy ban nhân dân")
(True, False)
>>> exact_key("QĐ - UBND"), exact_key(2017), exact_key(30.0), exact_key(None)
('QĐ-UBND', '2017', '30', None)
"""

from __future__ import annotations

from typing import Any

import regex

from pipeline.evaluation.alignment import unlike
from pipeline.gazetteer import legal_documents
from pipeline.vietnamese.normalize import fold, nfc, tone_placement, word_key

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’", "'") | {"*": None})
_BLANKS_AT_SIGNS = regex.compile(r"\s*([-/:;,.()])\s*")
_END = " .;,:-/…"

NAMES = frozenset(
    """
    issuer issuer_parent co_issuers province province_2025 district title place signer co_signers signer_role doc_type_name recipients
    heading subject indicator denominator normalised jurisdiction deadline parent_citation
    """.split()  # noqa: SIM905 - a list of words
)
"""Columns in which capitals and the punctuation at the end do not count."""


def exact_key(value: Any) -> str | None:
    """A number, code, date or word to compare by: case counts, blanks beside signs do not."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = tone_placement(nfc(str(value))).translate(_DASHES)
    return _BLANKS_AT_SIGNS.sub(r"\1", " ".join(text.split()))


def name_key(value: Any) -> str | None:
    """A name or a title to compare by: neither case nor the punctuation at its end count."""
    if value is None:
        return None
    text = word_key(str(value)).translate(_DASHES)
    return _BLANKS_AT_SIGNS.sub(r"\1", " ".join(text.split())).strip(_END)


def key(column: str, value: Any) -> Any:
    """The value of a column to compare by; lists by their members, in order."""
    if isinstance(value, list | tuple):
        return tuple(key(column, member) for member in value)
    if column == "canonical_id" and (law := legal_documents.by_id(str(value))) is not None:
        return law.id.partition(" / ")[0]  # 'Luật Thi đua, khen thưởng 2003' is Luật 15/2003/QH11
    return name_key(value) if column in NAMES else exact_key(value)


def likeness(a: str | None, b: str | None) -> float:
    """0..1: how far two passages are the same words, misread marks aside; a passage within the other counts as half alike at least.

    >>> likeness("Luật Thi đua, khen thưởng", "Luật Thi dua, khen thường"), likeness("100%", "100% đơn vị") >= 0.5
    (1.0, True)
    """
    left, right = fold(a or "").translate(_DASHES).split(), fold(b or "").translate(_DASHES).split()
    one, other = " ".join(left)[:400], " ".join(right)[:400]
    if not one or not other:
        return 0.0
    close = 1 - unlike(one, other)
    return max(close, 0.5) if one in other or other in one else close
