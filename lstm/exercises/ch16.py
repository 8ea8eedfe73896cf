"""Exercises of chapter 16: your data."""

from __future__ import annotations

from lstm.exercises.registry import exercise


@exercise("16.1")
def sum_of_a_column() -> float:
    """Sum of numbers with decimal commas."""
    return 1.5 + 2.25 + 1000.75


@exercise("16.2")
def filled_hole() -> float:
    """What stands in a hole: the last value before it."""
    return 10.0


@exercise("16.3")
def quarters() -> dict[str, int]:
    """Season of quarterly data, and whole seasons in 43 quarters."""
    return {"season": 4, "seasons": 10}
