"""Exercises of chapter 11: forecasting honestly."""

from __future__ import annotations

import numpy as np

from lstm.exercises.registry import exercise


@exercise("11.1")
def tenth_step() -> float:
    """Seasonal naive ten steps ahead, season 7."""
    return 3.0


@exercise("11.2")
def two_quantile_losses() -> dict[str, float]:
    """Loss of a 90 % quantile of 100 for two outcomes."""
    return {"120": 18.0, "80": 2.0}


@exercise("11.3", tolerance=0.0)
def best_constant() -> int:
    """The constant with the least quantile loss on the shop's sales."""
    from lstm.forecast.shop import shop  # noqa: PLC0415  pandas is loaded only where it is needed

    sold = shop().frame["y"].to_numpy()
    losses = [np.maximum(0.9 * (sold - c), -0.1 * (sold - c)).mean() for c in range(int(sold.max()))]
    return int(np.argmin(losses))
