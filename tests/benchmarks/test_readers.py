"""Each reader on one sample page: does the program run, and count?"""

import importlib.util
import itertools
import json
import shutil
import sys
from pathlib import Path

import pytest

from benchmarks import pages, reading, rivals, words
from benchmarks.spent import run

PAGE = pages.Item("tayninh", pages.SAMPLES / "tayninh-xa-2025.png", None, pages.expected_texts()["tayninh-xa-2025"])


def rival(name):
    found = next(rival for rival in rivals.all_rivals() if rival.name == name)
    if found.missing:
        pytest.skip(f"needs {found.missing}")
    return found


def test_tesseract_reads_most_words_and_costs_something(tmp_path):
    answer = rival("tesseract vie, 300 dpi").read(PAGE, tmp_path)
    lost, total = words.missed(PAGE.truth, answer.text)
    assert not answer.error
    assert lost < total / 4
    assert 0.05 < answer.spent.cpu < 60
    assert answer.spent.peak > 10 * 1024**2


def test_ocrmypdf_reads_most_words(tmp_path):
    answer = rival("OCRmyPDF").read(PAGE, tmp_path)
    lost, total = words.missed(PAGE.truth, answer.text)
    assert lost < total / 3
    assert answer.spent.cpu > 0.05


def test_a_rival_that_fails_says_so(tmp_path):
    answer = rivals.tesseract("vie", 300)(PAGE._replace(path=Path("not-there.png")), tmp_path)
    assert answer.error
    assert words.missed(PAGE.truth, answer.text) == (len(words.words(PAGE.truth)),) * 2


@pytest.mark.skipif(not shutil.which("tesseract"), reason="needs tesseract")
def test_warm_kehoach_counts_every_step():
    with reading.Warm() as warm:
        answer = warm.ask(pages.SAMPLES / "soctrang-snnptnt-2024.txt", None)
    assert answer["pages"] == 1
    assert {"imaging and layout", "restoration", "citations", "entities", "tables"} <= set(answer["cpu"])
    assert 0 < sum(answer["cpu"].values()) < 10
    assert words.missed(pages.expected_texts()["soctrang-snnptnt-2024"], answer["text"])[0] < 10


def test_words_missed_is_the_shared_measure():
    tool = pages.ROOT.parent / "shared" / "tools" / "missed_words.py"
    if not tool.exists():
        pytest.skip("../shared is not here")
    spec = importlib.util.spec_from_file_location("missed_words", tool)
    assert spec and spec.loader
    shared = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shared)
    texts = [*pages.expected_texts().values(), "Uỷ ban, HOÀ/hòa “quý” 98,5% ≥ 3 Ðức_x a+b", ""]
    for truth, other in itertools.pairwise(texts):
        assert words.words(truth) == shared.words(truth)
        assert words.missed(truth, other) == shared.missed(truth, other)


def test_items_have_words_and_files():
    for source in ("samples", "auto"):
        chosen = pages.items(source)
        assert len(chosen) >= 10
        assert all(item.path.exists() and words.words(item.truth) for item in chosen)


def test_cost_of_children_counts():
    burn = "sum(i * i for i in range(3_000_000)); b = bytearray(60_000_000); import time; time.sleep(0.1)"
    child = run([sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"])
    assert child.status == 0
    assert child.spent.cpu > 0.05
    assert child.spent.peak > child.spent.root + 50_000_000


def test_answers_are_json_lines():
    asked = json.dumps({"path": str(pages.SAMPLES / "soctrang-snnptnt-2024.txt"), "pages": None})
    answer = run([sys.executable, "-m", "benchmarks.warm"], env={"PYTHONPATH": str(pages.ROOT)}, given=asked + "\n")
    assert json.loads(answer.text)["pages"] == 1
