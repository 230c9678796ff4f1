"""Round numbers along an axis.

>>> ticks(0, 97)
[0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
>>> ticks(0, 3)
[0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
>>> ticks(0.2, 0.9)
[0.2, 0.4, 0.6, 0.8, 1.0]
>>> ticks(5, 5), len(ticks(-1e308, 1e308)) < 12
([4.0, 4.5, 5.0, 5.5, 6.0], True)
"""

from __future__ import annotations

import math

_STEPS = (1, 2, 5, 10)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers from at most `low` to at least `high`, about so many."""
    low, high = (max(-1e300, min(1e300, number)) for number in (low, high))
    if high <= low:
        low, high = low - 1, high + 1
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * power for unit in _STEPS if unit * power >= rough * 0.8)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [float(f"{number * step:.12g}") for number in range(first, last + 1)]
