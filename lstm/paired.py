"""Differences between two ways that met the same seeds: their mean, its interval, and how easily chance gives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from lstm.arrays import Array

MOST = 16  # seeds: all 2^16 patterns of signs are still tried in a moment


class Difference(NamedTuple):
    """What paired differences show.

    Attributes
    ----------
    mean : float
        Their mean.
    low, high : float
        95 % interval of the mean, from samples drawn with replacement.
    p : float
        Share of all patterns of signs that give a mean at least as far from zero.
    """

    mean: float
    low: float
    high: float
    p: float


def paired(differences: Array, draws: int = 4000, seed: int = 0) -> Difference:
    """Return the mean of differences, one per seed, with its bootstrap interval and the exact sign-flip test.

    Without a difference between the two ways, each difference could as well have had the other sign. The test counts
    the patterns of signs that would have given a mean as large. Its smallest p is 2 / 2^N.

    Parameters
    ----------
    differences : ndarray
        (N,), N from 2 to 16.
    draws : int
        Bootstrap samples.
    seed : int
        Of the bootstrap.

    Raises
    ------
    ValueError
        Too few or too many differences, or one that is not finite.

    References
    ----------
    Fisher (1935), The Design of Experiments, section 21; Efron (1979).

    Examples
    --------
    >>> paired(np.array([1.0, 2.0, 3.0])).p
    0.25
    """
    d = np.asarray(differences, float)
    if d.ndim != 1 or not 2 <= d.size <= MOST or not np.isfinite(d).all():
        raise ValueError(f"differences: {d} came, 2 to {MOST} finite numbers in one row expected")
    picked = np.random.default_rng(seed).integers(d.size, size=(draws, d.size))
    low, high = np.quantile(d[picked].mean(axis=1), [0.025, 0.975])
    signs = 1 - 2 * (np.arange(2**d.size)[:, None] >> np.arange(d.size) & 1)  # (2^N, N)
    # Patterns that tie with the observed one count, also where rounding parts them.
    extreme = np.abs(signs @ d) >= abs(d.sum()) - 1e-12 * np.abs(d).sum()
    return Difference(float(d.mean()), float(low), float(high), float(extreme.mean()))


def holm(p: Mapping[str, float]) -> dict[str, float]:
    """Adjust p-values for their number: below 0.05 then holds for all together.

    The smallest is multiplied by the number of comparisons, the next by one less, and so on; none may fall below the
    one before.

    Parameters
    ----------
    p : mapping
        Name of the comparison to its p.

    Raises
    ------
    ValueError
        A p outside [0, 1].

    References
    ----------
    Holm (1979), A simple sequentially rejective multiple test procedure.

    Examples
    --------
    >>> holm({"a": 0.01, "b": 0.04, "c": 0.03})
    {'a': 0.03, 'b': 0.06, 'c': 0.06}
    """
    for name, value in p.items():
        if not 0 <= value <= 1:
            raise ValueError(f"p[{name!r}]: {value} came, a number from 0 to 1 expected")
    adjusted, reached = {}, 0.0
    for place, name in enumerate(sorted(p, key=lambda name: p[name])):
        reached = min(1.0, max(reached, (len(p) - place) * p[name]))
        adjusted[name] = reached
    return {name: adjusted[name] for name in p}
