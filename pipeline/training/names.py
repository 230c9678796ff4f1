"""The tagger of names from a corpus: `models/names.crf` (`kehoach train names`).

The rules mark persons, bodies and places in administrative text; a sentence is learned from where they are sure: the end of each body is
known or stands before a firm stop, and no capitals are left over that nothing explains. Of the names so found a part is hidden from the
gazetteer's hints, sentence by sentence, so that the tagger learns to tell them by head words, capitals and neighbours alone. Sentences
with common names are thinned out. The gold of names, blind and not, is barred with its neighbourhood (`names_held_out.tsv`). The same
corpus gives the same bytes.

>>> labels(10, [(1, 3, "ORG"), (5, 6, "LOC")])
['O', 'B-ORG', 'I-ORG', 'O', 'O', 'B-LOC', 'O', 'O', 'O', 'O']
"""

from __future__ import annotations

import json
import lzma
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from pipeline.extraction.crf import Field, written
from pipeline.extraction.gazetted import hints
from pipeline.extraction.ruled import Ruled, ruled
from pipeline.extraction.sentences import pieces
from pipeline.extraction.tagging import features
from pipeline.extraction.tokens import Token, known, longest, tokens
from pipeline.training import crfsuite
from pipeline.vietnamese.normalize import nfc
from pipeline.vietnamese.tsv import rows

ITERATIONS, L1, L2 = 90, 0.4, 0.02
SENTENCES = {"train_legal": 26_000, "congbao": 8_000, "viwiki": 12_000}
"""How many sentences are learned from, by the first word of the file's name."""

SHORTEST, LONGEST = 25, 600
"""Characters of a sentence that is learned from."""

OFTEN = 40
"""Of a name, as many sentences are taken for its own sake."""

HIDDEN = 0.45
"""Share of the names that the gazetteers do not tell while learning."""

EMPTY = 0.06
"""Share of the sentences without a name."""


class Sentence(NamedTuple):
    """Words, and the names in them as token ranges with their labels."""

    words: list[Token]
    names: list[tuple[int, int, str]]


def train(folders: Sequence[Path], out: Path) -> dict[str, Any]:
    """Learn from corpus folders, write the model to `out`; gives what the model card says. About five minutes."""
    learned: list[list[list[str]]] = []
    answers: list[list[str]] = []
    counts: Counter[str] = Counter()
    for sentence in sentences(folders):
        learned.append(features(sentence.words, hints(sentence.words, _hidden(sentence))))
        answers.append(labels(len(sentence.words), sentence.names))
        counts.update([*(label for *_, label in sentence.names), "sentences"])
        counts["words"] += len(sentence.words)
    field = _learned(_without_rare(learned), answers)
    out.write_text(written(field), encoding="utf-8")
    return {**dict(sorted(counts.items())), "attributes": len(field.rows)}


def _learned(attributes: list[list[list[str]]], answers: list[list[str]]) -> Field:
    from underthesea_core import CRFTrainer

    trainer = CRFTrainer()
    trainer.set_l1_penalty(L1)
    trainer.set_l2_penalty(L2)
    trainer.set_max_iterations(ITERATIONS)
    with tempfile.TemporaryDirectory() as folder, _quiet():
        saved = Path(folder) / "model"
        trainer.train(attributes, answers).save(os.fspath(saved))
        return crfsuite.field(saved.read_bytes())


def labels(length: int, names: Iterable[tuple[int, int, str]]) -> list[str]:
    """A label a word: `B-` for the first of a name, `I-` for the others, `O` elsewhere."""
    made = ["O"] * length
    for first, past, label in names:
        made[first:past] = [f"B-{label}", *[f"I-{label}"] * (past - first - 1)]
    return made


LEAST = 8


def _without_rare(learned: list[list[list[str]]]) -> list[list[list[str]]]:
    """Without what is seen fewer than `LEAST` times."""
    seen = Counter(name for sentence in learned for word in sentence for name in word)
    return [[[name for name in word if seen[name] >= LEAST] for word in sentence] for sentence in learned]


def _hidden(sentence: Sentence) -> frozenset[int]:
    """The first words of tasks and names that the gazetteers do not tell this time."""
    hidden: set[int] = set()
    for first, past, _ in sentence.names:
        name = " ".join(word.low for word in sentence.words[first:past])
        if crc32(f"{name}@{len(sentence.words)}".encode()) % 1000 < 1000 * HIDDEN:
            hidden.update(range(first, past))
    return frozenset(hidden)


# --- sentences ---


def sentences(folders: Sequence[Path]) -> Iterator[Sentence]:
    """The sentences to learn from, file by file, thinned out by how common their names are."""
    barred = _barred(folders)
    for path in sorted((path for folder in folders for path in folder.iterdir()), key=lambda path: path.name):
        wanted = next((count for name, count in SENTENCES.items() if path.name.startswith(name)), 0)
        if wanted:
            yield from _chosen(_texts(path, barred), wanted)


def _chosen(texts: Iterable[str], wanted: int) -> Iterator[Sentence]:
    seen: Counter[str] = Counter()
    read: set[int] = set()
    taken = 0
    for text in texts:
        for start, end in pieces(text):
            part = text[start:end]
            key = crc32(part.encode())
            if not SHORTEST <= end - start <= LONGEST or key in read:
                continue
            read.add(key)
            sentence = marked(part)
            if sentence is None or not _worth(sentence, seen, key):
                continue
            yield sentence
            taken += 1
            if taken >= wanted:
                return


def _worth(sentence: Sentence, seen: Counter[str], key: int) -> bool:
    names = [" ".join(word.low for word in sentence.words[first:past]) for first, past, _ in sentence.names]
    if not names:
        return key % 1000 < 1000 * EMPTY
    rare = any(seen[name] < OFTEN for name in names)
    if rare:
        seen.update(names)
    return rare


def marked(text: str) -> Sentence | None:
    """The sentence with its names, if the rules are sure of all of them."""
    words = tokens(text)
    found = ruled(words)
    if not all(name.sure or _firm(words, name) for name in found):
        return None
    names = [(name.first, name.past, name.label) for name in found]
    return None if _unexplained(words, names) else Sentence(words, names)


def _firm(words: list[Token], name: Ruled) -> bool:
    """Behind the name stands a stop, an office or another body: it ends there whatever it is called."""
    if name.past >= len(words):
        return True
    follows = words[name.past]
    if follows.breaks or follows.text in ".;:()":
        return True
    return follows.text in (",", "và") and bool(longest(words, name.past + 1, known("head", "office", "local", "alone")))


def _unexplained(words: list[Token], names: Sequence[tuple[int, int, str]]) -> bool:
    """Two capitalised words side by side inside the sentence that are neither name nor known word of papers."""
    told = bytearray(len(words))
    for first, past, _ in names:
        told[first:past] = b"\x01" * (past - first)
    at = 1
    while at + 1 < len(words):
        if length := longest(words, at, known("not_name", "paper", "law_head", "treaty", "medal", "office", "heading")):
            at += length + 1
            continue
        if not told[at] and not told[at + 1] and words[at].title and words[at + 1].title and not words[at + 1].breaks:
            return True
        at += 1
    return False


# --- files ---


def _texts(path: Path, barred: dict[str, Any]) -> Iterator[str]:
    """Paragraphs of a corpus file, NFC, without what is barred; of a large file each n-th stretch, so that all of it is seen."""
    corpus = path.name.partition(".")[0]
    for number, line in enumerate(_lines(path)):
        if path.name.partition(".")[2].startswith("docs"):
            document = json.loads(line)
            if document["id"] not in barred["documents"]:
                yield from (nfc(part.strip()) for part in document["text"].splitlines())
        elif number not in barred[corpus] and crc32(b"%d" % (number // 40)) % STRETCHES.get(corpus, 1) == 0:
            text = nfc(line.strip())
            if text not in barred["texts"]:
                yield text


STRETCHES = {"train_legal": 3, "viwiki": 2}


def _barred(folders: Sequence[Path]) -> dict[str, Any]:
    table = rows("training/names_held_out.tsv")
    made: dict[str, Any] = {"documents": {row["part"] for row in table if row["corpus"] == "congbao"}, "texts": set()}
    for corpus in ("train_legal", "viwiki"):
        made[corpus] = {number for row in table if row["corpus"] == corpus for number in _range(row["part"])}
    for path in sorted(path for folder in folders for path in folder.glob("*.docs.jsonl*")):
        for line in _lines(path):
            document = json.loads(line)
            if document["id"] in made["documents"]:
                made["texts"].update(nfc(part.strip()) for part in document["text"].splitlines() if len(part) > SHORTEST)
    return made


def _range(part: str) -> range:
    first, _, last = part.partition("-")
    return range(int(first), int(last) + 1)


def _lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        yield from file


@contextmanager
def _quiet() -> Iterator[None]:
    """The trainer prints each iteration past Python, to the descriptors of stdout and stderr: they are sent nowhere meanwhile."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [(descriptor, os.dup(descriptor)) for descriptor in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for descriptor, _ in kept:
            os.dup2(nowhere, descriptor)
        yield
    finally:
        for descriptor, copy in kept:
            os.dup2(copy, descriptor)
            os.close(copy)
        os.close(nowhere)
