"""A panel of invented series whose season is known exactly, and the simple forecasts that a network must beat."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm.arrays import Array

M = 12  # points in a season
MOST = 12  # seasons drawn before the future: a panel of which fewer are seen has the same future
DRIFT = 0.02  # what the level moves in a step, where the size of the season is one
LEVEL = 10.0


class Panel(NamedTuple):
    """Series with their truth.

    Attributes
    ----------
    seen : ndarray
        (N, C, M): the C newest seasons, oldest first.
    future : ndarray
        (N, M): the season after.
    truth : ndarray
        (N, M): the forecast of somebody who knows the season and today's level.
    """

    seen: Array
    future: Array
    truth: Array


def panel(seed: int, cycles: int, noise: float, *, mixed: bool, n: int = 8) -> Panel:
    """Invent n series: a season that never changes, a level that drifts a little, and noise.

    Panels of one seed differ in nothing but what is asked: fewer seasons seen, or larger noise.

    Parameters
    ----------
    seed : int
        Decides everything.
    cycles : int
        Seasons seen, 2 to 12.
    noise : float
        Standard deviation of the noise, as a share of the season's root mean square.
    mixed : bool
        Each series has a season of its own; else all share one.
    n : int
        Series.

    Raises
    ------
    ValueError
        Another number of cycles, or noise below zero.

    Examples
    --------
    >>> one = panel(0, 5, 0.1, mixed=False)
    >>> one.seen.shape, one.future.shape
    ((8, 5, 12), (8, 12))
    """
    if not 2 <= cycles <= MOST:
        raise ValueError(f"cycles: {cycles} came, 2 to {MOST} expected")
    if not noise >= 0:
        raise ValueError(f"noise: {noise} came, a number of at least zero expected")
    rng = np.random.default_rng([seed, int(mixed)])
    season = shapes(rng, n if mixed else 1)  # (n or 1, M)
    level = LEVEL + DRIFT * np.cumsum(rng.standard_normal((n, (MOST + 1) * M)), axis=1)
    y = level + np.tile(season, MOST + 1) + noise * rng.standard_normal(level.shape)
    Y = y.reshape(n, MOST + 1, M)
    return Panel(Y[:, MOST - cycles : MOST], Y[:, MOST], level[:, MOST * M - 1, None] + season)


def shapes(rng: np.random.Generator, n: int) -> Array:
    """Draw n seasons (n, M) of mean zero and root mean square one: four waves, the faster the smaller.

    Examples
    --------
    >>> season = shapes(np.random.default_rng(0), 3)
    >>> season.shape, np.sqrt((season**2).mean(axis=1)).round(6).tolist()
    ((3, 12), [1.0, 1.0, 1.0])
    """
    k = np.arange(1, 5)[:, None]  # waves in a season
    weight, phase = rng.standard_normal((n, 4)) / k[:, 0], rng.uniform(0, 2 * np.pi, (n, 4, 1))
    season = np.einsum("nk,nkm->nm", weight, np.cos(2 * np.pi * k * np.arange(M) / M + phase))
    return np.asarray(season / np.sqrt((season**2).mean(axis=1, keepdims=True)))


def averaged(seen: Array) -> Array:
    """Return the averaged season of each series (..., C, M), of mean zero: (..., M).

    Examples
    --------
    >>> averaged(np.array([[1.0, 3.0], [11.0, 15.0]])).tolist()
    [-1.5, 1.5]
    """
    return np.asarray((seen - seen.mean(axis=-1, keepdims=True)).mean(axis=-2))


def peers(data: Panel) -> dict[str, Array]:
    """Forecast the future (N, M) without a network; the oracle alone looks at the truth.

    Examples
    --------
    >>> sorted(peers(panel(0, 3, 0.1, mixed=True)))
    ['averaged season', 'flat', 'oracle', 'seasonal naive']
    """
    level = data.seen[:, -1].mean(axis=1, keepdims=True)
    return {
        "seasonal naive": data.seen[:, -1],
        "flat": level + 0 * data.future,
        "averaged season": level + averaged(data.seen),
        "oracle": data.truth,
    }
