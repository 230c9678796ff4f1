"""Image files (ảnh): PNG, JPEG, TIFF of several pages, BMP, WebP, the first frame of a GIF; upright, on white, in grey or colour.

The size is checked before a pixel is decoded. Whatever the file holds (1 bit, palette, 16 bit, CMYK, transparency) comes out as
uint8: grey (height, width) or colour (height, width, 3) in OpenCV's order blue, green, red. EXIF orientation (a telephone held
sideways) is applied. A resolution that would make the sheet smaller than a postcard or larger than A1 is none: cameras write 72.

>>> plausible_dpi((200, 200), 1654, 2339), plausible_dpi((72, 72), 4000, 3000), plausible_dpi(None, 100, 100)
(200, None, None)
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from pipeline.errors import DamagedFile, TooLarge
from pipeline.reading.limits import MAX_PIXELS, MAX_SIDE, exceeds_pixels

Pixels = np.ndarray[Any, np.dtype[np.uint8]]

_MULTI_PAGE = frozenset({"TIFF"})  # the further frames of a GIF, WebP or MPO are no pages


def page_count(path: Path) -> int:
    """Pages in the file: the frames of a TIFF, else 1. Raises TooLarge or DamagedFile."""
    with _opened(path) as image:
        return int(getattr(image, "n_frames", 1)) if image.format in _MULTI_PAGE else 1


def read_frame(path: Path, number: int) -> tuple[Pixels, int | None]:
    """The pixels of page `number` (from 1), grey or BGR, and its dots per inch where the file tells them credibly."""
    with _opened(path, number) as image:
        if image.format in _MULTI_PAGE and number > 1:
            image.seek(number - 1)
            _check_size(image, path, number)
        dpi = plausible_dpi(image.info.get("dpi"), *image.size)
        image.load()
        upright = ImageOps.exif_transpose(image) if image.getexif().get(0x0112, 1) != 1 else image
        return as_pixels(upright), dpi


@contextmanager
def _opened(path: Path, page: int | None = None) -> Iterator[Image.Image]:
    """An image whose size is within the limits; everything that Pillow may throw at a damaged file becomes a `KehoachError`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a bomb warning (our own limit is lower), odd metadata
        try:
            with Image.open(path) as image:
                _check_size(image, path, page)
                yield image
        except Image.DecompressionBombError as error:
            raise TooLarge(path, page=page, detail=f"more than {MAX_PIXELS:,} pixels") from error
        except (FileNotFoundError, PermissionError):
            raise
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, IndexError, struct.error) as error:
            raise DamagedFile(path, page=page) from error
        except (MemoryError, OverflowError) as error:
            raise TooLarge(path, page=page) from error


def _check_size(image: Image.Image, path: Path, page: int | None) -> None:
    width, height = image.size
    if exceeds_pixels(width, height):
        limit = f"the limit is {MAX_PIXELS:,} pixels, {MAX_SIDE:,} on a side"
        raise TooLarge(path, page=page, detail=f"{width:,} x {height:,} pixels, {limit}")


def plausible_dpi(dpi: object, width: int, height: int) -> int | None:
    """Dots per inch if they make a sheet between a postcard and A1, else None."""
    try:
        value = round(float(dpi[1]))  # type: ignore[index]
    except (TypeError, ValueError, IndexError, ZeroDivisionError, OverflowError):
        return None
    if not 50 <= value <= 1200:
        return None
    short, long = sorted((width / value, height / value))
    return value if short >= 2.5 and long <= 34 and not (value in (72, 96) and long > 17) else None


def as_pixels(image: Image.Image) -> Pixels:
    """Grey or BGR uint8 of any Pillow image; transparency on white."""
    mode = image.mode
    if mode.startswith("I") or mode == "F":
        return _from_deep(np.asarray(image))
    if mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or (image.mode in ("L", "RGB", "1") and "transparency" in image.info):
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("L" if mode in ("1", "L", "LA", "La") else "RGB")
    if image.mode in ("1", "L"):
        return np.array(image.convert("L"), dtype=np.uint8)
    pixels: Pixels = np.asarray(image.convert("RGB"), dtype=np.uint8)
    return np.ascontiguousarray(pixels[:, :, ::-1])


def _from_deep(values: np.ndarray[Any, Any]) -> Pixels:
    """16-bit, 32-bit and floating grey scaled to 8 bit: by the type's range for 16 bit, by what occurs for the rest."""
    deep = np.nan_to_num(values.astype(np.float32))
    highest = float(deep.max(initial=0.0))
    full = 65535.0 if values.dtype.kind in "iu" and highest > 255 else 1.0 if 0 < highest <= 1.0 and values.dtype.kind == "f" else 255.0
    full = max(full, highest) if highest > 65535 else full
    pixels: Pixels = np.clip(deep * (255.0 / full), 0, 255).astype(np.uint8)
    return pixels
