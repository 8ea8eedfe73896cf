"""Exercises of chapter 14: one LSTM for every season."""

from __future__ import annotations

from lstm.exercises.registry import exercise


@exercise("14.1")
def steps_of_a_series() -> dict[str, int]:
    """Whole seasons of 61 months, and what is left at the start."""
    return {"steps": 5, "left out": 1}


@exercise("14.2")
def weight_of_three_seasons() -> float:
    """Share of the three newest seasons in the fast average."""
    return 1.0 - 0.7**3


@exercise("14.3")
def error_of_the_last_fortnight() -> float:
    """Error of the shipped network in the last fortnight of the invented shop."""
    from lstm.forecast import SeasonalForecaster  # noqa: PLC0415  torch and pandas are loaded only where needed
    from lstm.forecast.shop import shop  # noqa: PLC0415

    days = shop().frame
    made = SeasonalForecaster().predict(days.iloc[:-14], 14)["LSTM"].to_numpy()
    return float(abs(made - days["y"].to_numpy()[-14:]).mean())
