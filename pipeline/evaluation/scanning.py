"""What a copier, a scanner or a telephone does to a page (quét, chụp văn bản): four named levels, the same for the same seed.

Orders of damage follow the way of the paper: toner fades, the back shines through, the sheet lies askew (or is photographed
from the side), light falls unevenly, the lens blurs, the sensor adds noise, dust leaves specks, the file is made 1-bit or JPEG.

* `clean`: a good office scanner, 300 dpi.
* `light`: skew up to 0.7°, slight shadow, blur and noise, specks; 200 to 300 dpi. Most scans of offices.
* `worn`: skew up to 1.6°, faded toner, the back shining through, an edge shadow, a joining seal over line ends, 200 dpi.
* `hard`: a telephone's photo or a third copy: perspective, strong shadow, blur, 150 dpi.

>>> import numpy as np
>>> page = Image.new("RGB", (310, 440), "white")
>>> one, same = (scan(page, LEVELS["worn"], np.random.default_rng(3), dpi=36) for _ in range(2))
>>> one.image.mode, one.image.tobytes() == same.image.tobytes(), one.image.size
('RGB', True, (310, 440))
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from pipeline.document import Box, Line, Page, Paragraph, Word

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How much of each damage. Degrees, shares of the page, grey values of 255; blur in points."""

    dpi: int = 300
    skew: float = 0.0
    perspective: float = 0.0
    fade: float = 0.0
    bleed: float = 0.0
    shadow: float = 0.0
    edge: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    specks: int = 0
    tone: tuple[int, int, int] = (255, 255, 255)
    quality: int = 80
    join_seal: bool = False


LEVELS = {
    "clean": Level(noise=1.0, quality=88),
    "light": Level(
        skew=0.7, fade=0.1, bleed=0.02, shadow=0.04, edge=0.25, blur=0.10, noise=2.5, specks=40, tone=(252, 251, 248), quality=68,
    ),
    "worn": Level(
        dpi=200, skew=1.6, fade=0.4, bleed=0.08, shadow=0.12, edge=0.6, blur=0.17, noise=6.0, specks=260, tone=(244, 240, 230), quality=55,
        join_seal=True,
    ),
    "hard": Level(
        dpi=150, skew=2.4, perspective=0.025, fade=0.5, bleed=0.1, shadow=0.38, edge=0.5, blur=0.24, noise=9.0, specks=300,
        tone=(236, 230, 216), quality=38, join_seal=True,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scan:
    """The picture, and the matrix that takes a point of the paper (pixels) to its place in the picture."""

    image: Image.Image
    matrix: Matrix


def scan(
    page: Image.Image, level: Level, rng: np.random.Generator, *, dpi: float, mode: str = "colour", back: Image.Image | None = None
) -> Scan:
    """The page as scanned. `mode` is `colour`, `grey` or `bilevel`; `back` the black print of the other side (mask, ink 255)."""
    picture = page if mode == "colour" else page.convert("L")
    picture = _fade(picture, level, rng)
    if back is not None and level.bleed:
        picture = _bleed(picture, back, level)
    matrix = _placing(picture.size, level, rng)
    desk = tuple(int(v * (0.35 if level.perspective else 0.97)) for v in level.tone)
    inverse = np.linalg.inv(matrix)
    coefficients = (inverse / inverse[2, 2]).ravel()[:8].tolist()
    fill = desk if picture.mode == "RGB" else sum(desk) // 3
    picture = picture.transform(picture.size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC, fillcolor=fill)
    if level.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(level.blur * dpi / 72))
    values = _light(np.asarray(picture, dtype=np.float32), level, rng)
    if level.noise:
        values += rng.normal(0, level.noise, values.shape[:2] + (1,) * (values.ndim - 2)).astype(np.float32)
    done = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    _specks(done, level, rng, dpi)
    if mode == "bilevel":
        values = np.asarray(done, dtype=np.float32)
        threshold = 128 + 60 * level.shadow * (_field(done.size, rng, (7, 5)) - 0.5) + rng.normal(0, 4 + level.noise * 2, values.shape)
        done = Image.fromarray(values > threshold)
    return Scan(done, matrix)


def _field(size: tuple[int, int], rng: np.random.Generator, grid: tuple[int, int]) -> NDArray[np.float32]:
    """Smooth values 0..1 over the page."""
    coarse = Image.fromarray((rng.uniform(0, 1, grid) * 255).astype(np.uint8))
    values = np.asarray(coarse.resize(size, Image.Resampling.BICUBIC), dtype=np.float32)
    values = values / np.float32(255)
    return values


def _fade(picture: Image.Image, level: Level, rng: np.random.Generator) -> Image.Image:
    # Toner runs out in patches and along the drum; letters get pale and broken, not thin.
    if not level.fade:
        return picture
    patches = _field(picture.size, rng, (14, 9))
    grain = _field(picture.size, rng, (picture.height // 3, picture.width // 3))
    strength = level.fade * np.clip(patches * 1.5 - 0.45, 0, 1) * (0.5 + 0.5 * grain)
    values = np.asarray(picture, dtype=np.float32)
    strength = strength[..., None] if values.ndim == 3 else strength
    return Image.fromarray((255 - (255 - values) * (1 - strength)).astype(np.uint8))


def _bleed(picture: Image.Image, back: Image.Image, level: Level) -> Image.Image:
    ghost = ImageOps.mirror(back).resize(picture.size).filter(ImageFilter.GaussianBlur(picture.width / 900))
    values = np.asarray(picture, dtype=np.float32)
    veil = 1 - np.asarray(ghost, dtype=np.float32) / 255 * level.bleed
    return Image.fromarray((values * (veil[..., None] if values.ndim == 3 else veil)).astype(np.uint8))


def _placing(size: tuple[int, int], level: Level, rng: np.random.Generator) -> Matrix:
    width, height = size
    angle = np.radians(rng.uniform(0.35, 1.0) * level.skew * rng.choice([-1.0, 1.0]))
    middle = np.array([[1, 0, width / 2], [0, 1, height / 2], [0, 0, 1]])
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    tilt = np.eye(3)
    if level.perspective:
        tilt[2, :2] = rng.uniform(-1, 1, 2) * level.perspective / np.array([width, height]) * 2
        tilt[:2, :2] *= 0.94
    shift = np.eye(3)
    shift[:2, 2] = rng.uniform(-0.006, 0.006, 2) * width * (level.skew > 0)
    placed: Matrix = shift @ middle @ tilt @ turn @ np.linalg.inv(middle)
    return placed


def _light(values: NDArray[np.float32], level: Level, rng: np.random.Generator) -> NDArray[np.float32]:
    """Paper's tone, uneven light, dark edges of the lid."""
    height, width = values.shape[:2]
    tone = np.array(level.tone, dtype=np.float32) / 255
    light = 1 - level.shadow * np.clip(_field((width, height), rng, (4, 3)) * 1.3 - 0.2, 0, 1)
    if level.edge:
        x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
        y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
        side = x if rng.random() < 0.5 else 1 - x
        depth = float(rng.uniform(0.003, 0.012))
        light = light * (1 - level.edge * np.exp(-side / depth)) * (1 - level.edge * 0.6 * np.exp(-(1 - y) / (depth * 0.7)))
    lit: NDArray[np.float32] = values * light[..., None] * tone if values.ndim == 3 else values * light * tone.mean()
    return lit


def _specks(picture: Image.Image, level: Level, rng: np.random.Generator, dpi: float) -> None:
    scale = dpi / 200
    for _ in range(level.specks):
        radius = min(2.2, 0.4 + float(rng.exponential(0.45))) * scale
        x, y = rng.uniform(0, picture.width), rng.uniform(0, picture.height)
        grey = int(rng.uniform(20, 150))
        dot = Image.new(
            picture.mode, (max(1, round(radius * 2)), max(1, round(radius * 2 * rng.uniform(0.6, 1.2)))), (grey,) * len(picture.getbands())
        )
        picture.paste(dot, (int(x), int(y)))


def moved(page: Page, done: Scan) -> Page:
    """The true page with its boxes where they lie in the scan."""
    width, height = done.image.size

    def carry(box: Box) -> Box:
        corners = np.array([[x * width, y * height, 1.0] for x in (box.x0, box.x1) for y in (box.y0, box.y1)]).T
        x, y, w = done.matrix @ corners
        x, y = x / w / width, y / w / height
        return Box(float(x.min()), float(y.min()), float(x.max()), float(y.max()))

    def word(old: Word) -> Word:
        return Word(old.text, carry(old.box) if old.box else None)

    paragraphs = tuple(
        Paragraph(p.region, tuple(Line(tuple(word(w) for w in line.words)) for line in p.lines), p.continues, p.cell)
        for p in page.paragraphs
    )
    return Page(page.number, page.kind, paragraphs, width, height, page.dpi)
