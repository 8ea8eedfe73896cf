"""References of the exercises of chapter 8, the battery of 1997."""

from __future__ import annotations

from lstm.exercises.registry import exercise
from lstm.intervals import wilson
from lstm.original import Original, original


@exercise("8.1")
def weights_of_a_network_of_1997() -> int:
    """Count the weights of 3 blocks of 2 cells with 2 inputs, 1 output, and biases everywhere."""
    return original("adding, 100", seeds=[0], own=Original(2, 1, 3, 2, "all")).size


@exercise("8.2")
def error_of_a_constant_answer() -> float:
    """Return the mean squared error of always answering 1/2: the variance of (X1 + X2) / 4, X uniform in [-1, 1]."""
    return 2 * (1 / 3) / 4**2


@exercise("8.3")
def successes_in_a_row_that_show_nine_in_ten() -> int:
    """Count the networks that must all succeed before Wilson's interval of the success rate begins above 0.9."""
    return next(n for n in range(1, 1000) if wilson(n, n)[0] > 0.9)
