"""The gate: what was tried is kept only where it lowered the error on data that it had not seen."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm.arrays import Array


class Gate(NamedTuple):
    """What was tried, what it gained on held-back data, and whether it was kept.

    Attributes
    ----------
    tried : str
        "fine-tuning" or "covariates", the calendar among them.
    kept : bool
        Whether forecasts use it from now on.
    gain : float
        Error saved against the pre-trained network alone, in percent.
    low : float
        The same after two standard errors are taken off.
    windows : int
        Held-back windows that were compared.
    updates : int
        Updates of fine-tuning that were kept.
    widths : tuple of float
        By how much to widen the intervals of a tuned network, outermost first; empty for no change.

    Examples
    --------
    >>> print(Gate("covariates", True, 12.0, 8.0, 4, 0))
    covariates: 12.0 % less error on 4 held-back windows (8.0 % after two standard errors are taken off): kept
    """

    tried: str
    kept: bool
    gain: float
    low: float
    windows: int
    updates: int
    widths: tuple[float, ...] = ()

    def __str__(self) -> str:
        """Spell the decision."""
        word = "less" if self.gain >= 0 else "more"
        change = f"{abs(self.gain):.1f} % {word} error on {self.windows} held-back windows"
        decided = "kept" if self.kept else "not kept, the pre-trained network is used as it is"
        return f"{self.tried}: {change} ({self.low:.1f} % after two standard errors are taken off): {decided}"


def helps(
    tried: str,
    before: Array,
    after: Array,
    *,
    surely: bool,
    updates: int = 0,
    widths: tuple[float, ...] = (),
) -> Gate:
    """Compare errors of the same windows before and after, (W,).

    Parameters
    ----------
    tried : str
        What was tried.
    before, after : ndarray
        Errors, in the same units.
    surely : bool
        Ask for a gain beyond two standard errors; any gain is enough otherwise.
    updates, widths
        Of what was tried; in the gate where it is kept.

    Examples
    --------
    >>> helps("covariates", np.array([2.0, 2.0, 3.0]), np.array([1.0, 1.2, 1.7]), surely=True).kept
    True
    """
    saved, base = before - after, float(before.mean()) or 1.0
    error = float(saved.std(ddof=1)) / np.sqrt(len(saved)) if len(saved) > 1 else np.inf
    gain, low = 100 * float(saved.mean()) / base, 100 * (float(saved.mean()) - 2 * error) / base
    kept = bool(low > 0 if surely else gain > 0)
    updates, widths = (updates, widths) if kept else (0, ())
    return Gate(tried, kept, round(gain, 2), round(low, 2), len(saved), updates, widths)
