"""Names of results, atomic writing, the account of a run."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import paper

from pipeline.errors import CannotWrite, EmptyFile, PageTimeout, UnknownKind
from pipeline.output import Run, json_name, names, without_results, write_atomically
from pipeline.reading.source import Input
from pipeline.workers.shelf import FileOver


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["kh.pdf"], ["kh"]),
        (["kh.pdf", "kh.png"], ["kh.pdf", "kh.png"]),
        (["kh.pdf", "KH.png"], ["kh.pdf", "KH.png"]),
        (["2022/kh.pdf", "2023/kh.pdf"], ["2022/kh", "2023/kh"]),
        (["kh.pdf", "kh.pdf"], ["kh.pdf", "kh.pdf~2"]),
        (["kh.pdf", "kh.2.pdf"], ["kh", "kh.2.pdf"]),
        (["run.txt"], ["run.txt"]),
        (["2.", "2..2"], ["2.", "2..2~2"]),
        (["KH so 12.2022", "KH so 12.2021"], ["KH so 12.2022", "KH so 12.2021"]),
    ],
)
def test_names(files: list[str], expected: list[str]) -> None:
    assert names([Path(name) for name in files]) == expected


@given(st.lists(st.text("ab.2/", min_size=1, max_size=6).filter(lambda name: Path(name).name), max_size=6))
def test_no_two_papers_share_a_file(files: list[str]) -> None:
    made = [json_name(name, part).casefold() for name in names([Path(name) for name in files]) for part in (1, 2, 3)]
    assert len(set(made)) == len(made) and "run.json" not in made


def test_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a" / "kh.json"
    write_atomically(path, b"1")
    assert path.read_bytes() == b"1" and path.stat().st_mode & 0o444

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite, match="No space left on device"):
        write_atomically(path, b"2")
    assert path.read_bytes() == b"1" and [item.name for item in path.parent.iterdir()] == ["kh.json"]


def test_several_threads_write_with_the_rights_that_the_person_wants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each asked for the umask by setting it to nothing: two at once, and the process wrote files that anybody may change."""
    mask = os.umask(0o027)
    try:
        monkeypatch.setattr(os, "umask", None)
        write_atomically(tmp_path / "kh.json", b"{}")
    finally:
        monkeypatch.undo()
        os.umask(mask)
    assert (tmp_path / "kh.json").stat().st_mode & 0o777 == 0o640


def test_a_ctrl_c_while_the_file_is_opened_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def opened(*given: Any) -> int:
        os.close(real(*given))
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "open", opened)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "kh.json", b"{}")
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(CannotWrite):
        Run(tmp_path / "out", []).prepare()


def test_results_of_an_earlier_run_inside_the_shelf_are_no_input(tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = [Input(tmp_path / "kh.pdf", Path("kh.pdf")), Input(out / "a.txt", Path("out/a.txt")), UnknownKind(out / "tables.xlsx")]
    assert without_results(found, [tmp_path], out) == found[:1]
    assert without_results(found, [out], out) == found


def test_a_run_and_its_account(tmp_path: Path) -> None:
    inputs = [Input(Path(name), Path(name)) for name in ("kh.pdf", "kh.png", "bad.pdf", "late.pdf")]
    run = Run(tmp_path, inputs, ("csv", "json", "xlsx"))
    run.prepare()
    assert run.keep(1, paper("kh.png")) == tmp_path / "kh.png.json"
    assert run.keep(0, paper("kh.pdf", part=2)) == tmp_path / "kh.pdf.2.json"
    run.keep(0, paper("kh.pdf"))
    run.over[0] = FileOver(0, 2, 3, (), 1.5)
    run.over[1] = FileOver(1, 1, 2, (PageTimeout("kh.png", page=2),), 1.5)
    run.over[2] = FileOver(2, 0, 0, (EmptyFile("bad.pdf"),), 0.1)
    tables = run.finish(2.0, [EmptyFile("x.pdf")], state="interrupted")
    assert {path.name for path in tables} >= {"citations.csv", "tables.xlsx"}
    lines = (tmp_path / "documents.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[1:3] for line in lines if line.startswith("4f4f")] == [["1", "kh.pdf"], ["2", "kh.pdf"], ["1", "kh.png"]]
    account = json.loads((tmp_path / "run.json").read_bytes())
    assert account["state"] == "interrupted"
    assert [file["state"] for file in account["files"]] == ["read", "partly", "failed", "unfinished", "failed"]
    assert account["files"][0]["papers"] == ["kh.pdf.json", "kh.pdf.2.json"]
    assert account["files"][2]["errors"][0]["code"] == 5
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
