"""Learning to tag names: what is learned from, what is barred, a small model that is loaded again, the same bytes."""

import json
import lzma

import pytest

from pipeline.extraction.tokens import tokens
from pipeline.training import names
from pipeline.vietnamese.tsv import rows

SENTENCES = [
    "Giao Sở Y tế chủ trì, phối hợp với Sở Tài chính tham mưu Ủy ban nhân dân tỉnh quyết định.",
    "Theo đề nghị của Vụ trưởng Vụ Pháp chế và Cục trưởng Cục Bảo vệ thực vật;",
    "Bộ Tài chính báo cáo Chính phủ trước ngày 30 tháng 6 hàng năm theo quy định.",
    "Đồng chí Nguyễn Văn An làm việc tại huyện Vĩnh Thuận, tỉnh Kiên Giang từ năm nay.",
    "Các cơ quan, đơn vị có liên quan chịu trách nhiệm thi hành quyết định này kể từ ngày ký.",
]


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """A corpus of a few sentences, each with its own number, that is learned from as a whole."""
    monkeypatch.setattr(names, "STRETCHES", {})
    monkeypatch.setattr(names, "LEAST", 1)
    monkeypatch.setattr(names, "ITERATIONS", 30)
    folder = tmp_path / "corpus"
    folder.mkdir()
    barred = int(next(row["part"] for row in rows("training/names_held_out.tsv") if row["corpus"] == "train_legal").partition("-")[0])
    lines = [f"Lần {n}: {sentence}" for n in range(40) for sentence in SENTENCES]
    assert len(lines) < barred
    (folder / "train_legal.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_a_model_learns_and_is_the_same_again(corpus, tmp_path, capfd):
    cards = [names.train([corpus], tmp_path / f"{name}.crf") for name in "ab"]
    assert (tmp_path / "a.crf").read_bytes() == (tmp_path / "b.crf").read_bytes() and cards[0] == cards[1]
    assert cards[0]["ORG"] > 100 and cards[0]["sentences"] > 100
    assert capfd.readouterr() == ("", "")


def test_only_sentences_whose_names_are_sure_are_learned_from():
    assert names.marked("Giao Sở Y tế chủ trì.").names == [(1, 4, "ORG")]
    assert names.marked("Quỹ Phát huy sáng kiến trong nước thuộc về mọi người") is None  # where the name ends is guessed
    assert names.marked("Ở đây ông Blarg Wumpf và Quux Frob cùng làm việc") is None  # capitals that nothing explains


def test_gold_and_its_gazette_documents_are_barred(tmp_path):
    barred = next(row["part"] for row in rows("training/names_held_out.tsv") if row["corpus"] == "congbao")
    line = "Bộ trưởng Bộ Y tế quyết định mức chi cho Trung tâm Y tế huyện Vĩnh Thuận."
    with lzma.open(tmp_path / "congbao.docs.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"id": barred, "title": "", "text": line}) + "\n")
    (tmp_path / "train_legal.txt").write_text(line, encoding="utf-8")  # the gazette is also part of the legal texts
    assert list(names.sentences([tmp_path])) == []


def test_all_gold_is_barred():
    """The table of what is barred covers every passage of the gold of names."""
    from names import SIDES
    from names import rows as gold

    barred = names._barred([])
    for side in SIDES:
        for row in gold(side):
            corpus, _, key = row["source"].partition(":")
            assert key in barred["documents"] if corpus == "congbao" else int(key) in barred[corpus]


def test_a_part_of_the_names_is_hidden_from_the_gazetteers():
    line = tokens("Cục Bảo vệ thực vật và Cục Thú y, Vụ Pháp chế, Sở Y tế, Bộ Tài chính, Tổng cục Thuế và Trung tâm Tin học")
    hidden = names._hidden(names.Sentence(line, [(at, at + 1, "ORG") for at in range(len(line))]))
    assert 0 < len(hidden) < len(line)
