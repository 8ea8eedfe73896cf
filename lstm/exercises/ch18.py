"""Exercises of chapter 18: since 1997."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array
from lstm.attention import attend
from lstm.exercises.registry import exercise
from lstm.prefix import prefix_scan


@exercise("18.1")
def rounds_of_a_scan() -> int:
    """Rounds that a scan by doubling needs for 1,000 steps."""
    return prefix_scan(np.zeros(1000), np.zeros(1000))[1]


@exercise("18.2")
def two_steps_in_one() -> Array:
    """Factor and term of two steps of c = f c + b as one: f = 0.5, b = 1 and then f = 0.8, b = -2."""
    return np.array([0.8 * 0.5, 0.8 * 1.0 - 2.0])


@exercise("18.3")
def what_a_head_returns() -> float:
    """The head's answer to the query 2 over the keys 0 and 1 with the values 0 and 1; H is 1."""
    column = np.array([[0.0], [1.0]])
    return float(attend(np.array([[2.0]]), column, column)[0][0, 0])


@exercise("18.4")
def where_ones_lead_a_minlstm() -> float:
    """Where the state of a minLSTM goes on ones without end: f = 0.75, i = 0.25, candidate 2."""
    return 0.25 * 2 / (1 - 0.75)
