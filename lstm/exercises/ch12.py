"""Exercises of chapter 12: can it learn a season."""

from __future__ import annotations

import numpy as np

from lstm.exercises.registry import exercise
from lstm.tasks.seasons import panel, peers


@exercise("12.1")
def most_that_can_be_saved() -> float:
    """Percent of seasonal naive's error that is saved by who knows the season, where there is nothing but noise."""
    return float(100 * (1 - 1 / np.sqrt(2)))


@exercise("12.2")
def where_a_flat_line_is_as_good() -> float:
    """Noise, in sizes of the season, at which a flat line's mean squared error is seasonal naive's: 1 + v^2 = 2 v^2."""
    return 1.0


@exercise("12.3")
def cycles_to_average() -> int:
    """Cycles from which the averaged season's root mean squared error is within 5 % of the oracle's."""
    return next(C for C in range(1, 100) if np.sqrt(1 + 1 / C) <= 1.05)


@exercise("12.4")
def saved_by_the_averaged_season() -> float:
    """Percent of seasonal naive's error that the averaged season saves on one panel."""
    data = panel(3, 5, 0.4, mixed=True)
    error = {name: np.abs(made - data.future).mean() for name, made in peers(data).items()}
    return float(100 * (1 - error["averaged season"] / error["seasonal naive"]))
