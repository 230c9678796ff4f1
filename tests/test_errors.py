"""Errors are for people: one line in two languages, a code of its own each, and they cross process borders whole."""

from __future__ import annotations

import pickle

import pytest

from pipeline import errors
from pipeline.errors import KehoachError, exit_code_of

CLASSES = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, KehoachError)]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_a_message_is_one_line_with_file_page_and_next_step(kind: type[KehoachError]) -> None:
    error = kind("giá sách/kh.pdf", page=3, detail="chi tiết")
    for language, word in (("en", "page 3"), ("vi", "trang 3")):
        message = error.message(language)
        assert message.startswith(f"giá sách/kh.pdf, {word}: ") and "\n" not in message and message.endswith(".")
        assert "{" not in message
    assert error.message("fr") == error.message("en")


def test_each_error_has_a_code_of_its_own() -> None:
    codes = [kind.exit_code for kind in CLASSES]
    assert len(set(codes)) == len(codes) and 0 not in codes and 2 not in codes and errors.SEVERAL_REASONS not in codes


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_an_error_survives_the_way_from_a_worker(kind: type[KehoachError]) -> None:
    again = pickle.loads(pickle.dumps(kind("kh.pdf", page=2, detail="x")))
    assert type(again) is kind and (again.where, again.page, again.detail) == ("kh.pdf", 2, "x")


def test_the_code_of_a_run() -> None:
    one, other = errors.EmptyFile("a"), errors.TooLarge("b")
    assert [exit_code_of(found) for found in ([], [one], [one, one], [one, other])] == [0, 5, 5, 20]
