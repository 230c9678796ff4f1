"""The tile map of Việt Nam (bản đồ ô): one square of equal size a province, placed so that neighbours stay neighbours.

A map of true areas shows Gia Lai ten times as large as Hưng Yên, and Hưng Yên's plans cannot be seen; squares show each unit alike. Two
layouts lie in `tiles.tsv`: the 34 provinces of today and the 63 before 1 July 2025. Huế and Thừa Thiên Huế are one square then.

>>> drawn = tile_map({"Cà Mau": 12, "Huế": 1, "Bộ Công an": 2}, "now")
>>> [(tile.name, tile.count, tile.shade) for tile in drawn.tiles if tile.count]
[('Huế', 1, 1), ('Cà Mau', 12, 5)]
>>> drawn.elsewhere
{'Bộ Công an': 2}
>>> len(drawn.tiles), len(tile_map({}, "then").tiles), shade_starts(12)
(34, 63, (1, 3, 6, 9))
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

from pipeline.vietnamese.tsv import rows

Era = Literal["now", "then"]
"""The provinces of today, or those before 1 July 2025."""

SIDE, HEIGHT, GAP = 66, 46, 4
"""A tile in units of the picture, and the gap between two."""

SHADES = 5
"""Steps of colour above 'none'."""

_SAME_TILE = {"then": {"Huế": "Thừa Thiên Huế"}, "now": {"Thừa Thiên Huế": "Huế"}}


class Tile(NamedTuple):
    """A province's square: its place in the picture, the lines of its label, the number shown and its step of colour (0 to 5)."""

    name: str
    x: int
    y: int
    label: tuple[str, ...]
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks of a row
    shade: int


class TileMap(NamedTuple):
    """The picture: its size, the squares from north to south, (step of colour, smallest number) for the legend, what has no square."""

    width: int
    height: int
    tiles: tuple[Tile, ...]
    legend: tuple[tuple[int, int], ...]
    elsewhere: dict[str, int]


@cache
def _places(era: Era) -> dict[str, tuple[int, int, tuple[str, ...]]]:
    return {
        row["name"]: (int(row["column"]), int(row["row"]), tuple(row["label"].split("|")))
        for row in rows("web/drawing/tiles.tsv")
        if row["set"] == era
    }


def tile_map(counts: Mapping[str, int], era: Era) -> TileMap:
    """The map for a number per province; names that have no tile of that time are in `elsewhere`."""
    places = _places(era)
    on_tiles: dict[str, int] = {}
    elsewhere: dict[str, int] = {}
    for name, count in counts.items():
        tile = _SAME_TILE[era].get(name, name)
        there = on_tiles if tile in places else elsewhere
        there[tile] = there.get(tile, 0) + count
    steps = shade_starts(max(on_tiles.values(), default=0))
    tiles = tuple(
        Tile(name, column * (SIDE + GAP), row * (HEIGHT + GAP), label, on_tiles.get(name, 0), _shade(on_tiles.get(name, 0), steps))
        for name, (column, row, label) in places.items()
    )
    legend = tuple((_shade(start, steps), start) for start in steps)
    return TileMap(max(tile.x for tile in tiles) + SIDE, max(tile.y for tile in tiles) + HEIGHT, tiles, legend, elsewhere)


def shade_starts(largest: int) -> tuple[int, ...]:
    """The smallest number of each step of colour: 1, then growing so that small numbers can be told apart."""
    if largest <= SHADES:
        return tuple(range(1, largest + 1))
    return tuple(sorted({1, *(max(1, round(largest * (step / SHADES) ** 1.5)) for step in range(1, SHADES))}))


def _shade(count: int, steps: tuple[int, ...]) -> int:
    reached = sum(count >= start for start in steps)
    if len(steps) < 2:
        return reached * (SHADES - 1)
    return 1 + round((reached - 1) * (SHADES - 1) / (len(steps) - 1)) if reached else 0
