"""The level of a body, by its name, the one above it, and the province."""

from __future__ import annotations

import pytest

from pipeline.archive.index.levels import level_of

CASES: list[tuple[str | None, str | None, str | None, str | None]] = [
    ("Thị ủy Gò Công", "Tiền Giang", "Tỉnh ủy Tiền Giang", "huyện"),
    ("Thành ủy Rạch Giá", "Kiên Giang", "Tỉnh ủy Kiên Giang", "huyện"),
    ("Thành ủy Rạch Giá", "Kiên Giang", "Tỉnh ủy", "huyện"),
    ("Ủy ban nhân dân thành phố Thủ Đức", "Hồ Chí Minh", None, "huyện"),
    ("Tỉnh ủy Kiên Giang", None, None, "tỉnh"),
    ("Ban Chấp hành Trung ương", None, None, "trung ương"),
    ("Trường THPT Thị xã Quảng Trị", "Quảng Trị", "Sở Giáo dục và Đào tạo Quảng Trị", "tỉnh"),
    ("Thành ủy", "Hà Nội", None, "tỉnh"),
    ("Thành ủy Hồ Chí Minh", "Hồ Chí Minh", None, "tỉnh"),
    ("Ủy ban nhân dân thành phố Huế", "Thừa Thiên Huế", None, "huyện"),
    ("Ủy ban nhân dân thành phố Huế", "Huế", None, "tỉnh"),
    ("Ủy ban nhân dân Thành phố", "Hồ Chí Minh", None, "tỉnh"),
    ("Ủy ban nhân dân thành phố", "Kiên Giang", None, "huyện"),
    ("Sở Y tế", "Kiên Giang", "Ủy ban nhân dân tỉnh", "tỉnh"),
    ("Phòng Y tế", "Kiên Giang", "Ủy ban nhân dân huyện Gò Quao", "huyện"),
    ("Ủy ban nhân dân thị trấn Minh Lương", "Kiên Giang", "huyện Châu Thành", "xã"),
    ("Bộ Nội vụ", None, None, "trung ương"),
    ("Ban Tuyên giáo Trung ương", None, None, "trung ương"),
    ("Bộ Chính trị", None, None, "trung ương"),
    ("Sở Lao động - Thương binh và Xã hội", "Kiên Giang", None, "tỉnh"),
    ("Đảng ủy xã Tân Hội", "Kiên Giang", "Huyện ủy Tân Hiệp", "xã"),
    ("Sở Nội vụ", "Hồ Chí Minh", "Ủy ban nhân dân thành phố Hồ Chí Minh", "tỉnh"),
    ("Ủy ban nhân dân quận 1", "Hồ Chí Minh", "Ủy ban nhân dân thành phố Hồ Chí Minh", "huyện"),
    ("Ủy ban nhân dân phường Bến Thành", "Hồ Chí Minh", None, "xã"),
    ("Ban Quản lý dự án thành phố Rạch Giá", "Kiên Giang", None, "huyện"),
    (None, None, None, None),
    ("Ủy ban nhân dân thành phố Rạch Giá", None, None, "huyện"),
    ("Viện kiểm sát nhân dân tối cao", None, None, "trung ương"),
    ("Đài Phát thanh và Truyền hình tỉnh", None, None, "tỉnh"),
    ("Công an thành phố Đà Nẵng", None, "Bộ Công an", "tỉnh"),
    ("Công an tỉnh Nghệ An", None, "Bộ Công an", "tỉnh"),
]
"""Issuer, province, the body above it; the level."""


@pytest.mark.parametrize(("issuer", "province", "parent", "level"), CASES)
def test_levels(issuer: str | None, province: str | None, parent: str | None, level: str | None) -> None:
    assert level_of({"issuer": issuer, "issuer_parent": parent, "district": None, "province": province}) == level


def test_a_district_of_the_letterhead_tells_it() -> None:
    paper = {"issuer": "Phòng Y tế", "issuer_parent": None, "district": "Gò Quao", "province": "Kiên Giang"}
    assert level_of(paper) == "huyện"
