"""What a person sees: errors in few lines, a summary that fits the terminal, nothing that a file name could do to it."""

from __future__ import annotations

import dataclasses
import io
import re
from pathlib import Path

import pytest
from papers import paper
from rich.console import Console

from pipeline.console import say
from pipeline.console.parse import error_lines, line_of, show_summary
from pipeline.console.words import say_in
from pipeline.errors import PageTimeout, WorkerLost
from pipeline.workers.progress import Meter
from pipeline.workers.shelf import FileOver, Opened, PageDone


def test_one_line_for_each_kind_of_error() -> None:
    errors = [PageTimeout("kh.pdf", page=n, detail="4 s") for n in (3, 4, 5, 9)] + [WorkerLost("kh.pdf", page=7)]
    first, second = error_lines(errors)
    assert first.startswith("kh.pdf, page 3: took longer") and first.endswith("(Also pages 4-5, 9.)")
    assert second.startswith("kh.pdf, page 7: the worker")
    assert next(error_lines(errors, "vi")).endswith("(Cả các trang 4-5, 9.)")
    assert list(error_lines([])) == []


@pytest.mark.parametrize(("width", "doubts"), [(80, "1"), (200, "number_missing")])
def test_the_summary_fits(width: int, doubts: str) -> None:
    out = io.StringIO()
    long = dataclasses.replace(
        paper(), document=dataclasses.replace(paper().document, issuer="Ủy ban nhân dân " * 5, number_symbol="33/KH-UBND")
    )
    show_summary(Console(file=out, width=width), [line_of(0, long)])
    head, line = out.getvalue().splitlines()[:2]
    assert "kh.pdf" in line and "33/KH-UBND" in line and line.split()[-1] == doubts
    assert len(head) <= width


def test_a_file_name_cannot_command_the_terminal() -> None:
    out = io.StringIO()
    say(Console(file=out, width=80), "[red]\x1b[2J" + "x" * 100)
    assert out.getvalue() == "[red]�[2J" + "x" * 100 + "\n"


def test_the_meter_guesses_what_it_has_not_opened() -> None:
    out = io.StringIO()
    with Meter(4, Console(file=out, width=80)) as meter:
        for event in (Opened(0, 3), Opened(1, 5), PageDone(0), FileOver(2, 0, 0, (), 0.1)):
            meter.note(event)
    assert (meter.pages_done, meter.over) == (1, 1) and 8 <= meter.expected <= 12


def test_a_damaged_model_is_told_before_anything_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import pipeline
    from pipeline import models
    from pipeline.console.parse import Asked, run_parse
    from pipeline.errors import ModelDamaged
    from pipeline.reading.page import Options

    (tmp_path / models.CARD).write_text("# Models\n")
    (tmp_path / "restoration.ngrams").write_bytes(b"abc")
    (tmp_path / "names.crf").write_bytes(models.path("names.crf").read_bytes())
    models.register(tmp_path)
    (tmp_path / "restoration.ngrams").write_bytes(b"abd")
    monkeypatch.setattr(models, "_HOMES", (tmp_path,))
    (tmp_path / "kh.txt").write_text("KẾ HOẠCH\nTuyên truyền về công tác thi đua, khen thưởng năm 2022\n", encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "run.json").write_text("{}")
    asked = Asked([tmp_path / "kh.txt"], tmp_path / "out", ("json",), 1, Options(), True, "en", True, False)
    assert run_parse(asked) == 18
    errors = capsys.readouterr().err
    assert errors.startswith(str(tmp_path / "restoration.ngrams")) and "--no-restore" in errors and len(errors.splitlines()) == 1
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["run.json"]
    for function in (pipeline.parse, pipeline.parse_many):
        with pytest.raises(ModelDamaged):
            function(tmp_path / "kh.txt")
    assert pipeline.parse(tmp_path / "kh.txt", restore=False).text.startswith("KẾ HOẠCH")
    assert run_parse(asked._replace(options=Options(restore=False))) == 0


def test_a_paper_cannot_command_the_terminal() -> None:
    out = io.StringIO()
    hostile = dataclasses.replace(paper(), document=dataclasses.replace(paper().document, issuer="UBND \x1b[2J[red]tỉnh\x07"))
    show_summary(Console(file=out, width=200), [line_of(0, hostile)])
    assert "UBND �[2J[red]tỉnh�" in out.getvalue() and "\x1b" not in out.getvalue()


def test_both_languages_have_all_words_and_the_same_gaps() -> None:
    english, vietnamese = say_in("en"), say_in("vi")
    assert set(english) == set(vietnamese) and all(vietnamese.values())
    for key, text in english.items():
        assert set(re.findall(r"{(\w*)}", text)) == set(re.findall(r"{(\w*)}", vietnamese[key])), key
