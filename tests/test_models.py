"""Trained files: found, listed, and refused where one byte is not as it was trained."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import doctor, models, steps
from pipeline.errors import KehoachError, ModelDamaged, ModelMissing
from pipeline.reading.page import Options


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of trained files that takes the place of the package's own."""
    home = tmp_path / "models"
    home.mkdir()
    (home / models.CARD).write_text("# Models\n")
    (home / "restoration.ngrams").write_bytes(b"abc" * 1000)
    (home / "other.onnx").write_bytes(b"")
    (home / ".draft").write_bytes(b"x")
    models.register(home)
    monkeypatch.setattr(models, "_HOMES", (tmp_path / "nowhere", home))
    return home


def test_what_is_listed_is_given_out(folder: Path) -> None:
    assert models.home() == folder and models.names() == ["other.onnx", "restoration.ngrams"]
    assert models.path("restoration.ngrams") == folder / "restoration.ngrams"
    assert models.faults() == []
    steps.ready(Options())


def test_the_same_files_give_the_same_list(folder: Path) -> None:
    before = (folder / models.CHECKSUMS).read_bytes()
    assert models.register(folder).read_bytes() == before
    assert sorted(file.name for file in folder.iterdir()) == [".draft", "README.md", "checksums.tsv", "other.onnx", "restoration.ngrams"]


@pytest.mark.parametrize("content", [b"abc" * 999, b"", b"abc" * 999 + b"abd", b"abc" * 2000])
def test_a_damaged_file_is_named_with_both_sums(folder: Path, content: bytes) -> None:
    expected = models.sha256(folder / "restoration.ngrams")
    (folder / "restoration.ngrams").write_bytes(content)
    with pytest.raises(ModelDamaged) as caught:
        models.path("restoration.ngrams")
    for language in ("en", "vi"):
        message = caught.value.message(language)
        assert message.startswith(str(folder / "restoration.ngrams")) and "--no-restore" in message
        assert expected in message and models.sha256(folder / "restoration.ngrams") in message
    assert [type(error) for error in models.faults()] == [ModelDamaged]
    models.path("other.onnx")


def test_a_missing_file_is_named_with_the_sum_expected(folder: Path) -> None:
    expected = models.sha256(folder / "restoration.ngrams")
    (folder / "restoration.ngrams").unlink()
    with pytest.raises(ModelMissing, match=expected):
        models.path("restoration.ngrams")
    with pytest.raises(ModelMissing, match="nor is it in"):
        models.path("never.trained")


def test_a_file_that_is_not_listed_is_not_trusted(folder: Path) -> None:
    (folder / "new.ngrams").write_bytes(b"abc")
    with pytest.raises(ModelDamaged, match="not listed"):
        models.path("new.ngrams")


@pytest.mark.parametrize("content", [b"name\tbytes\n words", b"\xff\xfe\x00", b"name\tbytes\tsha256\nx\tmany\tabc\n"])
def test_a_list_that_is_none(folder: Path, content: bytes) -> None:
    (folder / models.CHECKSUMS).write_bytes(content)
    with pytest.raises(ModelDamaged) as caught:
        models.path("restoration.ngrams")
    assert caught.value.where == str(folder / models.CHECKSUMS)
    assert len(models.faults()) == 1


def test_a_package_without_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(models, "_HOMES", (tmp_path,))
    assert models.names() == [] and models.faults() == []
    with pytest.raises(ModelMissing):
        models.path("restoration.ngrams")


def test_before_any_page_is_read(folder: Path) -> None:
    (folder / "restoration.ngrams").write_bytes(b"")
    with pytest.raises(ModelDamaged):
        steps.ready(Options())
    steps.ready(Options(restore=False))


def test_the_doctor_tells_of_models(folder: Path) -> None:
    def seen() -> tuple[list[tuple[str, str]], KehoachError | None]:
        findings = [finding for finding in doctor.examine() if finding.name == "models"]
        return [(finding.state, finding.seen.split(" ")[0]) for finding in findings], doctor.fatal(findings)

    assert seen() == ([("ok", "other.onnx"), ("ok", "restoration.ngrams")], None)
    (folder / "restoration.ngrams").write_bytes(b"")
    states, error = seen()
    assert states == [("missing", str(folder / "restoration.ngrams")), ("ok", "other.onnx")]
    assert error is not None and error.exit_code == 18


def test_the_list_of_the_package_is_true() -> None:
    assert models.faults() == []
    home = models.home()
    assert home is not None and set(models.names()) == {f.name for f in home.iterdir()} - {models.CARD, models.CHECKSUMS}
