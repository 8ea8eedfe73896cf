"""Invented seasonal series: what the forecaster learns from, and nothing else.

A series is the sum of named families: a season that may drift, slow movement, changes, and innovations that
level, trend and season remember; then it is made multiplicative, non-negative or a count, and given a unit. No
real series went in, and nothing was fitted to one: the ranges were set wide, by thought.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from lstm.arrays import Array

# What can be left out, one at a time, to see what it is worth.
FAMILIES = (
    "shapes",  # without: every season is one sine
    "weeks",  # days of different kinds within a longer period
    "innovations",  # exponential smoothing: level, trend and season remember the noise
    "memory",  # ARMA and seasonal AR noise
    "trends",
    "cycles",
    "changes",  # level shifts and bends
    "drift",  # periods a little off, patterns that morph or grow
    "tails",  # heavy-tailed and uneven noise, outliers
    "multiplicative",
    "counts",
)


class Draw:
    """Random numbers for n series at once, each family switched on for a share of them.

    Examples
    --------
    >>> draw = Draw(np.random.default_rng(0), 4, without=["trends"])
    >>> draw.some("trends", 1.0).tolist()
    [False, False, False, False]
    """

    def __init__(self, rng: np.random.Generator, n: int, without: Collection[str] = ()) -> None:
        self.rng, self.n, self.without = rng, n, frozenset(without)
        if unknown := self.without - set(FAMILIES):
            raise ValueError(f"without: {sorted(unknown)} came; one of {', '.join(FAMILIES)} expected")

    def some(self, family: str, share: float) -> Array:
        """Switch a family on for a share of the series, (n,); for none where it is left out."""
        return np.asarray((self.rng.random(self.n) < share) & (family not in self.without))

    def share(self, p: float) -> Array:
        """Say yes with probability p, (n,)."""
        return np.asarray(self.rng.random(self.n) < p)

    def uniform(self, low: float, high: float, *shape: int) -> Array:
        """Uniform numbers, (n,) or another shape."""
        return self.rng.uniform(low, high, shape or self.n)

    def spread(self, low: float, high: float) -> Array:
        """Uniform on the log scale, (n,): as many between 1 and 10 as between 10 and 100."""
        return np.asarray(np.exp(self.uniform(np.log(low), np.log(high))))

    def normal(self, *shape: int) -> Array:
        """Normal numbers, (n,) or another shape."""
        return self.rng.standard_normal(shape or self.n)


def shapes(draw: Draw, m: int) -> Array:
    """Season shapes (n, m) of mean zero and mean absolute value one: Fourier, white, spiky, a walk, bumps."""
    n, rng, phase = draw.n, draw.rng, np.arange(m) / m
    k = np.arange(1, max(2, min(m // 2, 8)) + 1)
    weight = draw.normal(n, len(k)) / k ** draw.uniform(0.3, 2.5, n, 1)
    waves = np.cos(2 * np.pi * k[:, None] * phase + draw.uniform(0, 2 * np.pi, n, len(k))[..., None])
    fourier = np.einsum("nk,nkm->nm", weight, waves)
    white = draw.normal(n, m)
    spikes = rng.standard_t(2, (n, m)) * (rng.random((n, m)) < np.clip(3 / m, 0.1, 0.5))
    walk = np.cumsum(draw.normal(n, m), axis=1)
    walk = walk - walk[:, :1] - (walk[:, -1:] - walk[:, :1]) * phase  # ends where it starts
    first, second = (_bump(draw, phase, widest) for widest in (0.35, 0.25))
    kinds = [
        fourier,
        white,
        spikes + 0.15 * draw.normal(n, m),
        walk,
        first + draw.uniform(-1, 1, n, 1) * second,
    ]
    kind = rng.integers(0, len(kinds), n)
    if "shapes" in draw.without:
        kinds, kind = [np.sin(2 * np.pi * (phase + draw.uniform(0, 1, n, 1)))], np.zeros(n, int)
    out = np.choose(kind[:, None], kinds)
    out = out - out.mean(axis=1, keepdims=True)
    return np.asarray(out / (np.abs(out).mean(axis=1, keepdims=True) + 1e-9))


def _bump(draw: Draw, phase: Array, widest: float) -> Array:
    """One bump a season, (n, m), somewhere."""
    away = (phase - draw.uniform(0, 1, draw.n, 1) + 0.5) % 1 - 0.5
    return np.asarray(np.exp(-0.5 * (away / draw.uniform(0.05, widest, draw.n, 1)) ** 2))


def pattern(draw: Draw, m: int, long: int, size: Array) -> Array:
    """One period of each series, (n, m), or (n, long) where a longer period holds several seasons."""
    one = shapes(draw, m) * size[:, None]
    if not long:
        return one
    n, r = draw.n, long // m
    if r > 10:  # many seasons in the long period: a long shape, with or without a short one on it
        short = np.tile(one, (1, r)) * (draw.uniform(0, 1) * draw.share(0.5))[:, None]
        return np.asarray(shapes(draw, long) * (size * draw.uniform(0.2, 1.5))[:, None] + short)
    off = np.arange(r) >= r - draw.uniform(1, 3, n, 1).astype(int)  # one or two days of another kind
    other = shapes(draw, m) * size[:, None]
    mix = (draw.uniform(0, 1) * draw.share(0.75))[:, None] * off
    mix = mix + 0.1 * draw.uniform(0, 1, n, 1) * draw.normal(n, r)
    level = off * (draw.uniform(-1.2, 0.6) * size * draw.share(0.7))[:, None]
    level = level + draw.normal(n, r) * (size * draw.uniform(0, 0.25))[:, None]
    days = (1 - mix)[..., None] * one[:, None] + mix[..., None] * other[:, None] + level[..., None]
    days = np.where(draw.some("weeks", 0.85)[:, None, None], days, one[:, None])
    return np.asarray(np.roll(days, draw.rng.integers(r), axis=1).reshape(n, long))


def season(draw: Draw, T: int, m: int, long: int, size: Array) -> Array:
    """The season over time, (T, n): the pattern repeated, with a period a little off, morphing and growing."""
    first, time = pattern(draw, m, long, size), np.arange(T)[:, None]
    period = first.shape[1]
    morph = draw.some("drift", 0.2)
    other = np.tile(shapes(draw, m), (1, period // m)) * (size * draw.uniform(0, 0.6) * morph)[:, None]
    last = first + np.roll(first, 1, axis=1) * (draw.uniform(-0.6, 0.6) * morph)[:, None] + other
    off = draw.uniform(-0.04, 0.04) * draw.some("drift", 0.35 if m >= 20 else 0.15) * draw.rng.random(draw.n)
    turns = time / T * draw.uniform(0.3, 3) + draw.uniform(0, 1)
    wander = draw.uniform(0, 0.06) * m * draw.some("drift", 0.25) * np.sin(2 * np.pi * turns)
    position = time * (1 + off) + wander
    low, column, late = np.floor(position).astype(int), np.arange(draw.n), time / T
    part = position - low

    def at(place: Array) -> Array:
        place = place % period
        return np.asarray(first[column, place] * (1 - late) + last[column, place] * late)

    grow = np.exp(0.5 * draw.normal() * draw.some("drift", 0.4) * (late - 0.5))
    return np.asarray((at(low) * (1 - part) + at(low + 1) * part) * grow)


def slow(draw: Draw, T: int, m: int, noise: Array, size: Array) -> Array:
    """Trends, business cycles, level shifts and bends, (T, n)."""
    time = np.arange(T)[:, None]
    out = draw.normal() * draw.spread(0.02, 1.2) * draw.some("trends", 0.55) * time / T
    out = out * np.where(draw.share(0.3), 4 * size, 1)
    for _ in range(2):
        turns = time / (m * draw.spread(1.7, 12)) + draw.uniform(0, 1)
        out = out + np.sin(2 * np.pi * turns) * (noise * draw.spread(0.2, 5) * draw.some("cycles", 0.3))
    for share in (0.15, 0.08):
        jump = draw.normal() * noise * draw.spread(1, 10) * draw.some("changes", share)
        out = out + (time >= draw.rng.integers(0, T, draw.n)) * jump
    bend = draw.normal() / T * draw.spread(0.05, 1.5) * draw.some("changes", 0.2)
    return np.asarray(out + np.maximum(time - draw.rng.integers(0, T, draw.n), 0) * bend)


def shocks(draw: Draw, T: int) -> Array:
    """Noise of variance about one, (T, n): normal or heavy-tailed, even or growing."""
    freedom = np.where(draw.some("tails", 0.4), draw.uniform(2.5, 8), 200.0)
    e = draw.rng.standard_t(freedom, (T, draw.n)) / np.sqrt(freedom / np.maximum(freedom - 2, 0.4))
    rise = draw.uniform(-1, 1) * draw.some("tails", 0.2)
    return np.asarray(e * np.exp(rise * np.linspace(-1, 1, T)[:, None]))


def remembered(draw: Draw, e: Array, m: int) -> Array:
    """Exponential smoothing with errors e (T, n) that are ARMA: Hyndman et al. (2008), the additive form.

    l_t = l_{t-1} + phi b_{t-1} + alpha e_t, b_t = phi b_{t-1} + beta e_t, s_t = s_{t-m} + gamma e_t.
    """
    alpha = np.where(draw.share(0.15), draw.uniform(0.6, 1), draw.uniform(0, 0.5)) * draw.some(
        "innovations", 0.75
    )
    beta = draw.uniform(0, 0.15) * alpha * draw.share(0.5)
    gamma = draw.uniform(0, 0.35) * draw.some("innovations", 0.6)
    phi = np.where(draw.share(0.4), 1, draw.uniform(0.8, 1))
    ar = draw.uniform(-0.4, 0.8) * draw.some("memory", 0.5)
    ma = draw.uniform(-0.5, 0.5) * draw.some("memory", 0.3)
    seasonal_ar = draw.uniform(0, 0.5) * draw.some("memory", 0.25)
    n = draw.n
    l, b, s = np.zeros(n), np.zeros(n), np.zeros((m, n))
    past, before, seasons_ago = np.zeros(n), np.zeros(n), np.zeros((m, n))
    y = np.empty_like(e)
    for t in range(len(e)):
        k = t % m
        x = ar * past + e[t] + ma * before + seasonal_ar * seasons_ago[k]
        y[t] = l + phi * b + s[k] + x
        l, b = l + phi * b + alpha * e[t], phi * b + beta * e[t]
        s[k] += gamma * e[t]
        past, before, seasons_ago[k] = x, e[t], x
    return y


def measured(draw: Draw, z: Array) -> Array:
    """Turn sums around zero (T, n) into data: multiplicative or additive, non-negative, counts, any unit."""
    multiplicative = draw.some("multiplicative", 0.6)
    added = 1 + z * np.where(draw.share(0.5), 0.5, 1)
    y = np.where(multiplicative, np.exp(np.clip(z, -4, 4)), added)
    y = np.where(~multiplicative & draw.share(0.7), np.maximum(y, 0), y)
    rate = np.clip(y, 0, 60) * draw.spread(0.3, 300)
    y = np.where(draw.some("counts", 0.1), draw.rng.poisson(rate), y)
    return np.asarray(y * draw.spread(0.01, 1e5))


def invent(
    rng: np.random.Generator,
    n: int,
    m: int,
    seasons: int,
    *,
    long: int = 0,
    seasonal: bool = True,
    without: Collection[str] = (),
) -> Array:
    """Invent n series of whole seasons.

    Parameters
    ----------
    rng : Generator
        Source of all randomness: equal states give equal series.
    n, m, seasons : int
        Number of series, season length, seasons of each.
    long : int
        A longer period that is a multiple of m (168 hours for days of 24), or 0.
    seasonal : bool
        Whether there is a season at all.
    without : collection of str
        Families to leave out, of :data:`FAMILIES`.

    Returns
    -------
    ndarray
        (n, seasons * m).

    Raises
    ------
    ValueError
        A family that does not exist.

    Examples
    --------
    >>> invent(np.random.default_rng(0), 5, 12, 8).shape
    (5, 96)
    """
    draw, T = Draw(rng, n, without), seasons * m
    noise = draw.spread(0.0008, 0.4)
    ratio = np.where(draw.share(0.15), draw.spread(4, 50), draw.spread(0.15, 12))
    size = np.minimum(noise * ratio, 0.8) * draw.share(0.93) * seasonal
    z = season(draw, T, m, long, size) + slow(draw, T, m, noise, size)
    z = z + remembered(draw, noise * shocks(draw, T), m)
    outlier = (rng.random((T, n)) < draw.uniform(0, 0.02)) & draw.some("tails", 0.2)
    return measured(draw, z + outlier * draw.normal(T, n) * noise * 8).T
