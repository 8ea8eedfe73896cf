"""References of the exercises of chapter 7, the gates at work."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array
from lstm.exercises.registry import exercise


@exercise("7.1")
def what_a_nearly_shut_gate_lets_through() -> float:
    """Return what is left of a candidate of 1, let in by a gate of 0.03 and kept by 0.98, after 20 more steps."""
    return 0.03 * 0.98**20


@exercise("7.2")
def what_a_squashed_path_keeps() -> float:
    """Return a cell state of 1 after fifteen times tanh."""
    c = 1.0
    for _ in range(15):
        c = float(np.tanh(c))
    return c


@exercise("7.3")
def order_without_feedback() -> Array:
    """Return the cell state after XX, XY, YX and YY where X writes -1, Y writes 1, and both halve what was there."""
    return np.array([first / 2 + second for first in (-1.0, 1.0) for second in (-1.0, 1.0)])
