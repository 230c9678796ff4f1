import pytest

from pipeline.gazetteer import districts, provinces


@pytest.mark.parametrize(
    ("phrase", "province", "found"),
    [
        ("huyện Vĩnh Thuận", None, ("Vĩnh Thuận", "huyện", "Kiên Giang")),
        ("Vĩnh Thuận", "Kiên Giang", ("Vĩnh Thuận", "huyện", "Kiên Giang")),
        ("VĨNH THUẬN", "An Giang", ("Vĩnh Thuận", "huyện", "Kiên Giang")),
        ("TP. Rạch Giá", None, ("Rạch Giá", "thành phố", "Kiên Giang")),
        ("Quận 1", None, ("1", "quận", "Hồ Chí Minh")),
        ("quận 01", "TP.HCM", ("1", "quận", "Hồ Chí Minh")),
        ("TX. Hồng Lĩnh", None, ("Hồng Lĩnh", "thị xã", "Hà Tĩnh")),
        ("Phan Rang - Tháp Chàm", None, ("Phan Rang-Tháp Chàm", "thành phố", "Ninh Thuận")),
        ("Châu Thành", None, None),
        ("huyện Châu Thành", "Tiền Giang", ("Châu Thành", "huyện", "Tiền Giang")),
        ("huyện Châu Thành, tỉnh Kiên Giang", None, ("Châu Thành", "huyện", "Kiên Giang")),
        ("Vĩnh Thuận,", None, ("Vĩnh Thuận", "huyện", "Kiên Giang")),
        ("Vĩnh Thuận", "Hà Nội", None),
        ("1", None, None),
        ("Kế hoạch", None, None),
        ("", None, None),
    ],
)
def test_find(phrase, province, found):
    unit = districts.find(phrase, province)
    assert (unit and (unit.name, unit.kind, unit.province)) == found


def test_every_district_lies_in_known_provinces_and_is_found_there():
    assert len(districts.districts()) == 725
    for unit in districts.districts():
        assert provinces.find(unit.province).name == unit.province
        assert provinces.since_2025(unit.province) == unit.province_2025
    lost = [unit for unit in districts.districts() if districts.find(unit.full_name, unit.province) is None]
    assert lost == []
