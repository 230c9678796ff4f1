"""`kehoach train`: from a tiny corpus to a model that restores; a corpus that is missing, empty or no text is told in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import models
from pipeline.errors import CannotWrite, DamagedFile, NothingToRead, PathMissing
from pipeline.restoration.model import FILE, open_model
from pipeline.restoration.text import restore_text
from pipeline.training.command import RECIPES, Asked, run_train

LINES = (
    "Ủy ban nhân dân tỉnh ban hành kế hoạch tuyên truyền về công tác thi đua, khen thưởng",
    "Thực hiện kế hoạch công tác thi đua, khen thưởng của Ủy ban nhân dân tỉnh",
    "Kế hoạch tuyên truyền về công tác thi đua, khen thưởng năm 2022",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "x.txt").write_text("\n".join(LINES * 4) + "\n", encoding="utf-8")
    return tmp_path / "corpus"


def test_a_tiny_corpus_teaches_a_model_that_is_listed_and_restores(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "models"
    assert run_train(Asked("restoration", [folder], out)) == 0
    assert json.loads(capsys.readouterr().out)["files"] == ["x.txt"]
    assert sorted(file.name for file in out.iterdir()) == [models.CHECKSUMS, FILE]
    assert models.faults(out) == []
    model = open_model(out / FILE)
    bare = "Ke hoach tuyen truyen ve cong tac thi dua, khen thuong cua Uy ban nhan dan tinh nam 2022"
    assert str(restore_text(bare, model)) == "Kế hoạch tuyên truyền về công tác thi đua, khen thưởng của Ủy ban nhân dân tỉnh năm 2022"


def test_the_same_corpus_gives_the_same_files(folder: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert run_train(Asked("restoration", [folder], tmp_path / name)) == 0
    for file in (FILE, models.CHECKSUMS):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(
    ("files", "kind"),
    [
        (None, PathMissing),
        ({}, NothingToRead),
        ({"a.pdf": b"%PDF"}, NothingToRead),
        ({"a.txt": b""}, NothingToRead),
        ({"a.txt": b"\xff\xfe\n"}, DamagedFile),
        ({"a.txt.xz": b"a"}, DamagedFile),
    ],
    ids=["no folder", "empty", "no text", "empty text", "no UTF-8", "no xz"],
)
def test_a_corpus_that_cannot_be_read(
    files: dict[str, bytes] | None, kind: type, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "corpus"
    if files is not None:
        place.mkdir()
        for name, content in files.items():
            (place / name).write_bytes(content)
    assert run_train(Asked("restoration", [place], tmp_path / "out", language=language)) == kind.exit_code
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith(str(place)) and "Traceback" not in said.err


def test_a_folder_that_cannot_be_written_to(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert run_train(Asked("restoration", [folder], tmp_path / "file" / "out")) == CannotWrite.exit_code
    assert str(tmp_path / "file") in capsys.readouterr().err


def test_each_recipe_is_one_that_the_command_offers() -> None:
    from pipeline.cli.measuring import Recipe

    assert {recipe.value for recipe in Recipe} == set(RECIPES)
