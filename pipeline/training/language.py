"""The language model of restoration from a corpus: `models/restoration.ngrams` (`kehoach train restoration`).

Recipe: all paragraphs that are not kept back, cut into tokens; words seen three times or more; trigrams with Kneser-Ney smoothing;
the most telling pairs and triples (`MOST_PAIRS`, `MOST_TRIPLES`); the share of capitals of each word. The same corpus gives the same bytes.

>>> capital_shares(["Tỉnh Hà Nam", "tại Hà Nội", "HÀ GIANG", "hà mã. Hà"])["hà"]
0.625
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import NothingToRead
from pipeline.restoration.candidates import goes_on
from pipeline.restoration.language_model import save
from pipeline.restoration.tokens import form, pieces
from pipeline.training.corpus import text_files, training_paragraphs
from pipeline.training.ngrams import learn

MOST_WORDS, LEAST_COUNT = 40_000, 3
MOST_PAIRS, MOST_TRIPLES = 1_300_000, 6_000_000
"""Words right of kept-back texts without marks: 4 million triples 99.49 (legal), 96.77 (Wikipedia), 6 million 99.51, 96.83 %; 17 MB."""


def train(folders: Sequence[Path], out: Path) -> dict[str, Any]:
    """Learn from corpus folders, write the model to `out`; gives what the model card says. About two minutes for 40 million tokens.

    Raises NothingToRead where the folders hold no three words in a row, and DamagedFile.
    """
    shares = capital_shares(training_paragraphs(folders))
    try:
        model = learn(
            _forms(training_paragraphs(folders)),
            most_words=MOST_WORDS,
            least_count=LEAST_COUNT,
            most_pairs=MOST_PAIRS,
            most_triples=MOST_TRIPLES,
            capitals=shares,
        )
    except ValueError as error:
        raise NothingToRead(folders[0], detail=str(error)) from error
    card = {
        "files": [path.name for path in text_files(folders)],
        "words": len(model.words),
        "pairs": len(model.pairs),
        "triples": len(model.triples),
    }
    save(model, out, card)
    return card


def _forms(paragraphs: Iterable[str]) -> Iterator[list[str]]:
    for paragraph in paragraphs:
        yield [form(piece) for piece in pieces(paragraph)]


def capital_shares(paragraphs: Iterable[str]) -> dict[str, float]:
    """Of each word, how often its first letter is a capital inside sentences, 0..1; words all in capitals are not counted."""
    every: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for paragraph in paragraphs:
        before = ""
        for piece in pieces(paragraph):
            if piece[0].isalpha() and goes_on(before) and not (piece.isupper() and len(piece) > 1):
                every[piece] += 1
            before = piece
    for piece, count in list(every.items()):
        if piece[0].isupper():
            capital[form(piece)] += count
    whole: Counter[str] = Counter()
    for piece, count in every.items():
        whole[form(piece)] += count
    return {word: (capital[word] + 0.5) / (count + 2.0) for word, count in whole.items()}
