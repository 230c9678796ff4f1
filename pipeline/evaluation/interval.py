"""How sure a rate is that was counted on a few papers (khoảng tin cậy): Wilson's interval.

19 right of 20 is 95 %, and yet the papers to come may be read with 76 % or with 99 %: twenty rows say no more than that.

>>> [round(end, 3) for end in interval(19, 20)]
[0.764, 0.991]
>>> [round(end, 3) for end in interval(1900, 2000)]
[0.94, 0.959]
>>> interval(0, 0)
(0.0, 1.0)
"""

from __future__ import annotations

import math

DEVIATIONS = 1.96
"""Standard deviations to each side: 19 of 20 such intervals hold the true rate."""


def interval(right: int, of: int) -> tuple[float, float]:
    """Between which shares (0..1) the true rate lies, by Wilson (1927), where `right` of `of` were right."""
    if of == 0:
        return 0.0, 1.0
    share, square = right / of, DEVIATIONS**2 / of
    middle = (share + square / 2) / (1 + square)
    reach = math.sqrt(share * (1 - share) * square + square**2 / 4) / (1 + square)
    return max(0.0, middle - reach), min(1.0, middle + reach)
