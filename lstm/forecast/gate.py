"""The gate: what was tried counts as far as it lowered the error on data that it had not seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lstm.arrays import Array
from lstm.forecast.trust import mixed, share

DOUBT, POWER = 0.5, 8.0  # what was tried weighs 2 to 1 where both missed alike; more or less by this power
CLEAR = 0.05  # a smaller weight counts as none, and what leaves no more to the other as all
TINY = 1e-12  # of the unit of the errors


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
    share : float
        How much covariates weigh in a forecast, the pre-trained network alone weighing the rest; 0 where they are
        not kept. Of fine-tuning, `kept` says all.

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
    share: float = 1.0

    def __str__(self) -> str:
        """Spell the decision."""
        word = "less" if self.gain >= 0 else "more"
        change = f"{abs(self.gain):.1f} % {word} error on {self.windows} held-back windows"
        part = "kept" if self.share == 1 else f"kept with a weight of {100 * self.share:.0f} %"
        decided = part if self.kept else "not kept, the pre-trained network is used as it is"
        return f"{self.tried}: {change} ({self.low:.1f} % after two standard errors are taken off): {decided}"


def helps(
    tried: str, before: Array, after: Array, *, updates: int = 0, widths: tuple[float, ...] = ()
) -> Gate:
    """Keep what was tried where it gained beyond two standard errors on the same windows, (W,).

    Parameters
    ----------
    tried : str
        What was tried.
    before, after : ndarray
        Errors, in the same units.
    updates, widths
        Of what was tried; in the gate where it is kept.

    Examples
    --------
    >>> helps("fine-tuning", np.array([2.0, 2.0, 3.0]), np.array([1.0, 1.2, 1.7])).kept
    True
    """
    gain, low = _gained(before, after)
    kept = bool(low > 0)
    updates, widths = (updates, widths) if kept else (0, ())
    return Gate(tried, kept, round(gain, 2), round(low, 2), len(before), updates, widths)


def weighed(tried: str, before: Array, after: Array) -> Gate:
    """Weigh what was tried by its errors on the same windows, (W,): a clear gain keeps it, a clear loss drops it.

    Examples
    --------
    >>> before = np.array([2.0, 2.0, 3.0])
    >>> [weighed("covariates", before, factor * before).share for factor in (0.7, 0.98, 1.02, 1.7)]
    [1.0, 0.7, 0.63, 0.0]
    """
    gain, low = _gained(before, after)
    part = float(share(before.mean(), after.mean(), doubt=DOUBT, power=POWER, least=TINY))
    part = 0.0 if part < CLEAR else 1.0 if part > 1 - CLEAR else round(part, 2)
    return Gate(tried, part > 0, round(gain, 2), round(low, 2), len(before), 0, (), part)


def through(
    gate: Gate | None, alone: Callable[[], list[Array]], tried: Callable[[], list[Array]]
) -> list[Array]:
    """Forecast with what was tried, without it, or both mixed, as a gate decided.

    Examples
    --------
    >>> gate = Gate("covariates", True, 1.0, -1.0, 4, 0, share=0.75)
    >>> through(gate, lambda: [np.zeros((1, 1))], lambda: [np.ones((1, 1))])
    [array([[0.75]])]
    """
    if gate is None or not gate.kept:
        return alone()
    if gate.share == 1:
        return tried()
    return [mixed(one, other, gate.share) for one, other in zip(alone(), tried(), strict=True)]


def _gained(before: Array, after: Array) -> tuple[float, float]:
    """Return the error saved in percent, and the same after two standard errors are taken off."""
    saved, base = before - after, float(before.mean()) or 1.0
    error = float(saved.std(ddof=1)) / np.sqrt(len(saved)) if len(saved) > 1 else np.inf
    gain, low = 100 * float(saved.mean()) / base, 100 * (float(saved.mean()) - 2 * error) / base
    return gain, low
