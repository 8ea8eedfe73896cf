"""Short seasons within nothing longer are read one at a time, and two at a time: the same network looks twice.

Both are sound ways to cut the same points, and they do not miss the same. Which to trust, what both missed at three
ends in the past says; where there are fewer, it says too little. Hours of a week and days of a year, whose longer
period gives them a second view, are the matter of :mod:`lstm.forecast.views`.
"""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array
from lstm.forecast.cuts import Cut
from lstm.forecast.domains import read
from lstm.forecast.frozen import Forecast
from lstm.forecast.quantiles import MIDDLE
from lstm.forecast.seasons import NODES
from lstm.forecast.trust import missed_before
from lstm.forecast.views import weight
from lstm.forecast.widths import stretch

DOUBT = 4.0  # the second look weighs 1 to 4 where both missed alike: by itself it is the worse one nearly everywhere
ENDS = 3  # in the past, a step of two seasons apart: the passes along both readings see that far back


def doubled(how: Cut) -> Cut | None:
    """Return the cut into steps of two seasons; None where they are few, or the network could not see each point.

    Examples
    --------
    >>> doubled(Cut(12, 0, True, 11)), doubled(Cut(24, 0, True, 11)), doubled(Cut(12, 0, True, 7))
    (Cut(m=24, long=0, seasonal=True, S=5, reach=0), None, None)
    """
    if not how.seasonal or how.long >= 2 or 2 * how.m > NODES or how.S < 2 * (ENDS + 1):
        return None
    return Cut(2 * how.m, 0, True, how.S // 2)


def nearest(run: Forecast, Y: Array, how: Cut, now: Array) -> tuple[Array, Array]:
    """Forecast the two seasons after Y, (N, T): middles (N, 2, m), and how far from them each quantile, (N, 2, m, 11).

    The forecasts (N, L, 2, 11, m) along Y are known; the second look is at the data alone, without their logarithms.
    """
    middle, away = _apart(now[:, -1])
    away = away * stretch(now, Y.reshape(len(Y), -1, how.m))[:, None, None]
    if (other := doubled(how)) is None:
        return middle, away
    twice = read(run, Y[:, -other.S * other.m :].reshape(len(Y), -1, other.m), other, ENDS + 1)
    of_one, of_two = (
        np.stack([missed_before(past, Y, k * other.m, other.m) for k in range(1, ENDS + 1)], axis=1)
        for past in (now, twice)
    )
    share = weight(of_one, of_two, doubt=DOUBT)[:, None, None]
    soon = twice[:, -1, 0].reshape(len(Y), -1, 2, how.m).swapaxes(1, 2)  # of two seasons each, the first two
    middle_too, away_too = _apart(soon)
    return middle + share * (middle_too - middle), away + share[..., None] * (away_too - away)


def _apart(q: Array) -> tuple[Array, Array]:
    """Split quantiles (N, 2, 11, m) into middles and what lies around them, (N, 2, m, 11)."""
    q = q.swapaxes(2, 3)
    return q[..., MIDDLE], q - q[..., MIDDLE, None]
