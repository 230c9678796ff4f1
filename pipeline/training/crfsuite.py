"""The weights of a model that the trainer saved: CRFsuite's file (lCRF), read without any code from it.

Header of twelve little-endian numbers, a table FEAT of (kind, attribute or label, label, weight), and two name tables (CQDB): after 24
bytes and 256 pairs of hash tables come the names, each with its number and length.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np

from pipeline.extraction.crf import Field

_HEADER, _FEATURE, _NAMES_HEAD = struct.Struct("<4sI4sIIIIIIIII"), struct.Struct("<IIId"), 24 + 256 * 8


def field(data: bytes) -> Field:
    """The field of a saved model; attributes without weight are left out."""
    _, _, _, _, _, _, _, features, labels, attributes, _, _ = _HEADER.unpack_from(data)
    label, attribute = dict(_names(data, labels)), dict(_names(data, attributes))
    after = np.zeros((len(label), len(label)))
    weighed: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    (count,) = struct.unpack_from("<I", data, features + 8)
    for at in range(count):
        kind, source, target, weight = _FEATURE.unpack_from(data, features + 12 + _FEATURE.size * at)
        if kind:
            after[source, target] = weight
        else:
            weighed.setdefault(attribute[source], np.zeros(len(label)))[target] = weight
    names = sorted(weighed)
    rows = {name: at for at, name in enumerate(names)}
    return Field(tuple(label[at] for at in range(len(label))), after, rows, np.array([weighed[name] for name in names]))


def _names(data: bytes, start: int) -> Iterator[tuple[int, str]]:
    """Number and name of each entry of a name table."""
    tables = (struct.unpack_from("<II", data, start + 24 + 8 * at) for at in range(256))
    end = start + min(offset for offset, length in tables if length)
    at = start + _NAMES_HEAD
    while at < end:
        number, length = struct.unpack_from("<II", data, at)
        yield number, data[at + 8 : at + 8 + length].rstrip(b"\0").decode()
        at += 8 + length
