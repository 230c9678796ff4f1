"""The language model: chances that sum to one, a file that comes back as it was written, and files that are refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from pipeline.restoration.language_model import MOST_BYTES, LanguageModel, load, save
from pipeline.training.ngrams import learn

TEXT = [
    line.split()
    for line in (
        "ủy ban nhân dân tỉnh ban hành kế hoạch",
        "ủy ban nhân dân huyện xây dựng kế hoạch",
        "kế hoạch của ủy ban nhân dân xã",
        "ban hành kèm theo kế hoạch này",
        "nhân dân",
    )
    for _ in range(3)
]
WHOLE = learn(TEXT, most_words=99, least_count=1, most_pairs=999, most_triples=999)
PRUNED = learn(TEXT, most_words=12, least_count=4, most_pairs=9, most_triples=4)
BY_HAND = LanguageModel.of(["<s>", "<u>", "kế", "hoạch"], [-9, -9, -2, -3], {(2, 3): (-0.1, 0.3)}, {(0, 2, 3): -0.05})


def _steps(model: LanguageModel) -> list[tuple[int, int, int]]:
    """All (last word, index of the last pair or -1, next word) of a small model."""
    size = len(model.words)
    lasts = [(word, -1) for word in range(size)]
    lasts += [(int(key) & 0xFFFF, place) for place, key in enumerate(model.pairs)]
    return [(last, pair, word) for last, pair in lasts for word in range(size)]


def _logs(model: LanguageModel) -> tuple[np.ndarray, np.ndarray]:
    return model.step(*(np.array(column, np.int64) for column in zip(*_steps(model), strict=True)))


@pytest.mark.parametrize("model", [WHOLE, PRUNED], ids=["whole", "pruned"])
def test_the_chances_of_a_context_sum_to_one(model: LanguageModel) -> None:
    assert len(model.pairs) > 1 and len(model.triples) > 1
    sums = np.exp(_logs(model)[0]).reshape(-1, len(model.words)).sum(axis=1)
    # Triples are kept in steps of a fourteenth of a nat: each may be 4 % off.
    assert np.allclose(sums, 1.0, atol=0.04)


@pytest.mark.parametrize("model", [WHOLE, PRUNED, BY_HAND], ids=["whole", "pruned", "by hand"])
def test_a_file_gives_the_same_steps_as_the_model_it_was_written_from(model: LanguageModel, tmp_path: Path) -> None:
    save(model, tmp_path / "a.ngrams", {"files": ["a"]})
    again = load(tmp_path / "a.ngrams")
    assert (again.words, list(again.pairs), list(again.triples)) == (model.words, list(model.pairs), list(model.triples))
    (logs, following), (logs_again, following_again) = _logs(model), _logs(again)
    assert np.array_equal(following, following_again)
    # Back-off to a word alone adds three numbers, each half a step off at most.
    assert np.allclose(logs, logs_again, atol=3 * 0.5 / 14 + 1e-6)


def test_a_file_written_twice_has_the_same_bytes_and_what_is_loaded_is_written_as_it_was(tmp_path: Path) -> None:
    for name in ("a", "b"):
        save(WHOLE, tmp_path / name, {"files": ["á"], "words": 3})
    save(load(tmp_path / "a"), tmp_path / "c", {"words": 3, "files": ["á"]})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()


def test_a_word_never_learned_is_the_unknown_word() -> None:
    assert WHOLE.number("kế") > 1
    assert WHOLE.number("xyz") == WHOLE.number("") == 1
    assert PRUNED.number("xã") == 1  # learned too seldom


def test_a_pair_that_was_not_learned_has_no_index() -> None:
    kế, hoạch = WHOLE.number("kế"), WHOLE.number("hoạch")
    first, second = WHOLE.pair_index(np.array([kế, hoạch]), np.array([hoạch, kế]))
    assert int(WHOLE.pairs[first]) == kế << 16 | hoạch and second == -1


def test_what_follows_is_likelier_than_what_does_not() -> None:
    word = WHOLE.number
    last, pair = np.array([word("nhân")] * 2), np.array([-1, -1])
    follows, not_ = WHOLE.step(last, pair, np.array([word("dân"), word("hoạch")]))[0]
    assert follows > not_ + 2


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def _npy(array: np.ndarray, allow_pickle: bool = False) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, allow_pickle=allow_pickle)
    return buffer.getvalue()


HEADER = "{'descr': '<i8', 'fortran_order': False, 'shape': (%d,), }"


def _claims(many: int) -> bytes:
    """An array whose head says that it has so many numbers, and that has none."""
    head = (HEADER % many).ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head.encode()


DAMAGES = {
    "a part is missing": {"thirds.npy": None},
    "no words": {"words.txt": None},
    "words in another order": {"words.txt": b"<u>\n<s>\na"},
    "an empty word": {"words.txt": "\n".join(WHOLE.words[:-1]).encode() + b"\n"},
    "fewer words than numbers": {"words.txt": "\n".join(WHOLE.words[:-1]).encode()},
    "words that are no UTF-8": {"words.txt": b"<s>\n<u>\n\xff"},
    "an array of objects": {"thirds.npy": _npy(np.array([{}, []], object), allow_pickle=True)},
    "an array of texts": {"unigrams.npy": _npy(np.array(["a"] * len(WHOLE.words)))},
    "an array of fractions": {"seconds.npy": _npy(np.zeros(len(WHOLE.pairs)))},
    "a table": {"unigrams.npy": _npy(np.zeros((len(WHOLE.words), 2), np.uint8))},
    "too few logarithms": {"unigrams.npy": _npy(np.zeros(3, np.uint8))},
    "too few back-offs": {"pair_backoffs.npy": _npy(np.zeros(3, np.uint8))},
    "too few seconds": {"seconds.npy": _npy(np.zeros(3, np.uint16))},
    "too few triples": {"triple_logs.npy": _npy(np.zeros(3, np.uint8))},
    "words that are none": {"thirds.npy": _npy(np.full(len(WHOLE.triples), 999, np.uint16))},
    "no array": {"capitals.npy": b"\x93NUMPY\x01\x00\x02"},
    "an array that claims more than there is": {"capitals.npy": _claims(10)},
    "an array that claims all memory": {"capitals.npy": _claims(1 << 60)},
}


@pytest.mark.parametrize("parts", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_file_whose_parts_are_wrong_is_refused(parts: dict[str, bytes | None], tmp_path: Path) -> None:
    save(WHOLE, tmp_path / "good", {})
    with zipfile.ZipFile(tmp_path / "bad", "w") as file:
        for name, content in {**_parts(tmp_path / "good"), **parts}.items():
            if content is not None:
                file.writestr(name, content)
    with pytest.raises(ValueError, match="bad"):
        load(tmp_path / "bad")


def test_a_part_larger_than_a_model_may_be_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    save(WHOLE, tmp_path / "good", {})
    zeros = b"\0" * 1_000_000
    with zipfile.ZipFile(tmp_path / "bomb", "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in _parts(tmp_path / "good").items():
            if name != "thirds.npy":
                file.writestr(name, content)
        with file.open("thirds.npy", "w", force_zip64=True) as entry:
            for _ in range(MOST_BYTES // len(zeros) + 1):
                entry.write(zeros)
    with pytest.raises(ValueError, match="larger than a model may be"):
        load(tmp_path / "bomb")


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip" * 99], ids=["empty", "cut off at once", "text"])
def test_what_is_no_zip_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(content)
    with pytest.raises(ValueError, match="bad is no language model"):
        load(tmp_path / "bad")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="none"):
        load(tmp_path / "none")


def test_wherever_a_byte_is_wrong_the_file_is_refused_or_says_the_same(tmp_path: Path) -> None:
    """A bit that tips in the packed numbers, in their sums, in the list of parts: never another error, never another model."""
    save(WHOLE, tmp_path / "good", {})
    good, bad = (tmp_path / "good").read_bytes(), tmp_path / "bad"
    for place in range(0, len(good), 7):
        bad.write_bytes(good[:place] + bytes([good[place] ^ 0x15]) + good[place + 1 :])
        try:
            model = load(bad)
        except ValueError:
            continue
        assert np.array_equal(_logs(model)[0], _logs(load(tmp_path / "good"))[0])
    for length in range(0, len(good), 97):
        bad.write_bytes(good[:length])
        with pytest.raises(ValueError):
            load(bad)
