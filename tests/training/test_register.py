import pytest

from pipeline.training import register
from pipeline.vietnamese import tsv


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "citations.tsv").write_text(
        "item\turl\ttext\n"
        "1\t#\t(Điều 1 Nghị định số 12/2011/NĐ-CP Về tổ chức ngày 30/01/2011 của Chính phủ, có hiệu lực thi hành kể từ ngày 26/03/2011)\n"
        "1\t#\t(Điều 2 Nghị định số 12/2011/NĐ-CP, có hiệu lực thi hành kể từ ngày 26/03/2011)\n",
        "utf-8",
    )
    (folder / "legal.txt").write_text(
        "Căn cứ Thông tư số 01/2030/TT-BNV ngày 05/3/2030 của Bộ Nội vụ;\n"
        "theo Thông tư số 01/2030/TT-BNV ngày 05 tháng 3 năm 2030 quy định về lưu trữ;\n"
        "Căn cứ Thông tư số 02/2030/TT-BNV ngày 05/3/2030 của Bộ Nội vụ;\n"
        "theo Thông tư số 02/2030/TT-BNV ngày 06/3/2030 của Bộ Nội vụ.\n"
        "theo Thông tư số 02/2030/TT-BNV ngày 05/03/2030 về lưu trữ.\n"
        "Căn cứ Thông tư số 03/2030/TT-BNV ngày 05/3/2030 của Bộ Nội vụ;\n"
        "Thực hiện Kế hoạch số 93/KH-UBND ngày 12/4/2030 của Ủy ban nhân dân tỉnh;\n"
        "theo Kế hoạch số 93/KH-UBND ngày 12/4/2030.\n"
        "1. Thông tư này có hiệu lực thi hành kể từ ngày 01 tháng 5 năm 2032 và thay thế Thông tư số 01/2030/TT-BNV.\n"
        "2. Thông tư này thay thế khoản 1 Điều 2 Thông tư số 02/2030/TT-BNV.\n",
        "utf-8",
    )
    return folder


def _built(corpus, out):
    register.build([corpus], out)
    return {row["id"]: row for row in (dict(zip(register.COLUMNS, line.split("\t"), strict=True)) for line in _table(out))}


def _table(out):
    return [line for line in out.read_text("utf-8").splitlines() if not line.startswith(("#", "id\t"))]


def test_facts_that_agree_are_taken(corpus, tmp_path):
    rows = _built(corpus, tmp_path / "out.tsv")
    decree, circular = rows["NĐ 12/2011/NĐ-CP"], rows["TT 01/2030/TT-BNV"]
    assert (decree["date"], decree["effect"], decree["issuer"], decree["sources"]) == ("2011-01-30", "2011-03-26", "Chính phủ", "1")
    assert (circular["date"], circular["replaced_on"]) == ("2030-03-05", "2032-05-01")


def test_what_is_contradicted_told_once_or_a_province_s_is_left_out(corpus, tmp_path):
    rows = _built(corpus, tmp_path / "out.tsv")
    assert not [key for key in rows if key.startswith(("TT 02/", "TT 03/", "KH "))]


def test_same_corpus_same_bytes(corpus, tmp_path):
    _built(corpus, tmp_path / "one.tsv")
    _built(corpus, tmp_path / "two.tsv")
    assert (tmp_path / "one.tsv").read_bytes() == (tmp_path / "two.tsv").read_bytes()


def test_the_register_of_the_package_has_these_columns():
    assert tuple(tsv.rows("gazetteer/legal_documents.tsv")[0]) == register.COLUMNS
