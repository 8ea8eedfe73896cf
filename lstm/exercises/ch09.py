"""References of the exercises of chapter 9, learning to forget."""

from __future__ import annotations

import numpy as np

from lstm.exercises.registry import exercise
from lstm.memory import half_life


@exercise("9.1")
def half_life_at_a_bias_of_four() -> float:
    """Return the number of steps after which sigmoid(4) has halved a memory."""
    return float(half_life(1 / (1 + np.exp(-4.0))))


@exercise("9.2")
def bias_that_keeps_nine_tenths_of_a_year_of_months() -> float:
    """Return the bias b for which sigmoid(b)^12 = 0.9."""
    keep = 0.9 ** (1 / 12)
    return float(np.log(keep / (1 - keep)))


@exercise("9.3")
def what_a_bias_of_five_leaves_of_a_year_of_days() -> float:
    """Return sigmoid(5)^365."""
    return float((1 / (1 + np.exp(-5.0))) ** 365)
