"""Exercises of chapter 13: sales, weather and the calendar."""

from __future__ import annotations

import math

from lstm.exercises.registry import exercise


@exercise("13.1")
def growth_in_a_week() -> float:
    """Growth of the shop's mean sales in seven days."""
    return math.exp(0.12 * 7 / 365.25)


@exercise("13.2")
def seasonal_naive_on_the_shop() -> float:
    """Error of repeating the same day of the week before."""
    from lstm.forecast.shop import shop  # noqa: PLC0415  pandas is loaded only where it is needed

    return float(shop().frame["y"].diff(7).abs().mean())


@exercise("13.3")
def oracle_on_the_shop() -> float:
    """Error of who knows the mean of each day."""
    from lstm.forecast.shop import shop  # noqa: PLC0415  pandas is loaded only where it is needed

    truth = shop()
    return float((truth.frame["y"] - truth.mean).abs().mean())
