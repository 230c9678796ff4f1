"""Imaging of scanned pages: from what the scanner gave to black letters on white, upright and straight.

The only door to OpenCV. A page passes: `to_grey` (seal ink out, by colour) → `flatten` (shadow and paper tone out) → `binarise` →
`turn` and `straighten` by what `posture` tells, enlarged to the size of letters that Tesseract reads best. Every step leaves a clean
page as it is.
Arrays are numpy uint8, grey (height, width) or BGR (height, width, 3); sizes are pixels.

>>> page = np.full((400, 300), 255, np.uint8); page[100:120, 50:250] = 0
>>> int((binarise(page) == 255).sum()) == 20 * 200
True
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Numbers = NDArray[Any]
Frame = tuple[int, int, int, int]
"""A rectangle (x0, y0, x1, y1) in pixels."""

BODY_LETTER = 27.0
"""Median height in pixels of a small letter (x-height) at which Tesseract reads best: 14 pt at 300 dpi."""

EVEN_PAPER = 190
"""Grey of the darkest paper (2 % of the page, its rim left out) from which a page counts as light and even."""


@dataclass(frozen=True, slots=True)
class Components:
    """Connected black shapes of a binary page: one row a shape, pixels; `labels` maps each pixel to its row + 1 (0: white)."""

    x: Numbers
    y: Numbers
    width: Numbers
    height: Numbers
    area: Numbers
    labels: NDArray[np.int32]

    @property
    def right(self) -> Numbers:
        """Right edges (exclusive)."""
        return self.x + self.width

    @property
    def bottom(self) -> Numbers:
        """Bottom edges (exclusive)."""
        return self.y + self.height

    def __len__(self) -> int:
        return len(self.x)

    def painted(self, chosen: Numbers) -> Image:
        """The pixels (255) of the shapes with these indices."""
        picture: Image = np.zeros(self.labels.shape, np.uint8)
        if (self.width[chosen] * self.height[chosen]).sum(dtype=np.int64) + 2000 * len(chosen) > 0.5 * picture.size:
            colours = np.zeros(len(self) + 1, np.uint8)
            colours[chosen + 1] = 255
            return np.take(colours, self.labels, mode="clip", out=picture)  # there is nothing to clip: it spares numpy a copy
        for index in chosen.tolist():  # few and small, as on most pages: a tenth of the time
            place = slice(self.y[index], self.bottom[index]), slice(self.x[index], self.right[index])
            picture[place][self.labels[place] == index + 1] = 255
        return picture


def components(binary: Image) -> Components:
    """Connected shapes of a binary page (ink 255)."""
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(binary, 8, cv2.CV_32S, cv2.CCL_SPAGHETTI)
    rows = stats[1:]
    return Components(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], rows[:, 4], cast("NDArray[np.int32]", labels))


def is_bilevel(grey: Image) -> bool:
    """Whether a page holds only (nearly) black and white: a 1-bit scan, whose background needs no work."""
    histogram = np.bincount(grey[::3, ::3].ravel(), minlength=256)
    return bool(histogram[16:240].sum() < 0.002 * histogram.sum())


def to_grey(image: Image) -> Image:
    """Grey page without the ink of round seals. Red print elsewhere (a signer's rubber-stamped name, HỎA TỐC) stays."""
    if image.ndim == 2:
        return image
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    for x0, y0, x1, y1 in _red_seals(image):
        # Within a seal the brightest channel keeps what is black in all three and lets red ink go white.
        blue, green, red = cv2.split(image[y0:y1, x0:x1])
        grey[y0:y1, x0:x1] = cv2.max(cv2.max(blue, green), red)
    return cast(Image, grey)


def _red_seals(image: Image) -> list[Frame]:
    """Rectangles around discs of red ink: about as wide as high, 25-50 mm on A4."""
    small = _quarter(image)
    blue, green, red = cv2.split(small)
    ink = cv2.threshold(cv2.subtract(red, cv2.max(green, blue)), 28, 255, cv2.THRESH_BINARY)[1]
    if np.count_nonzero(ink) < 0.0008 * ink.size:
        return []
    side = small.shape[1] / 210.0  # pixels a millimetre, taking the page for A4
    # Where the pad took badly a ring has gaps; wider ones would join the seal to a name stamped in red below it.
    reach = max(3, round(3.0 * side)) | 1
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    found = components(cast(Image, closed))
    across, down = image.shape[1] / small.shape[1], image.shape[0] / small.shape[0]
    seals: list[Frame] = []
    for index in range(len(found)):
        width, height = found.width[index] / side, found.height[index] / side
        # Half a seal may lie over the page's edge (giáp lai): high enough, not wide enough.
        if 20 <= height <= 55 and 9 <= width <= 60:
            grow = round(1.5 * side)
            x0, y0 = max(0, int(found.x[index]) - grow), max(0, int(found.y[index]) - grow)
            x1, y1 = int(found.right[index]) + grow, int(found.bottom[index]) + grow
            seals.append((math.ceil(x0 * across), math.ceil(y0 * down), math.ceil(x1 * across), math.ceil(y1 * down)))
    return seals


def _quarter(image: Image) -> Image:
    """The image at a quarter of its width and height; a tiny one as it is."""
    if min(image.shape[:2]) < 8:
        return image
    return cast(Image, cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA))


def flatten(grey: Image) -> Image:
    """Shadow and dark paper out: each pixel against the paper around it. A page on even, light paper is given back as it is.

    On real scans with white paper the division costs more letters than it saves (290 words missed of 7,645 for 250).
    """
    if is_bilevel(grey):
        return grey
    # The paper: what remains when the strokes are eaten by their surroundings; found at a quarter of the size.
    small = _quarter(grey)
    reach = max(5, small.shape[1] // 60) | 1
    paper = cv2.dilate(small, np.ones((reach, reach), np.uint8))
    rim_y, rim_x = paper.shape[0] // 20, paper.shape[1] // 20
    if np.percentile(paper[rim_y : paper.shape[0] - rim_y, rim_x : paper.shape[1] - rim_x], 2) >= EVEN_PAPER:
        return grey
    paper = cv2.medianBlur(paper, min(reach, 255))
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    paper = np.maximum(paper, 60).astype(np.uint8)  # black borders of the scanner stay black
    even = cv2.divide(grey, paper, scale=245)
    black = min(float(np.percentile(even[::4, ::4], 1.0)), 90.0)
    table = np.clip((np.arange(256) - black) * 255.0 / (245 - black), 0, 255).astype(np.uint8)
    return cast(Image, cv2.LUT(even, table))


def binarise(grey: Image) -> Image:
    """Ink as 255 on 0, by Otsu's threshold kept within 90..190 (a page with little ink has no second hill)."""
    threshold, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    level = min(max(threshold, 90.0), 190.0)
    return cast(Image, ink if level == threshold else cv2.threshold(grey, level, 255, cv2.THRESH_BINARY_INV)[1])


def without_grain(grey: Image) -> Image:
    """The page without dots of a pixel or two: the grain of a dithered background."""
    return cast(Image, cv2.medianBlur(grey, 3))


def turn(image: Image, rotation: int) -> Image:
    """The page turned clockwise by 0, 90, 180 or 270 degrees."""
    codes = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    return cast(Image, cv2.rotate(image, codes[rotation])) if rotation else image


def straighten(grey: Image, degrees: float, scale: float) -> Image:
    """The page turned counter-clockwise by -`degrees` about its centre and enlarged by `scale` in one resampling, on white."""
    if abs(degrees) < 0.05:
        return enlarge(grey, scale)
    height, width = grey.shape[:2]
    size = (round(width * scale), round(height * scale))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, scale)
    matrix[0, 2] += (size[0] - width) / 2
    matrix[1, 2] += (size[1] - height) / 2
    return cast(Image, cv2.warpAffine(grey, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255.0,)))


def enlarge(grey: Image, scale: float) -> Image:
    """The page `scale` times as large (cubic), or smaller (area)."""
    if abs(scale - 1.0) < 0.03:
        return grey
    way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return cast(Image, cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way))


def rules(binary: Image, letter: float) -> tuple[Image, Image]:
    """Masks (255) of horizontal and of vertical ruled lines: runs of ink far longer than any stroke of a letter."""
    across = cv2.morphologyEx(binary, cv2.MORPH_OPEN, np.ones((1, round(5 * letter)), np.uint8))
    along = cv2.morphologyEx(binary, cv2.MORPH_OPEN, np.ones((round(4.5 * letter), 1), np.uint8))
    return cast(Image, across), cast(Image, along)


def without(grey: Image, ink: Image, reach: int = 1) -> Image:
    """The page with the pixels of `ink` and `reach` pixels around painted white."""
    if not ink.any():
        return grey
    wide = cv2.dilate(ink, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    return cast(Image, cv2.bitwise_or(grey, wide))


def circles(ink: Image, radius: tuple[float, float], unit: float) -> list[tuple[float, float, float]]:
    """Circles drawn in `ink` (255) as (x, y, radius) in pixels, for radii from, to; `unit` pixels become one for the search.

    Circles through three points of ink are tried (the same ones each time); one counts where ink lies along at least five sixths
    of it, so that a signature's loop does not.
    """
    small = cv2.resize(ink, (round(ink.shape[1] / unit), round(ink.shape[0] / unit)), interpolation=cv2.INTER_AREA) > 60
    rows, columns = np.nonzero(small)
    if len(rows) < 60:
        return []
    chance = np.random.default_rng(7)
    first = chance.integers(0, len(rows), 6000)
    # The others from the neighbourhood in reading order: ink of one ring stands within its height.
    spread = max(30, len(rows) // 4)
    second, third = (np.clip(first + chance.integers(-spread, spread, 6000), 0, len(rows) - 1) for _ in range(2))
    with np.errstate(all="ignore"):
        found = _through(columns, rows, first, second, third)
        found = found[np.isfinite(found).all(axis=1) & (found[:, 2] > radius[0] / unit) & (found[:, 2] < radius[1] / unit)]
    near = cv2.dilate(small.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    rings: list[tuple[float, float, float]] = []
    share = _share_of_ink(near, found)
    for index in np.argsort(-share):
        x, y, size = (float(v) * unit for v in found[index])
        if share[index] < 5 / 6 or len(rings) == 6:
            break
        if all(math.hypot(x - other[0], y - other[1]) > other[2] for other in rings):
            rings.append((x, y, size))
    return rings


def _through(columns: Numbers, rows: Numbers, first: Numbers, second: Numbers, third: Numbers) -> Numbers:
    """Circles (x, y, radius) through three points each; not finite where the points lie on a line."""
    ax, ay, bx, by, cx, cy = (v[k].astype(float) for k in (first, second, third) for v in (columns, rows))
    area = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
    a, b, c = ax**2 + ay**2, bx**2 + by**2, cx**2 + cy**2
    x = (a * (by - cy) + b * (cy - ay) + c * (ay - by)) / area
    y = (a * (cx - bx) + b * (ax - cx) + c * (bx - ax)) / area
    return np.stack([x, y, np.hypot(ax - x, ay - y)], axis=1)


def _share_of_ink(near: Numbers, found: Numbers) -> Numbers:
    """For each circle the share of 72 points on it that lie on ink; points off the page count as none."""
    turns = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    columns = (found[:, :1] + found[:, 2:] * np.cos(turns)).round().astype(int)
    rows = (found[:, 1:2] + found[:, 2:] * np.sin(turns)).round().astype(int)
    inside = (columns >= 0) & (columns < near.shape[1]) & (rows >= 0) & (rows < near.shape[0])
    hit = near[np.clip(rows, 0, near.shape[0] - 1), np.clip(columns, 0, near.shape[1] - 1)] & inside
    return cast(Numbers, hit.mean(axis=1))


def smear(x0: Numbers, y0: Numbers, x1: Numbers, y1: Numbers, shape: tuple[int, int], unit: float, gap: float, walls: Image) -> Components:
    """Rectangles painted on a small page (`unit` pixels become one) and joined across gaps of up to `gap` pixels; `walls` part them.

    Gives the joined shapes; coordinates are in units.
    """
    height, width = math.ceil(shape[0] / unit) + 2, math.ceil(shape[1] / unit) + 2
    small = np.zeros((height, width), np.uint8)
    for left, top, right, bottom in zip(x0 / unit, y0 / unit, x1 / unit, y1 / unit, strict=True):
        small[int(top) : max(int(bottom), int(top) + 1), int(left) : max(int(right), int(left)) + 1] = 255
    joined = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((1, max(1, round(gap / unit))), np.uint8))
    if walls.any():
        wall = cv2.resize(walls, (round(shape[1] / unit), round(shape[0] / unit)), interpolation=cv2.INTER_AREA) > 0
        joined[: wall.shape[0], : wall.shape[1]][wall] = 0
    return components(cast(Image, joined))


def rooms(across: Image, along: Image, letter: float) -> list[tuple[Frame, list[Frame]]]:
    """Ruled tables and boxes: (frame, cells), each (x0, y0, x1, y1) in pixels. A cell is a white room within a frame of rules."""
    if not along.any():
        return []
    unit = letter / 4
    size = (math.ceil(across.shape[1] / unit), math.ceil(across.shape[0] / unit))
    level = (across.shape[0] / size[1]) * 0.1
    flat = cv2.resize(across, size, interpolation=cv2.INTER_AREA) > level
    up = cv2.resize(along, size, interpolation=cv2.INTER_AREA) > level
    # Scanned rules are broken and stop short of one another: bridge about one letter along each.
    flat = cv2.morphologyEx(flat.astype(np.uint8) * 255, cv2.MORPH_CLOSE, np.ones((3, 9), np.uint8))
    up = cv2.morphologyEx(up.astype(np.uint8) * 255, cv2.MORPH_CLOSE, np.ones((9, 3), np.uint8))
    grid = cv2.dilate(cv2.bitwise_or(flat, up), np.ones((3, 3), np.uint8))
    frames = components(cast(Image, grid))
    tables = []
    for index in range(len(frames)):
        x, y, width, height = (int(v[index]) for v in (frames.x, frames.y, frames.width, frames.height))
        if width < 36 or height < 12:
            continue
        part = frames.labels[y : y + height, x : x + width] == index + 1
        inside = components(cast(Image, (~part).astype(np.uint8) * 255))
        cells = []
        for cell in range(len(inside)):
            left, top, right, bottom = (int(v[cell]) for v in (inside.x, inside.y, inside.right, inside.bottom))
            edge = left == 0 or top == 0 or right == width or bottom == height
            if not edge and right - left >= 6 and bottom - top >= 5:
                cells.append((left, top, right, bottom))
        if cells:
            scaled = [tuple(round(v * unit) for v in (x + a - 1, y + b - 1, x + c + 1, y + d + 1)) for a, b, c, d in cells]
            frame = tuple(round(v * unit) for v in (x, y, x + width, y + height))
            tables.append((cast("tuple[int, int, int, int]", frame), cast("list[tuple[int, int, int, int]]", scaled)))
    return tables


def save(picture: Image, path: Path) -> None:
    """Write a picture for the engine; `.pgm` costs no compression. Raises OSError where it cannot be written."""
    if not cv2.imwrite(str(path), picture):
        raise OSError(f"cannot write {path}")


def framed(picture: Image, margin: int) -> Image:
    """The picture with a white margin of that many pixels around."""
    return cast(Image, cv2.copyMakeBorder(picture, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(255.0,)))
