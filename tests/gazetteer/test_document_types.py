import pytest

from pipeline.gazetteer import document_types


@pytest.mark.parametrize(
    ("abbreviation", "party", "name"),
    [
        ("KH", False, "Kế hoạch"),
        ("QĐ", False, "Quyết định"),
        ("NĐ", False, "Nghị định"),
        ("TT", False, "Thông tư"),
        ("TT", True, "Thông tri"),
        ("CT", False, "Chỉ thị"),
        ("CTr", False, "Chương trình"),
        ("TTr", False, "Tờ trình"),
        ("TTLT", False, "Thông tư liên tịch"),
        ("KL", True, "Kết luận"),
        ("QĐ", True, "Quyết định"),
        ("HD", True, "Hướng dẫn"),
        ("HĐ", False, "Hợp đồng"),
        ("UBND", False, None),
        ("", False, None),
        ("CTTR", True, None),
    ],
)
def test_by_abbreviation(abbreviation, party, name):
    kind = document_types.by_abbreviation(abbreviation, party)
    assert (kind and kind.name) == name


@pytest.mark.parametrize(
    ("name", "abbreviation"),
    [("KẾ HOẠCH", "KH"), ("Nghị định", "NĐ"), ("Thông tư  liên tịch", "TTLT"), ("Công văn", ""), ("Bản thoả thuận", "BTT"), ("Thư", None)],
)
def test_by_name(name, abbreviation):
    kind = document_types.by_name(name)
    assert (kind.abbreviation if kind else None) == abbreviation


def test_names_longest_first_and_all_found():
    names = document_types.names()
    assert list(map(len, names)) == sorted(map(len, names), reverse=True)
    assert all(document_types.by_name(name).name == name for name in names)
    assert names.index("Nghị quyết liên tịch") < names.index("Nghị quyết")


def test_families():
    assert {kind.family for kind in document_types.document_types()} == {"administrative", "normative", "party"}
    assert document_types.by_name("Chỉ thị", party=True).family == "party"
