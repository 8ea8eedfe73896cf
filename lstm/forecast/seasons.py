"""A series seen from a cutoff: its level, its scale, and what stood at the same phase of earlier seasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm.arrays import Array

AVERAGED = 4  # seasons in the mean of the same phase


@dataclass(frozen=True)
class Series:
    """One series, transformed, with everything known of its times.

    Attributes
    ----------
    z : ndarray
        Observations, (n,), log(1 + y) where `logged`.
    known : ndarray
        Calendar and covariates known in advance, (n or more, F): rows beyond n are the future.
    season, long : int
        Season length and the next longer one, in observations.
    logged : bool
        Whether z is a logarithm.

    Examples
    --------
    >>> series = Series(np.arange(8.0), np.zeros((8, 1)), 4, 4, logged=False)
    >>> round(float(series.scale(np.array([7]))[0]), 3)
    4.0
    """

    z: Array
    known: Array
    season: int
    long: int
    logged: bool

    @property
    def first_cutoff(self) -> int:
        """The earliest cutoff from which every reference exists: the index of the last observation seen."""
        return AVERAGED * self.season + self.long

    def level(self, cutoff: Array) -> Array:
        """Mean of the last season up to and including each cutoff, (B,)."""
        total = np.concatenate([[0.0], np.cumsum(self.z)])
        return np.asarray((total[cutoff + 1] - total[cutoff + 1 - self.season]) / self.season)

    def scale(self, cutoff: Array) -> Array:
        """Mean absolute seasonal difference up to each cutoff, (B,): the in-sample error of seasonal naive."""
        difference = np.abs(self.z[self.season :] - self.z[: -self.season])
        total = np.cumsum(difference)
        seen = cutoff - self.season  # index of the last difference seen
        # A series that repeats exactly has no error; a small share of its size keeps the division finite.
        return np.asarray(total[seen] / (seen + 1) + 1e-6 * (1 + np.abs(self.z[: cutoff.min() + 1]).mean()))


def same_phase(cutoff: Array, target: Array, season: int) -> Array:
    """Return the index of the last observation up to the cutoff at the phase of each target, (B, h).

    Examples
    --------
    >>> same_phase(np.array([9]), np.array([[10, 11, 14]]), 4).tolist()
    [[6, 7, 6]]
    """
    ahead = target - cutoff[:, None]
    return np.asarray(target - season * -(-ahead // season))


def references(series: Series, cutoff: Array, target: Array) -> tuple[Array, Array]:
    """Return what a seasonal forecaster would look back to, (B, h, 3), and the covariates then, (B, h, F).

    The three are the same phase of the last season, of the last long season, and the mean of the same phase
    over the last :data:`AVERAGED` seasons.

    Examples
    --------
    >>> series = Series(np.arange(40.0), np.zeros((42, 1)), 4, 8, logged=False)
    >>> values, known = references(series, np.array([39]), np.array([[40, 41]]))
    >>> values[0, 0].tolist(), known.shape
    ([36.0, 32.0, 30.0], (1, 2, 1))
    """
    last = same_phase(cutoff, target, series.season)
    long = same_phase(cutoff, target, series.long)
    mean = np.mean([series.z[last - k * series.season] for k in range(AVERAGED)], axis=0)
    return np.stack([series.z[last], series.z[long], mean], axis=2), series.known[last]
