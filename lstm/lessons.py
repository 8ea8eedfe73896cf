"""A season handed to an LSTM in five ways, and networks trained from nothing on the series that they forecast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lstm.arrays import Array
from lstm.optim import Adam
from lstm.tasks.seasons import averaged
from lstm.trials import Trials, TrialsCache

# What the network reads, how it forecasts, and its schooling: updates, and the learning rate that they begin with.
# Chosen on other seeds than the map's; the fewer there are, the less noise is learned by heart.
WAYS = {
    "raw, recursive": (400, 0.02),
    "raw, direct": (400, 0.02),
    "deseasonalised, recursive": (200, 0.01),
    "deseasonalised, direct": (200, 0.01),
    "season patches": (50, 0.01),
}
HIDDEN = 16


class Lesson(NamedTuple):
    """What a way of handing over makes of S panels.

    Attributes
    ----------
    x : ndarray
        (T, S, N, I), all that was seen.
    y : ndarray
        (L, S, N, O), what should have been forecast after each of the first L steps.
    base, unit : ndarray
        (S, N, M) and (S, N, 1): a forecast of u stands for base + unit * u.
    """

    x: Array
    y: Array
    base: Array
    unit: Array


def lesson(seen: Array, way: str) -> Lesson:
    """Prepare what networks read and learn.

    Parameters
    ----------
    seen : ndarray
        (S, N, C, M), the seasons of N series for each of S networks.
    way : str
        One of :data:`WAYS`.

    Raises
    ------
    ValueError
        Another way.

    Examples
    --------
    >>> seen = np.random.default_rng(0).normal(size=(3, 8, 5, 12))
    >>> [lesson(seen, way).x.shape for way in ("raw, direct", "season patches")]
    [(60, 3, 8, 1), (5, 3, 8, 25)]
    >>> [lesson(seen, way).y.shape for way in ("raw, recursive", "raw, direct", "season patches")]
    [(59, 3, 8, 1), (48, 3, 8, 12), (4, 3, 8, 12)]
    """
    if way not in WAYS:
        raise ValueError(f"way: {way!r} came, one of {'; '.join(WAYS)} expected")
    if way == "season patches":
        return _patches(seen)
    m = seen.shape[-1]
    season = averaged(seen) * way.startswith("deseasonalised")  # (S, N, M)
    flat = (seen - season[..., None, :]).reshape(*seen.shape[:2], -1)  # (S, N, T)
    mean, unit = flat.mean(axis=-1, keepdims=True), flat.std(axis=-1, keepdims=True) + 1e-9
    z = np.moveaxis((flat - mean) / unit, -1, 0)[..., None]  # (T, S, N, 1)
    ahead = m if way.endswith("direct") else 1
    y = np.concatenate([z[k : len(z) - ahead + k] for k in range(1, ahead + 1)], axis=-1)
    return Lesson(z, y, mean + season, unit)


def _patches(seen: Array) -> Lesson:
    """Make one step of each season: its pattern, how far the averaged pattern lies from it, the level's change."""
    level = seen.mean(axis=-1, keepdims=True)  # (S, N, C, 1)
    pattern, count = seen - level, np.arange(1, seen.shape[-2] + 1)[:, None]
    away = np.cumsum(pattern, axis=-2) / count - pattern
    change = np.diff(level, axis=-2, prepend=level[..., :1, :])
    unit = seen.std(axis=(-2, -1))[..., None]  # (S, N, 1)
    x = np.concatenate([pattern, away, change], axis=-1) / unit[..., None]
    y = np.diff(seen, axis=-2) / unit[..., None]  # the next season, as a correction to this one
    return Lesson(np.moveaxis(x, -2, 0), np.moveaxis(y, -2, 0), seen[..., -1, :], unit)


def read(networks: Trials, x: Array) -> tuple[Array, TrialsCache]:
    """Return what the networks forecast after each step of x (T, S, N, I): (T, S, N, O), and what they remember.

    Examples
    --------
    >>> read(Trials("LSTM", 1, 4, 12, seeds=[0, 1]), np.zeros((6, 2, 3, 1)))[0].shape
    (6, 2, 3, 12)
    """
    _, cache = networks.forward(x)
    readout = networks.parameters["readout"]
    return np.asarray(cache.h @ readout[:, :-1] + readout[:, -1:]), cache


def learn(data: Lesson, seeds: Sequence[int], updates: int, lr: float = 0.01) -> Trials:
    """Train S networks, each on all its series and all origins at once: Adam, a cosine, the absolute error.

    Parameters
    ----------
    data : Lesson
        Of S panels.
    seeds : sequence of int
        One per network.
    updates : int
        Updates; the learning rate falls to zero over them.
    lr : float
        Learning rate at the start.

    Examples
    --------
    >>> data = lesson(np.random.default_rng(0).normal(size=(2, 4, 3, 12)), "season patches")
    >>> learn(data, seeds=[0, 1], updates=2).size
    2892
    """
    L, _, N, O = data.y.shape
    # The forget gate starts open: what came a season ago must not be lost before learning begins.
    networks = Trials("LSTM", data.x.shape[-1], HIDDEN, O, seeds=seeds, forget_bias=1.0)
    adam = Adam(networks.parameters, lr=lr)
    for update in range(updates):
        adam.lr = lr * 0.5 * (1 + np.cos(np.pi * update / updates))
        made, cache = read(networks, data.x[:L])
        adam.step(networks.backward(np.sign(made - data.y) / (L * N * O), cache))
    return networks


def forecast(networks: Trials, data: Lesson) -> Array:
    """Forecast the next season (S, N, M): at once, or a step at a time from the networks' own forecasts.

    Examples
    --------
    >>> data = lesson(np.random.default_rng(0).normal(size=(2, 4, 3, 12)), "raw, recursive")
    >>> forecast(learn(data, seeds=[0, 1], updates=1), data).shape
    (2, 4, 12)
    """
    x = data.x
    steps = read(networks, x)[0][-1]  # (S, N, O)
    while steps.shape[-1] < data.base.shape[-1]:
        x = np.concatenate([x, steps[None, ..., -1:]])
        steps = np.concatenate([steps, read(networks, x)[0][-1]], axis=-1)
    return np.asarray(data.base + data.unit * steps)
