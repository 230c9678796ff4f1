"""The language model (mô hình ngôn ngữ): how likely a word is after the two before it, in Vietnamese as offices write it.

Trigrams with modified Kneser-Ney smoothing (Chen & Goodman 1999) in back-off form, pruned; learned by `pipeline.training.ngrams` and
kept in one file of `models/`: a zip of NumPy arrays and the list of words, no code in it. In memory all pairs and triples of words are
sorted whole numbers, so that a million look-ups are two calls of NumPy; 16 bits a word, 8 bits a logarithm.

    pair   = first << 16 | second               sorted; its number is the pair's index
    triple = index of the pair << 16 | third    sorted

>>> import numpy as np
>>> words, unigrams = ["<s>", "<u>", "kế", "hoạch", "hoạc"], [-9, -9, -2, -2, -6]
>>> model = LanguageModel.of(words, unigrams, pairs={(2, 3): (-0.1, 0.0)}, triples={(0, 2, 3): -0.05})
>>> last, pair, word = np.array([2, 2]), np.array([-1, -1]), np.array([3, 4])
>>> [round(float(p), 1) for p in model.step(last, pair, word)[0]]
[-0.1, -6.0]
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.restoration.tokens import START, UNKNOWN

BITS = 16
STEPS_PER_NAT = 14
"""Logarithms are kept in 256 steps of 1/14 nat, from 0 to -18.2."""

MOST_BACKOFF = 2.0
"""Weights of back-off are kept from +2 to -16.2 (pruning may leave one above 0)."""

MOST_BYTES = 200_000_000
"""No array of a model is larger once unpacked; a damaged or hostile file claims more."""

PARTS = {
    "unigrams": np.uint8,
    "backoffs": np.uint8,
    "capitals": np.uint8,
    "pairs_a_word": np.uint16,
    "seconds": np.uint16,
    "pair_logs": np.uint8,
    "pair_backoffs": np.uint8,
    "triples_a_pair": np.uint16,
    "thirds": np.uint16,
    "triple_logs": np.uint8,
}
"""The arrays in a file, in their order, and what their numbers are."""

Ints = NDArray[Any]
Floats = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class LanguageModel:
    """Words by number (`<s>` 0, `<u>` 1, then by frequency) and what follows what. Logarithms are natural."""

    words: tuple[str, ...]
    numbers: Mapping[str, int]
    unigrams: Floats
    backoffs: Floats
    capitals: Floats  # share of capital first letters inside sentences, 0..1, by word
    pairs: Ints
    pair_logs: Floats
    pair_backoffs: Floats
    triples: Ints
    triple_logs: Ints  # in steps, as on disk: six million of them

    def number(self, form: str) -> int:
        """The word's number; that of `<u>` for a word never learned."""
        return self.numbers.get(form, 1)

    def step(self, last: Ints, pair: Ints, word: Ints) -> tuple[Floats, Ints]:
        """Of each (last word, index of the last pair or -1, next word): the log probability, and the index of the new pair or -1."""
        following, known = _found(self.pairs, (last.astype(np.int64) << BITS) | word)
        logs = np.where(known, self.pair_logs[following], self.backoffs[last] + self.unigrams[word])
        triple, whole = _found(self.triples, (pair.astype(np.int64) << BITS) | word)
        shorter = logs + np.where(pair >= 0, self.pair_backoffs[pair], 0.0)
        return np.where(whole, self.triple_logs[triple] * (-1.0 / STEPS_PER_NAT), shorter), np.where(known, following, -1)

    def pair_index(self, first: Ints, second: Ints) -> Ints:
        """Index of each pair of words; -1 where it was not learned."""
        index, known = _found(self.pairs, (first.astype(np.int64) << BITS) | second)
        return np.where(known, index, -1)

    @classmethod
    def of(
        cls,
        words: Sequence[str],
        unigrams: Sequence[float],
        pairs: Mapping[tuple[int, int], tuple[float, float]],
        triples: Mapping[tuple[int, int, int], float],
    ) -> LanguageModel:
        """A small model given by hand: log probabilities by word, of pairs with their back-off weights, of triples."""
        pairs = {**{triple[:2]: (-9.0, 0.0) for triple in triples}, **pairs}
        ordered = sorted(pairs)
        index = {pair: number for number, pair in enumerate(ordered)}
        # -1: a key that no look-up asks for, so that no array is empty.
        found = sorted(((index[a, b] << BITS) | c, log) for (a, b, c), log in triples.items()) or [(-1, 0.0)]
        return cls(
            tuple(words),
            {word: number for number, word in enumerate(words)},
            np.array(unigrams, np.float32),
            np.zeros(len(words), np.float32),
            np.zeros(len(words), np.float32),
            np.array([(a << BITS) | b for a, b in ordered] or [-1], np.int64),
            np.array([pairs[pair][0] for pair in ordered] or [0.0], np.float32),
            np.array([pairs[pair][1] for pair in ordered] or [0.0], np.float32),
            np.array([key for key, _ in found], np.int64),
            np.array([to_steps(np.array(log)) for _, log in found], np.uint8),
        )


def _found(keys: Ints, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Place of each wanted key among the sorted keys (0 where it is not there), and whether it is there."""
    place = np.searchsorted(keys, wanted)
    place[place == len(keys)] = 0
    known = keys[place] == wanted
    return place, known


def to_steps(logs: Floats, top: float = 0.0) -> Ints:
    """Logarithms as they are kept: steps below `top`, 0..255."""
    return np.clip(np.rint((top - logs) * STEPS_PER_NAT), 0, 255).astype(np.uint8)


def _from_steps(steps: Ints, top: float = 0.0) -> Floats:
    return (top - steps.astype(np.float32) / STEPS_PER_NAT).astype(np.float32)


def save(model: LanguageModel, path: Path, card: Mapping[str, Any]) -> None:
    """Write the model to one file, the same bytes for the same model. `card` (what it was learned from) goes into it."""
    first, second = model.pairs >> BITS, model.pairs & 0xFFFF
    owner, third = model.triples >> BITS, model.triples & 0xFFFF
    arrays = {
        "unigrams": to_steps(model.unigrams),
        "backoffs": to_steps(model.backoffs, MOST_BACKOFF),
        "capitals": np.rint(model.capitals * 255),
        "pairs_a_word": np.bincount(first, minlength=len(model.words)),
        "seconds": second,
        "pair_logs": to_steps(model.pair_logs),
        "pair_backoffs": to_steps(model.pair_backoffs, MOST_BACKOFF),
        "triples_a_pair": np.bincount(owner, minlength=len(model.pairs)),
        "thirds": third,
        "triple_logs": model.triple_logs,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        _write(file, "card.json", json.dumps(dict(card), ensure_ascii=False, indent=1, sort_keys=True).encode())
        _write(file, "words.txt", "\n".join(model.words).encode())
        for name, kind in PARTS.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, arrays[name].astype(kind), version=(1, 0), allow_pickle=False)
            _write(file, f"{name}.npy", buffer.getvalue())


def _write(file: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    file.writestr(entry, content)


def load(path: Path) -> LanguageModel:
    """The model in a file that `save` wrote. Raises ValueError where it is none."""
    try:
        with zipfile.ZipFile(path) as file:
            words = tuple(_content(file, "words.txt").decode().split("\n"))
            return _unpacked(words, {name: _array(file, name) for name in PARTS})
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError, RuntimeError) as error:
        raise ValueError(f"{path} is no language model: {error}") from error


def _content(file: zipfile.ZipFile, name: str) -> bytes:
    entry = file.getinfo(name)
    if entry.file_size > MOST_BYTES or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name} is larger than a model may be, or packed in another way")
    return file.read(entry)


def _array(file: zipfile.ZipFile, name: str) -> Ints:
    """One part: a row of small whole numbers, as many as its head says; anything else is refused before it takes memory."""
    content = io.BytesIO(_content(file, f"{name}.npy"))
    if np.lib.format.read_magic(content) != (1, 0):
        raise ValueError(f"{name} is no array of NumPy")
    shape, _, kind = np.lib.format.read_array_header_1_0(content)
    array: Ints = np.frombuffer(content.getbuffer(), PARTS[name], offset=content.tell())
    if shape != (len(array),) or kind != PARTS[name]:
        raise ValueError(f"{name} is no row of {PARTS[name].__name__}")
    return array


def _unpacked(words: tuple[str, ...], arrays: Mapping[str, Ints]) -> LanguageModel:
    seconds, thirds = arrays["seconds"], arrays["thirds"]
    lengths = dict.fromkeys(("unigrams", "backoffs", "capitals", "pairs_a_word"), len(words))
    lengths |= dict.fromkeys(("pair_logs", "pair_backoffs", "triples_a_pair"), len(seconds)) | {"triple_logs": len(thirds)}
    numbers = {word: number for number, word in enumerate(words)}
    if (
        words[:2] != (START, UNKNOWN)
        or "" in numbers
        or len(numbers) != len(words)
        or any(len(arrays[name]) != length for name, length in lengths.items())
        or not len(thirds)
        or max(seconds.max(), thirds.max()) >= len(words)
    ):
        raise ValueError("its parts do not fit together")
    return LanguageModel(
        words,
        numbers,
        _from_steps(arrays["unigrams"]),
        _from_steps(arrays["backoffs"], MOST_BACKOFF),
        arrays["capitals"].astype(np.float32) / 255,
        _keys(arrays["pairs_a_word"], seconds),
        _from_steps(arrays["pair_logs"]),
        _from_steps(arrays["pair_backoffs"], MOST_BACKOFF),
        _keys(arrays["triples_a_pair"], thirds),
        arrays["triple_logs"],
    )


def _keys(many: Ints, words: Ints) -> Ints:
    """Sorted keys, from how many words follow each context, and these words. Raises ValueError where they are not sorted."""
    if many.sum() != len(words):
        raise ValueError("its parts do not fit together")
    keys = np.repeat(np.arange(len(many), dtype=np.int64) << BITS, many)
    keys |= words
    if not np.all(keys[1:] > keys[:-1]):
        raise ValueError("its words are not in order")
    return keys
