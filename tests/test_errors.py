"""Errors are for people: one line in two languages, a code of its own each, and they cross process borders whole."""

from __future__ import annotations

import ast
import errno
import os
import pickle
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from pipeline import errors, phrases
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


def _details(tree: ast.AST, values: bool) -> Iterator[str]:
    """What the module says in brackets: the texts given as `detail=` (`values`: to ValueError too), a 7 where the program fills in."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        yield from (text for word in call.keywords if word.arg == "detail" for text in _texts(word.value))
        if values and isinstance(call.func, ast.Name) and call.func.id == "ValueError":
            yield from _texts(call.args[0])


def _texts(value: ast.expr) -> list[str]:
    if isinstance(value, ast.IfExp):
        return _texts(value.body) + _texts(value.orelse)
    if isinstance(value, ast.JoinedStr):
        return ["".join(parts) for parts in product(*(_texts(part) for part in value.values))]
    if isinstance(value, ast.FormattedValue):
        return _texts(value.value) if isinstance(value.value, ast.IfExp) else ["7"]
    return [value.value] if isinstance(value, ast.Constant) and isinstance(value.value, str) else []


HOME = Path(errors.__file__).parent
SAYING = [path for path in HOME.rglob("*.py") if not {"evaluation", "training"} & set(path.relative_to(HOME).parts)]
NO_WORDS = re.compile(r"|7|7: 7|\(7\)| \(7\)|\S+=\S+|pip install '\S+'")


@pytest.mark.parametrize("path", SAYING, ids=lambda path: str(path.relative_to(HOME)))
def test_what_stands_in_brackets_has_its_vietnamese(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if "detail=" not in text:
        return
    said = set(_details(ast.parse(text), path.name == "amendable.py"))
    assert [one for one in said if not NO_WORDS.fullmatch(one) and phrases.vietnamese(one) == one] == [], "write it into phrases.tsv"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.ENAMETOOLONG, errno.ENOTDIR, errno.EDQUOT])
def test_what_the_disk_says_has_its_vietnamese(code: int) -> None:
    said = errors.CannotWrite("kho", detail=os.strerror(code))
    assert os.strerror(code) in said.message() and os.strerror(code) not in said.message("vi")


def test_a_phrase_within_a_phrase_is_translated_too() -> None:
    said = phrases.vietnamese("a page of 4.94 x 4.94 m; the limit is 80,000,000 pixels, 16,000 on a side")
    assert said == "trang khổ 4.94 x 4.94 m; giới hạn là 80,000,000 điểm ảnh, mỗi cạnh 16,000"
    assert "pixels" not in phrases.vietnamese("90,000 x 90,000 pixels, the limit is 80,000,000 pixels, 16,000 on a side")


def test_phrases_name_the_same_things_in_both_languages() -> None:
    lines = [line.split("\t") for line in (HOME / "phrases.tsv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    places = [[set(re.findall(r"\{(\w+)\}", text)) for text in line] for line in lines]
    assert all(len(line) == 2 and one == other for line, (one, other) in zip(lines, places, strict=True))
    assert len({line[0] for line in lines}) == len(lines)
