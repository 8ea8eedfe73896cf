"""A series cut into seasons: what the network reads of each one, and the units of its forecast.

Every number is free of scale, and each season is described by what had been seen up to its end, so that one
pass over a series gives every forecast that could have been made along it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lstm.arrays import Array

NODES = 24  # points on which a season of any length is read
CHANNELS, SCALARS, BASES = 8, 16, 8
INPUTS = CHANNELS * NODES + SCALARS  # of one step
FAST = 0.3  # weight of the newest season in a moving average


@lru_cache(maxsize=512)
def to_nodes(m: int) -> Array:
    """Return the matrix (m, NODES) that reads a season of m points on the nodes: interpolated, or averaged.

    Not wrapped around: the newest value stays the newest.

    Examples
    --------
    >>> to_nodes(12).shape, bool(np.allclose(to_nodes(100).sum(axis=0), 1))
    ((12, 24), True)
    """
    matrix = np.zeros((m, NODES))
    if m <= NODES:
        position = np.linspace(0, m - 1, NODES)
        low = np.minimum(position.astype(int), max(m - 2, 0))
        matrix[low, np.arange(NODES)] = 1 - (position - low)
        matrix[np.minimum(low + 1, m - 1), np.arange(NODES)] += position - low
        return matrix
    edge, points = np.linspace(0, m, NODES + 1), np.arange(m)[:, None]
    overlap = np.minimum(points + 1, edge[1:]) - np.maximum(points, edge[:-1])
    return np.asarray(np.maximum(overlap, 0) * NODES / m)


@lru_cache(maxsize=512)
def from_nodes(m: int) -> Array:
    """Return the matrix (NODES, m) that reads the m points of a season off the nodes.

    Examples
    --------
    >>> from_nodes(7).shape, bool(np.allclose(from_nodes(7).sum(axis=0), 1))
    ((24, 7), True)
    """
    if m <= NODES:
        position = np.linspace(0, NODES - 1, m) if m > 1 else np.array([(NODES - 1) / 2])
    else:
        position = np.clip((np.arange(m) + 0.5) * NODES / m - 0.5, 0, NODES - 1)
    low, matrix = np.minimum(position.astype(int), NODES - 2), np.zeros((NODES, m))
    matrix[low, np.arange(m)] = 1 - (position - low)
    matrix[low + 1, np.arange(m)] = position - low
    return matrix


class Described(NamedTuple):
    """Seasons as the network reads them; N series, S seasons of m points.

    Attributes
    ----------
    inputs : ndarray
        (N, S, CHANNELS * NODES + SCALARS).
    bases : ndarray
        (N, S, 2, BASES, m): simple forecasts of the next two seasons, in units, from the level.
    level, unit, error : ndarray
        (N, S): a forecast of u stands for level + unit * u; `error` is the mean seasonal difference so far.
    """

    inputs: Array
    bases: Array
    level: Array
    unit: Array
    error: Array


def describe(Y: Array, long: int = 0, *, seasonal: bool = True) -> Described:
    """Describe each season of series by what was known at its end.

    Parameters
    ----------
    Y : ndarray
        (N, S, m), oldest season first.
    long : int
        Seasons in a longer period (7 for days in a week), or 0.
    seasonal : bool
        False where m points are only a patch, without a pattern that comes back.

    Returns
    -------
    Described
        Inputs, bases and units; where seasons are alike to the last digit the unit is tiny but not zero.

    Examples
    --------
    >>> seen = describe(np.arange(72.0).reshape(2, 3, 12))
    >>> seen.inputs.shape, seen.bases.shape, seen.error[0].round(1).tolist()
    ((2, 3, 208), (2, 3, 2, 8, 12), [1.0, 12.0, 12.0])
    """
    N, S, m = Y.shape
    tiny = 1e-9 * np.abs(Y).mean(axis=(1, 2))[:, None] + 1e-100  # (N, 1)
    level = Y.mean(axis=2) if seasonal else Y[..., -1]  # (N, S)
    shape = (Y - level[..., None]) * seasonal  # (N, S, m)
    change = np.zeros_like(Y)
    change[:, 1:] = Y[:, 1:] - (Y[:, :-1] if seasonal else level[:, :-1, None])
    error, recent = _errors(Y, np.abs(change).mean(axis=2))
    average, mean = _average(shape), np.cumsum(shape, axis=1) / np.arange(1, S + 1)[:, None]
    amplitude = np.abs(average).mean(axis=2)
    error = error + tiny + 1e-3 * amplitude
    unit = amplitude + error
    seen = _Seen(Y, level, shape, change, error, average, mean, unit)
    long_ago = _long_ago(Y, level, unit, long)  # (N, S, 2, 2, m)
    late = (Y - level[..., None] - average) / unit[..., None]  # the newest points above their average
    step = np.diff(level, axis=1, prepend=level[:, :1])  # (N, S)
    slope = _average(step[..., None], first=0)[..., 0]
    shift, certainty = _shift(shape, unit)

    ones = np.ones((N, S))
    scalars = [
        np.arcsinh(2 * step / unit),
        np.arcsinh(2 * slope / unit),
        np.log(error / unit),
        np.clip(np.log(unit / (np.abs(level) + tiny)), -8, 4) / 3,
        np.log((recent + tiny) / error),
        *(_clip(late[..., -min(k, m)]) for k in (1, 2, 3)),
        ones * np.log(np.arange(1, S + 1)) / 2,
        ones * np.log(m) / 3,
        ones * (long >= 2),
        ones * (long >= 2) * (np.arange(S) >= long),
        ones * seasonal,
        shift * min(1, 24 / m),
        certainty,
        np.arcsinh(2 * (level - level[:, :1]) / unit) / 2,
    ]
    inputs = np.concatenate([_nodes(seen, long_ago), np.stack(scalars, axis=2)], axis=2)
    bases = _bases(seen, long_ago, slope, late, shift, seasonal=seasonal)
    return Described(inputs, bases, level, unit, error)


class _Seen(NamedTuple):
    """What was worked out of the seasons, each of shape (N, S) or (N, S, m)."""

    Y: Array
    level: Array
    shape: Array
    change: Array
    error: Array
    average: Array
    mean: Array
    unit: Array


def _nodes(seen: _Seen, long_ago: Array) -> Array:
    """Channels of each season read on the nodes, (N, S, CHANNELS * NODES)."""
    N, S, m = seen.Y.shape
    U, average = seen.unit[..., None], seen.average
    before = np.concatenate([np.zeros((N, 1, m)), average[:, :-1]], axis=1)  # the average without this season
    surprise = np.where(np.arange(S)[:, None] > 0, seen.shape - before, 0) / U
    channels = [
        np.arcsinh(seen.change / seen.error[..., None]),
        _clip(seen.shape / U),
        np.arcsinh(3 * surprise),
        _clip(average / U),
        *_clip(long_ago).reshape(N, S, 4, m).transpose(2, 0, 1, 3),
    ]
    return np.asarray((np.stack(channels, axis=2) @ to_nodes(m)).reshape(N, S, -1))


def _bases(seen: _Seen, long_ago: Array, slope: Array, late: Array, shift: Array, *, seasonal: bool) -> Array:
    """Simple forecasts of the next two seasons, (N, S, 2, BASES, m), in units from the level."""
    N, S, m = seen.Y.shape
    U = seen.unit[..., None]
    bases = np.empty((N, S, 2, BASES, m))
    ramp = (np.arange(m) - (m - 1) / 2) / m if seasonal else (np.arange(m) + 1) / m - 1
    for k in (0, 1):
        for j, one in enumerate((seen.shape, seen.average, seen.mean)):
            bases[:, :, k, j] = one / U
        bases[:, :, k, 3], bases[:, :, k, 4] = long_ago[:, :, 0, k], long_ago[:, :, 1, k]
        bases[:, :, k, 5] = np.clip(slope / seen.unit, -50, 50)[..., None] * (k + 1 + ramp)
        bases[:, :, k, 6] = np.clip(late[..., -max(1, m // 8) :].mean(axis=2), -50, 50)[..., None]
        bases[:, :, k, 7] = _moved(seen.shape, (k + 1) * shift) / U
    return bases


def _clip(x: Array) -> Array:
    return np.clip(x, -5, 5)


def _errors(Y: Array, size: Array) -> tuple[Array, Array]:
    """Return the mean size (N, S) of seasonal differences so far, and its moving average."""
    S, m = Y.shape[1:]
    error = np.cumsum(size, axis=1) / np.maximum(np.arange(S), 1)
    # Of the first season only the steps within are known.
    error[:, 0] = np.abs(np.diff(Y[:, 0], axis=1)).mean(axis=1) if m > 1 else 0.1 * np.abs(Y[:, 0, 0])
    recent = error.copy()
    for s in range(1, S):
        weight = max(1 / s, FAST)
        recent[:, s] = (1 - weight) * recent[:, s - 1] + weight * size[:, s]
    return error, recent


def _average(shape: Array, first: int = 1) -> Array:
    """Moving average over seasons, (N, S, m): plain at first, then the newest season weighs FAST."""
    out = shape.copy()
    for s in range(1, shape.shape[1]):
        weight = max(1 / (s + first), FAST)
        out[:, s] = (1 - weight) * out[:, s - 1] + weight * shape[:, s]
    return out


def _long_ago(Y: Array, level: Array, unit: Array, long: int) -> Array:
    """What followed one and two long periods ago, (N, S, 2, 2, m), from the level then; 0 where not seen."""
    N, S, m = Y.shape
    out = np.zeros((N, S, 2, 2, m))
    for j in (1, 2) if long >= 2 else ():
        s = np.arange(j * long, S)
        for k in (1, 2):
            then = Y[:, s - j * long + k] - level[:, s - j * long][..., None]
            out[:, s, j - 1, k - 1] = then / unit[:, s][..., None]
    return out


def _shift(shape: Array, unit: Array) -> tuple[Array, Array]:
    """By how many points the pattern comes earlier each season, (N, S), and the share of change that explains.

    Least squares of the change from one season to the next on the slope of their mean, recent seasons first: a
    wave that moves by d changes by 2 tan(d / 2) times its slope.
    """
    N, S, m = shape.shape
    if m < 4 or S < 2:
        return np.zeros((N, S)), np.zeros((N, S))
    slope = np.zeros_like(shape)
    slope[:, 1:] = np.gradient((shape[:, 1:] + shape[:, :-1]) / 2, axis=2)
    change = np.diff(shape, axis=1, prepend=shape[:, :1])
    products = np.stack(
        [(change * slope).mean(2), (slope**2).mean(2), (change**2).mean(2)], axis=2
    )  # (N, S, 3)
    products[:, 0] = products[:, 1] * 0
    across, along, total = np.moveaxis(_average(products / unit[..., None] ** 2, first=0), 2, 0)
    shift = np.clip(across / (along + 1e-6), -m / 4, m / 4)
    return np.asarray(shift), np.asarray(across**2 / (along * total + 1e-12))


def _moved(shape: Array, shift: Array) -> Array:
    """Move each season (N, S, m) earlier by a fractional number of points, around its end."""
    m = shape.shape[2]
    position = np.arange(m) + shift[..., None]
    low = np.floor(position).astype(int)
    part = position - low
    here, there = (np.take_along_axis(shape, (low + k) % m, axis=2) for k in (0, 1))
    return np.asarray((1 - part) * here + part * there)
