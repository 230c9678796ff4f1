"""The trained tagger of names: its file, whole, missing or damaged; what it is asked and where it is believed."""

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import models
from pipeline.errors import ModelDamaged, ModelMissing
from pipeline.extraction import crf, entities, tagging
from pipeline.extraction.crf import Field
from pipeline.extraction.entities import find_entities
from pipeline.extraction.gazetted import hints
from pipeline.extraction.tagging import Tagged
from pipeline.extraction.tokens import tokens


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty home of models; nothing loaded before."""
    (tmp_path / models.CARD).write_text("# Models\n")
    monkeypatch.setattr(models, "_HOMES", (tmp_path,))
    tagging._field.cache_clear()
    yield tmp_path
    tagging._field.cache_clear()


def test_a_missing_model_is_told(folder):
    with pytest.raises(ModelMissing):
        find_entities("Ở đây có Kim Long ghi nhận")


def test_a_damaged_model_is_told(folder):
    (folder / tagging.FILE).write_text("O\tB-ORG\n0\t0\t0\tx\n")
    models.register(folder)
    with pytest.raises(ModelDamaged):
        find_entities("Ở đây có Kim Long ghi nhận")


def test_rules_alone_need_no_model(folder):
    assert [e.raw for e in find_entities("Giao Sở Y tế chủ trì ở Kim Long", tagger=False)] == ["Sở Y tế", "Kim Long"]


def test_the_model_is_loaded_only_where_rules_leave_a_doubt():
    code = (
        "from pipeline.extraction import tagging; from pipeline.extraction.entities import find_entities; "
        "find_entities('Giao Sở Nội vụ tỉnh Gia Lai'); print(tagging._field.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "0\n"


def test_the_real_tagger_is_quiet(capfd):
    find_entities("Theo cụm dân cư Kim Long và vùng Bàu Sen ghi nhận")
    assert capfd.readouterr() == ("", "")


def _says(monkeypatch, *names):
    monkeypatch.setattr(entities, "tag", lambda words: list(names))


def test_likely_names_that_no_rule_told_are_taken(monkeypatch):
    _says(monkeypatch, Tagged(2, 4, "LOC", 0.99))
    assert [(e.label, e.raw) for e in find_entities("Theo cụm Kim Long ghi")] == [("LOC", "Kim Long")]
    _says(monkeypatch, Tagged(2, 4, "LOC", 0.5))
    assert find_entities("Theo cụm Kim Long ghi") == []


def test_foreign_words_numbers_and_classes_are_not(monkeypatch):
    _says(monkeypatch, Tagged(1, 3, "LOC", 1.0), Tagged(3, 4, "PER", 1.0))
    assert find_entities("Theo Cover Page 24/2018 Uỷ") == []
    _says(monkeypatch, Tagged(2, 5, "ORG", 1.0))
    assert [e.raw for e in find_entities("Giao các Sở Giao thông cùng Kim Long")] == []


def test_a_guessed_end_gives_way_to_a_further_one(monkeypatch):
    text = "Quỹ Phát huy sáng kiến làng"
    assert [e.raw for e in find_entities(text, tagger=False)] == ["Quỹ Phát huy"]
    _says(monkeypatch, Tagged(0, 5, "ORG", 0.9))
    assert [e.raw for e in find_entities(text + " Kim Long")] == ["Quỹ Phát huy sáng kiến", "làng Kim Long"]


def test_a_further_end_stops_before_the_next_name(monkeypatch):
    _says(monkeypatch, Tagged(0, 9, "ORG", 0.9))
    text = "Quỹ Phát huy sáng kiến Quỹ Phát huy Kim Long"
    end = 0
    for entity in find_entities(text):
        assert entity.start >= end
        end = entity.end


labels = st.sampled_from([("O", "B"), ("O", "B", "I")])
weights = st.floats(-9, 9).map(lambda weight: round(weight, crf.DECIMALS))


@given(labels, st.data())
def test_what_is_written_is_read_again(names, data):
    size = len(names)
    after = np.array(data.draw(st.lists(weights, min_size=size * size, max_size=size * size))).reshape(size, size)
    given_rows = data.draw(st.lists(st.lists(weights.filter(bool), min_size=size, max_size=size), min_size=1, max_size=4))
    field = Field(names, after, {f"w0={at}": at for at in range(len(given_rows))}, np.array(given_rows))
    again = crf.read(crf.written(field))
    assert again.labels == names and again.rows == field.rows
    assert np.allclose(again.after, after, atol=1e-6) and np.allclose(again.weights, field.weights, atol=1e-6)


@given(st.lists(st.lists(weights, min_size=3, max_size=3), min_size=1, max_size=5), st.lists(weights, min_size=9, max_size=9))
def test_best_labels_and_chances_are_those_of_counting_all(emitted, after):
    field = Field(("O", "B", "I"), np.array(after).reshape(3, 3), {}, np.zeros((0, 3)))
    given_scores = np.array(emitted)
    every = {}
    for path in np.ndindex(*[3] * len(emitted)):
        every[path] = sum(emitted[at][label] for at, label in enumerate(path)) + sum(field.after[a, b] for a, b in pairwise(path))
    found = tuple(field.labels.index(label) for label in crf.best(field, given_scores))
    assert every[found] == pytest.approx(max(every.values()))
    total = sum(np.exp(list(every.values())))
    first = sum(np.exp(score) for path, score in every.items() if path[0] == 1) / total
    assert crf.chances(field, given_scores)[0][1] == pytest.approx(first, abs=1e-6)


def test_features_are_of_the_words_and_their_neighbours():
    line = tokens("Vụ Pháp chế")
    assert tagging.features(line, hints(line))[1][:3] == ["w0=pháp", "w-1=vụ", "w+1=chế"]
