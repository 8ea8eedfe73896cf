"""Exercises of chapter 17: the speed of a cell."""

from __future__ import annotations

from lstm.exercises.registry import exercise


@exercise("17.1")
def operations_of_a_step() -> int:
    """Multiplications and additions of one step's product for B = 32, I = 8, H = 64."""
    return 2 * 32 * (8 + 1 + 64) * 4 * 64


@exercise("17.2")
def most_that_a_faster_product_gains() -> float:
    """Three fifths of the time are products, and these become twice as fast."""
    return 1 / (0.4 + 0.6 / 2)


@exercise("17.3")
def sequential_steps_of_a_year() -> dict[str, int]:
    """Hourly values of 52 weeks, read by the hour and by the week."""
    return {"by the hour": 52 * 168, "by the week": 52}
