"""Header, signers and recipients against gold (thể thức): each field exactly right or not.

>>> gold = {"number": "33", "issuer": "UỶ BAN NHÂN DÂN TỈNH AN GIANG", "signer": "Lê Văn A", "co_signers": ["Trần B"], "place": None}
>>> read = {"number": None, "issuer": "Ủy ban nhân dân tỉnh An Giang", "signer": "Lê Văn A", "co_signers": [], "place": None}
>>> [(item.kind, item.name, item.verdict) for item in judge_header(gold, read)]
[('header.number', '33', 'missed'), ('header.issuer', 'UỶ BAN NHÂN DÂN TỈNH AN GIANG', 'right'),
 ('signers', 'Lê Văn A', 'right'), ('signers', 'Trần B', 'missed')]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.evaluation.items import Item
from pipeline.evaluation.keys import likeness, name_key
from pipeline.evaluation.matching import LIKE
from pipeline.evaluation.metrics_rows import compare, shown

FIELDS = (
    "doc_type", "doc_type_name", "number", "symbol", "number_symbol", "number_raw", "date", "date_precision", "place", "issuer",
    "issuer_parent", "co_issuers", "province", "province_2025", "district", "title", "signer_role", "signing_authority", "language",
    "security_mark", "urgency_mark", "signature_name", "signature_time", "signature_state", "source_kind",
)  # fmt: skip
"""Columns of `documents` that are judged; signers and recipients are judged name by name."""


def judge_header(gold: Mapping[str, Any], read: Mapping[str, Any]) -> list[Item]:
    """The verdicts on what gold states of a paper's header and closing."""
    compared = (_field(column, gold[column], read) for column in FIELDS if column in gold)
    items = [item for item in compared if item is not None]
    if "signer" in gold:
        items += judge_names("signers", _names(gold), _names(read))
    if "recipients" in gold:
        items += judge_names("recipients", gold["recipients"] or (), read.get("recipients") or ())
    return items


def _field(column: str, stated: Any, read: Mapping[str, Any]) -> Item | None:
    value = read.get(column)
    joint = [read.get("issuer"), *(read.get("co_issuers") or ())]
    # A transcript writes the issuers of a joint paper as one: 'LIÊN ĐOÀN LAO ĐỘNG - SỞ VĂN HÓA …'.
    if column == "issuer" and None not in joint and name_key(stated) == name_key(" - ".join(map(str, joint))):
        value = stated
    return compare(f"header.{column}", column, stated, value)


def _names(row: Mapping[str, Any]) -> list[str]:
    return [name for name in (row.get("signer"), *(row.get("co_signers") or ())) if name]


def judge_names(kind: str, gold: Sequence[str], read: Sequence[str]) -> list[Item]:
    """The verdicts on a list of names, order aside; a name that is only a little like a free one was read wrong.

    >>> [(item.name, item.verdict, item.read) for item in judge_names("recipients", ["Cổng TTĐT", "Lưu: VT"], ["Công TTĐT", "Lưu: VT."])]
    [('Cổng TTĐT', 'wrong', 'Công TTĐT'), ('Lưu: VT', 'right', None)]
    """
    free = list(read)
    found: list[str | None] = []
    for name in gold:
        same = next((other for other in free if name_key(other) == name_key(name)), None)
        if same is not None:
            free.remove(same)
        found.append(same)
    items = []
    for name, same in zip(gold, found, strict=True):
        near = None if same is not None else max(free, key=lambda other: likeness(name, other), default=None)
        if near is not None and likeness(name, near) >= LIKE:
            free.remove(near)
            items.append(Item(kind, shown(name), "wrong", shown(near)))
        else:
            items.append(Item(kind, shown(name), "missed" if same is None else "right"))
    return items + [Item(kind, shown(name), "extra") for name in free]
