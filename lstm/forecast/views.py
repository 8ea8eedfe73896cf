"""Data with a longer period are read in two ways: as short seasons within it, and with the longer period as the season.

Hours are days of a week and weeks of hours; days are weeks of a year and years of days; weeks are quarters and years.
Which of the two forecasts better is another one from series to series, and what both missed in the past tells.
"""

from __future__ import annotations

from lstm.arrays import Array
from lstm.forecast.cuts import ORIGINS, Cut
from lstm.forecast.trust import share

FEWEST, MOST, POINTS = 4, 22, 1400  # long seasons to read: what so many points hold, four at least
LONGEST = 800  # points in a long season, of which the network sees no more than averages over a 24th
DOUBT, POWER = 2.0, 4.0  # the second view weighs 1 to 2 where both missed alike; less or more by this power
TINY = 1e-9  # of the largest value: where neither missed more they count as alike


def backs(first: Cut) -> tuple[int, ...]:
    """Return from how many seasons ago both views forecast again: one, and a longer period, or what there is.

    Examples
    --------
    >>> backs(Cut(24, 7, True, 26)), backs(Cut(7, 52, True, 68)), backs(Cut(13, 4, False, 8))
    ((1, 7), (1, 7), (1, 4))
    """
    return (1, min(first.long, ORIGINS - 1, first.S - 1))


def second(n: int, first: Cut) -> Cut | None:
    """Return the other way to cut n observations: its season is the longer period; None where there is none.

    One of its seasons must lie before the earliest end from which it is judged.

    Examples
    --------
    >>> second(700, Cut(24, 7, True, 26)), second(300, Cut(24, 7, True, 12)), second(700, Cut(12, 0, True, 22))
    (Cut(m=168, long=0, seasonal=True, S=4, reach=0), None, None)
    """
    m = first.m * first.long
    if not 2 <= first.long <= LONGEST // first.m or n - max(backs(first)) * first.m < m:
        return None
    return long_cut(n, m)


def long_cut(n: int, m: int) -> Cut:
    """Cut n observations into long seasons of m points: old ones say little, and take their time.

    Examples
    --------
    >>> long_cut(10_000, 168).S, long_cut(10_000, 52).S, long_cut(10_000, 364).S, long_cut(1000, 364).S
    (8, 22, 4, 2)
    """
    return Cut(m, 0, True, min(n // m, MOST, max(FEWEST, POINTS // m)))


def weight(first: Array, other: Array, doubt: float = DOUBT) -> Array:
    """Return the weight of the second view by what both missed before, each (..., ends), in the same units.

    Where both missed alike, the first weighs `doubt` times as much.

    Examples
    --------
    >>> import numpy as np
    >>> alike, worse = np.array([0.1, 0.1]), np.array([0.3, 0.3])
    >>> weight(np.stack([alike, alike, worse]), np.stack([alike, worse, alike])).round(3).tolist()
    [0.333, 0.006, 0.976]
    """
    return share(first.mean(axis=-1), other.mean(axis=-1), doubt=doubt, power=POWER, least=TINY)
