"""Data that two ways to read them see differently."""

import numpy as np


def hours(weeks, seed=0, weekend=0.2, noise=0.03):
    """Days with two peaks, and weekends unlike them; the size of each week is its own."""
    rng = np.random.default_rng(seed)
    day = 2 + np.sin(np.arange(24) * np.pi / 6) + np.sin(np.arange(24) * np.pi / 12)
    week = np.concatenate([np.tile(day, 5), np.full(48, 1 + weekend)])
    size = np.repeat(np.exp(rng.normal(0, 0.2, weeks)), 168)
    return 100 * np.tile(week, weeks) * size * np.exp(rng.normal(0, noise, 168 * weeks))


def other_years(years, seed=0, noise=0.02, m=12):
    """Peaks that stand three steps later every other year, and a level that goes up."""
    rng, steps = np.random.default_rng(seed), np.arange(m)
    one = [1.5 + np.sin(2 * np.pi * (steps - late) / m) for late in (0, m // 4)]
    y = np.tile(np.concatenate(one), -(-years // 2))[: years * m] + np.arange(years * m) / 200
    return 100 * y * np.exp(rng.normal(0, noise, len(y)))
