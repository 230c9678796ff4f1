"""Scans: the same bytes for the same seed, boxes that follow the page, levels that get harder."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.evaluation import handwriting, printing, scanning, simulate, stamps
from pipeline.evaluation.plan import Plan, plan_of
from pipeline.evaluation.typeset import typeset

from .test_typeset import paper


def plan(body: str = "Một đoạn văn bản ngắn để thử.", **changes: object) -> Plan:
    return plan_of("kh", paper(body, **changes) | {"style": {"number_by_hand": True, "day_by_hand": True}})


@pytest.mark.parametrize("level", sorted(scanning.LEVELS))
@pytest.mark.parametrize("mode", ["colour", "grey", "bilevel"])
def test_same_seed_same_picture(level: str, mode: str) -> None:
    job = simulate.Job(level=level, mode=mode, dpi=60, seed=4)
    one, same = (next(iter(simulate.scan_pages(plan(), typeset(plan()), job))) for _ in range(2))
    assert one.image.tobytes() == same.image.tobytes()
    assert one.image.mode == {"colour": "RGB", "grey": "L", "bilevel": "1"}[mode]
    other = next(iter(simulate.scan_pages(plan(), typeset(plan()), simulate.Job(level=level, mode=mode, dpi=60, seed=5))))
    assert other.image.tobytes() != one.image.tobytes()


@pytest.mark.parametrize("level", sorted(scanning.LEVELS))
def test_boxes_follow_the_page(level: str) -> None:
    # It is dark inside the moved boxes of body words and lighter in the strip between that line and the next.
    sheets = typeset(plan("ĐOÀN KẾT " * 40))
    done = next(iter(simulate.scan_pages(plan(), sheets, simulate.Job(level=level, mode="grey", dpi=100, seed=1))))
    grey = 255 - np.asarray(done.image, dtype=float)
    height, width = grey.shape
    inside, below = [], []
    for paragraph in done.truth.paragraphs:
        if paragraph.region == "body":
            for word in (word for line in paragraph.lines for word in line.words):
                assert word.box is not None
                x0, y0, x1, y1 = (v * s for v, s in zip(word.box, (width, height, width, height), strict=True))
                inside.append(grey[int(y0) + 3 : int(y1) - 3, int(x0) : int(x1)].mean())
                below.append(grey[int(y1) : int(y1) + 3, int(x0) : int(x1)].mean())
    assert np.mean(inside) > np.mean(below) + 20


def test_harder_levels_lose_contrast() -> None:
    def contrast(level: str) -> float:
        job = simulate.Job(level=level, mode="grey", dpi=100, seed=2)
        values = np.asarray(next(iter(simulate.scan_pages(plan(), typeset(plan("Thi đua. " * 60)), job))).image, dtype=float)
        return float(np.percentile(values, 60) - np.percentile(values, 1))

    clean, light, worn, hard = (contrast(level) for level in ("clean", "light", "worn", "hard"))
    assert clean > light > max(worn, hard)


def test_every_digit_can_be_written_by_every_hand() -> None:
    for seed in range(12):
        mask = handwriting.draw("0123456789ab", 30, np.random.default_rng(seed))
        box = mask.getbbox()
        assert box is not None and box[0] > 0 and box[1] > 0 and box[2] < mask.width and box[3] < mask.height
        assert handwriting.sign(80, np.random.default_rng(seed)).getbbox() is not None


def test_hands_differ() -> None:
    shapes = {hashlib.sha256(handwriting.draw("147", 30, np.random.default_rng(seed)).tobytes()).hexdigest() for seed in range(20)}
    assert len(shapes) == 20


def test_seal_is_red_and_leaves_print_visible() -> None:
    (sheet,) = typeset(plan())
    rng = np.random.default_rng(0)
    with_seal = np.asarray(printing.paper(sheet, 72, rng), dtype=int)
    red = (with_seal[..., 0] - with_seal[..., 1] > 60).sum()
    without = np.asarray(printing.paper(sheet, 72, np.random.default_rng(0), seals=False), dtype=int)
    assert red > 300 and (without[..., 0] - without[..., 1] > 60).sum() == 0
    assert (with_seal.sum(axis=2) <= without.sum(axis=2) + 3).mean() > 0.99


def test_stamps_of_any_length() -> None:
    for text in ("SỞ Y", "BAN QUẢN LÝ KHU KINH TẾ VÀ CÁC KHU CÔNG NGHIỆP TỈNH THỪA THIÊN HUẾ"):
        assert stamps.seal(text, 90, np.random.default_rng(1)).getbbox() is not None
    assert stamps.frame("HỎA TỐC", 20, np.random.default_rng(1)).getbbox() is not None


@pytest.mark.parametrize(
    ("format", "mode"),
    [
        ("pdf", "colour"),
        ("pdf", "bilevel"),
        ("tiff", "bilevel"),
        ("tiff", "grey"),
        ("png", "grey"),
        ("jpeg", "colour"),
        ("pdf-text", "colour"),
        ("text", "colour"),
    ],
)
def test_formats_are_written_the_same_twice(tmp_path: Path, format: str, mode: str) -> None:
    job = simulate.Job(format=format, mode=mode, dpi=50, seed=3)
    one, same = (simulate.simulate(plan(), tmp_path / name, job) for name in "ab")
    assert one.read_bytes() == same.read_bytes()
    assert one.with_name("kh.expected.json").is_file()
    if format in {"png", "jpeg", "tiff"}:
        with Image.open(one) as picture:
            assert round(float(picture.info["dpi"][0])) == 50
