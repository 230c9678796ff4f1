"""Gold that does not fit is named with its file and key, and the rest of it stands."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import GoldMismatch, KehoachError
from pipeline.evaluation.evaluate import judge
from pipeline.evaluation.gold import Gold, find_gold, read_gold
from pipeline.evaluation.readings import Reading, ReadPaper
from pipeline.evaluation.report import report_of, to_json

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"

ROW = {"raw": "năm 2022", "date": "2022"}


def write(path: Path, data: Any) -> Path:
    path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), "utf-8")
    return path


@pytest.mark.parametrize(
    ("data", "key", "kept"),
    [
        ({"document": {"colour": "red", "place": "Huế"}}, "document.colour: unknown column", {"place": "Huế"}),
        ({"document": {"place": 5.5}}, "document.place: text is expected", {}),
        ({"document": {"recipients": 7}}, "document.recipients: texts is expected", {}),
        ({"document": {}, "moods": []}, "moods: unknown table", {}),
        ({"document": {}, "dates": {"raw": "x"}}, "dates: a list of rows is expected", {}),
        ({"document": {}, "dates": [ROW, "2022"]}, "dates[1]: an object is expected", {}),
        ({"document": {}, "dates": [ROW | {"mood": 1}]}, "dates[0].mood: unknown column", {}),
        ({"document": {"text": "năm 2021"}, "dates": [ROW]}, "dates[0].raw: 'năm 2022' does not stand in the text", {"text": "năm 2021"}),
        ({"document": {"text": "ab", "page_count": 2}, "pages": [{"page": 1, "start": 0, "end": 1}]}, "pages: the page is missing", None),
    ],
)
def test_tables(tmp_path: Path, data: Any, key: str, kept: Any) -> None:
    gold = read_gold(write(tmp_path / "kh.expected.json", {"schema": "kehoach-expected-1"} | data))
    assert gold is not None and gold.kind == "tables"
    (error,) = gold.errors
    assert isinstance(error, GoldMismatch) and error.exit_code == 16
    assert key in error.message() and "kh.expected.json" in error.message()
    assert kept is None or dict(gold.papers[0].fields) == kept


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"header": {"mood": 1}}, "header.mood: unknown column"),
        ({"header": {}, "mood": 1}, "mood: unknown key"),
        ({"text": {"one": "a"}}, "text.one: a page number and its text are expected"),
        ({"sections": [{"level": 1, "numeral": "I", "heading": "A", "page": 3}]}, "sections[0].page: page 3 has no text"),
        ({"dates": ["2021-13-1"]}, "dates[0]: unknown: '2021-13-1'"),
        ({"citations": [{"mood": 1}]}, "citations[0]: unknown"),
        ({"document_2": {"header": {"mood": 1}}}, "document_2.header.mood: unknown column"),
    ],
)
def test_transcripts(tmp_path: Path, data: Any, key: str) -> None:
    gold = read_gold(write(tmp_path / "kh.json", {"file": "kh.pdf", "text": {"1": "KẾ HOẠCH"}} | data))
    assert gold is not None and gold.kind == "transcript"
    assert [key in error.message() for error in gold.errors] == [True]


def test_null_is_not_recorded_in_a_transcript_and_stated_in_tables(tmp_path: Path) -> None:
    header = {"number": None, "place": "Huế"}
    transcript = read_gold(write(tmp_path / "a.json", {"text": {"1": "x"}, "header": header, "dates": None}))
    tables = read_gold(write(tmp_path / "b.json", {"document": header}))
    assert transcript and tables
    assert dict(transcript.papers[0].fields) == {"place": "Huế"} and "dates" not in transcript.papers[0].tables
    assert dict(tables.papers[0].fields) == header


def test_a_seed_names_its_offsets_and_its_range_has_two_ends(tmp_path: Path) -> None:
    write(tmp_path / "s.txt", "giai đoạn 2021-2025")
    row = {"raw": "2021-2025", "start": 9, "end": 18, "date": "2021/2025", "precision": "range"}
    gold = read_gold(write(tmp_path / "s.truth.json", {"file": "s.txt", "offsets": "…", "document": {}, "dates": [row]}))
    assert gold is not None and gold.kind == "seed"
    assert (gold.papers[0].tables["dates"][0]["date"], gold.papers[0].tables["dates"][0]["date_end"]) == ("2021", "2025")
    assert ["dates[0].start" in error.message() for error in gold.errors] == [True]


def test_other_files_are_passed_over_and_broken_ones_named(tmp_path: Path) -> None:
    write(tmp_path / "run.json", {"state": "complete", "files": []})
    write(tmp_path / "list.json", [1, 2])
    write(tmp_path / "broken.json", '{"document": {')
    write(tmp_path / "deep.json", "[" * 200_000)
    write(tmp_path / "good.expected.json", {"document": {"place": "Huế"}})
    (tmp_path / "good.txt").write_text("KẾ HOẠCH", "utf-8")
    found = list(find_gold(tmp_path))
    assert [Path(error.where).name for error in found if isinstance(error, KehoachError)] == ["broken.json", "deep.json"]
    assert [gold.document and gold.document.name for gold in found if isinstance(gold, Gold)] == ["good.txt"]


JUNK: tuple[Any, ...] = (None, 5, -1.5, True, "x", "", [], {}, [1, "a"], {"a": 1}, [[]], [None], float("inf"), "9" * 50)


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths to all values within a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [above] * bool(above) + [path for key, member in inner for path in places(member, (*above, key))]


TRANSCRIPT = {
    "file": "kh.pdf",
    "pages_total": 2,
    "text": {"1": "KẾ HOẠCH số 5"},
    "header": {"number": "5", "date": "2021-02-03", "day_handwritten": True},
    "signer": {"name": "Lê A; Trần B", "authority": "KT.", "authority_all": ["TM.", "KT."], "role_lines": ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]},
    "recipients": ["Như trên"],
    "sections": [{"level": 1, "numeral": "I", "heading": "MỤC ĐÍCH", "page": 1}],
    "citations": [{"raw": "Luật A ngày 1/2/2020", "number_symbol": None, "date": "2020-02-01", "page": 1}],
    "percentages": [{"raw": "5%", "value": 5, "comparator": "="}],
    "document_2": {"header": {"number": "6"}, "signer": {"name": "Vũ C"}},
}


@pytest.mark.parametrize("seed", range(40))
def test_junk_anywhere_is_a_complaint_never_a_traceback(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    sample = json.loads((SAMPLES / "phuyen-thpt-2017.expected.json").read_text("utf-8"))
    reading = Reading((ReadPaper(sample | {"document": sample["document"] | {"part": 1}}, {}),))
    for _ in range(10):
        data = copy.deepcopy(rng.choice([sample, TRANSCRIPT, sample | {"offsets": "…"}]))
        *way, last = rng.choice(places(data))
        inner = data
        for key in way:
            inner = inner[key]
        inner[last] = copy.deepcopy(rng.choice(JUNK))
        try:
            gold = read_gold(write(tmp_path / "kh.json", data))
        except GoldMismatch:
            continue
        if gold is not None:
            to_json(report_of([judge(gold, reading)], []))
