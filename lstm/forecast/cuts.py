"""How a series is cut into the steps that the network reads: its seasons, or patches where it has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lstm.arrays import Array

ORIGINS = 8  # newest ends of seasons from which the past is forecast again, to learn from what was missed
PATCHES = (12, 8, 6, 4, 3, 2, 1)  # lengths tried for data without a season
SHORTER, REACH = (4, 1), 12  # lengths beside the longest, and how many patches ahead they count for something


class Cut(NamedTuple):
    """How a series is cut: S patches of m points; `long` patches make a longer period; it counts for `reach` steps.

    Examples
    --------
    >>> Cut(12, 0, True, 10)
    Cut(m=12, long=0, seasonal=True, S=10, reach=0)
    """

    m: int
    long: int
    seasonal: bool
    S: int
    reach: int = 0  # all


def cut(n: int, season: int, long: int = 0) -> Cut:
    """Decide how to cut n observations with a season and, where there is one, a longer period.

    A history shorter than a season is read in patches without one; weeks of a year a quarter at a time.

    Examples
    --------
    >>> [tuple(cut(n, m))[:4] for n, m in ((100, 12), (8, 12), (300, 52))]
    [(12, 0, True, 8), (2, 0, False, 4), (13, 4, False, 23)]
    """
    if season == 52 and n >= 65:
        return Cut(13, 4, False, min(n // 13, 26))
    if season < 2 or n < season:
        return _patches(n, next(p for p in PATCHES if p <= max(1, n // 3)))
    r = long // season if long % season == 0 and n >= long + season else 0
    return Cut(season, r, True, min(n // season, 26 if r else 22) if r < 20 else min(n // season, r + 16))


def cuts(n: int, season: int, long: int = 0) -> list[Cut]:
    """Give all cuts whose forecasts are blended: one, but for data without a season, where no length is the right one.

    Examples
    --------
    >>> [(how.m, how.reach) for how in cuts(40, 1)], len(cuts(40, 12))
    ([(12, 0), (4, 48), (1, 12)], 1)
    """
    first = cut(n, season, long)
    if first.seasonal or first.long:
        return [first]
    return [first, *(_patches(n, m, REACH * m) for m in SHORTER if m < first.m)]


def _patches(n: int, m: int, reach: int = 0) -> Cut:
    return Cut(m, 0, False, min(n // m, 22), reach)


def blend(parts: Sequence[Array], hows: Sequence[Cut]) -> Array:
    """Average the quantiles (steps, 11) of several cuts; the weight of the shorter ones falls to zero at their reach.

    Examples
    --------
    >>> blend([np.zeros((4, 11)), np.ones((2, 11))], [Cut(12, 0, False, 3), Cut(1, 0, False, 9, 2)])[:, 5].round(2)
    array([0.5 , 0.33, 0.  , 0.  ])
    """
    if len(parts) == 1:
        return parts[0]
    out, total = parts[0].copy(), np.ones((len(parts[0]), 1))
    for part, how in zip(parts[1:], hows[1:], strict=True):
        weight = 1 - np.arange(len(part))[:, None] / how.reach
        total[: len(part)] += weight
        out[: len(part)] += weight / total[: len(part)] * (part - out[: len(part)])
    return np.sort(out, axis=1)  # rounding must not cross what was in order
