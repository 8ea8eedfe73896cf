"""Exercises of chapter 15: is it a necessity."""

from __future__ import annotations

import numpy as np

from lstm.exercises.registry import exercise


@exercise("15.1")
def error_saved() -> float:
    """Percent of an error of 0.84 that an error of 0.80 saves."""
    return 100 * (1 - 0.80 / 0.84)


@exercise("15.2")
def units_of_a_plain_network() -> int:
    """Units of a plain RNN with as many parameters as an LSTM of 8 units, one input."""
    return next(H for H in range(1, 100) if H * (1 + H + 2) >= 4 * 8 * (1 + 8 + 2))


@exercise("15.3")
def p_value() -> float:
    """Diebold and Mariano on five windows."""
    from lstm.forecast.comparison import diebold_mariano  # noqa: PLC0415  scipy is loaded only where needed

    return diebold_mariano(np.array([1.0, 2.0, 1.5, 2.5, 1.0]))[1]
