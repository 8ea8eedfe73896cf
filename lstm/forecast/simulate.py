"""A shop whose truth is known, and weather as it would have been forecast."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from lstm.arrays import Array, counted

# Multipliers of mean sales, Monday to Sunday: closed on no day, busiest on Saturday.
WEEK = np.array([0.80, 0.84, 0.90, 1.00, 1.25, 1.45, 0.76])
HOLIDAYS = ("01-01", "05-01", "07-14", "11-11", "12-25")
DISPERSION = 60.0  # of the negative binomial: variance = mean + mean^2 / 60


class Shop(NamedTuple):
    """Sales of a shop and the truth behind them.

    Attributes
    ----------
    frame : DataFrame
        ``unique_id, ds, y`` (items sold), ``temperature`` (degrees Celsius), ``rain`` (mm), ``promotion`` and
        ``holiday`` (0 or 1).
    mean : ndarray
        Mean sales of each day, given its weather, promotion and holiday: what the oracle knows.
    """

    frame: pd.DataFrame
    mean: Array


def shop(n_days: int = 1461, *, start: str = "2020-01-01", seed: int = 0) -> Shop:
    """Invent the daily sales of a shop that sells drinks.

    Mean sales are a product: trend x week x year x weather x holiday x promotion. Sales are counts with that
    mean, negative binomial, so that even the oracle, who knows the mean, makes an error.

    Parameters
    ----------
    n_days : int
        Length.
    start : str
        First day.
    seed : int
        Decides the weather, the promotions and the noise.

    Returns
    -------
    Shop
        The data and the truth.

    Examples
    --------
    >>> shop(3, seed=1).frame["y"].tolist() == shop(3, seed=1).frame["y"].tolist()
    True
    """
    n = counted("n_days", n_days)
    rng = np.random.default_rng(counted("seed", seed, 0))
    ds = pd.date_range(start, periods=n)
    year = 2 * np.pi * (ds.dayofyear.to_numpy() - 1) / 365.25
    temperature = 12 - 9 * np.cos(year - 0.35) + 3.2 * _autoregressive(n, 0.8, rng)
    wet = _autoregressive(n, 0.5, rng) > 0.5
    rain = np.where(wet, rng.gamma(1.2, 5.0, n), 0.0)
    promotion = (rng.random(n) < 1 / 20).astype(float)
    promotion = np.convolve(promotion, np.ones(4))[:n].clip(max=1)  # each lasts four days
    holiday = ds.strftime("%m-%d").isin(HOLIDAYS).astype(float)
    mean = (
        120
        * np.exp(0.12 * np.arange(n) / 365.25)  # grows by 12 % a year
        * WEEK[ds.dayofweek]
        * np.exp(0.10 * np.cos(2 * year - 0.8))  # more in early summer and before the new year
        * np.exp(0.028 * (temperature - 12))  # warm days sell drinks
        * np.exp(-0.022 * np.minimum(rain, 20))
        * np.where(holiday == 1, 0.45, 1)
        * np.where(promotion == 1, 1.35, 1)
    )
    y = rng.poisson(rng.gamma(DISPERSION, mean / DISPERSION)).astype(float)
    frame = pd.DataFrame({
        "unique_id": "shop", "ds": ds, "y": y, "temperature": temperature.round(1), "rain": rain.round(1),
        "promotion": promotion, "holiday": holiday,
    })  # fmt: skip
    return Shop(frame, mean)


def _autoregressive(n: int, phi: float, rng: np.random.Generator) -> Array:
    """Return x_t = phi x_{t-1} + noise with variance one."""
    x = rng.standard_normal(n)
    for t in range(1, n):
        x[t] = phi * x[t - 1] + np.sqrt(1 - phi * phi) * x[t]
    return x


def forecast_weather(
    df: pd.DataFrame, columns: dict[str, float], cutoffs: Array, h: int, *, memory: float, seed: int = 0
) -> pd.DataFrame:
    """Degrade observed weather into what would have been forecast at each cutoff.

    The forecast is the truth pulled towards the average of the days seen so far, plus an error. The share of
    the truth falls with the lead as ``memory ** lead`` and the error grows as it falls, so that a forecast far
    ahead is no better than the climate and has its spread: correlated errors, growing with the lead.

    Parameters
    ----------
    df : DataFrame
        One series: ``unique_id, ds`` and the observed weather.
    columns : dict
        Name of each weather column to its lowest possible value (``-inf`` where there is none).
    cutoffs : ndarray
        Last time seen of each window.
    h : int
        Steps to forecast.
    memory : float
        Correlation of forecast and truth lost per step, in (0, 1): the correlation at lead k is memory ** k.
    seed : int
        Decides the errors.

    Returns
    -------
    DataFrame
        ``unique_id, ds, cutoff`` and the columns as forecast.

    Examples
    --------
    >>> days = shop(60).frame
    >>> ahead = forecast_weather(days, {"temperature": -np.inf}, days["ds"].to_numpy()[[49]], 3, memory=0.9)
    >>> list(ahead.columns), len(ahead)
    (['unique_id', 'ds', 'cutoff', 'temperature'], 3)
    """
    parts, times = [], df["ds"].to_numpy()
    for number, cutoff in enumerate(cutoffs):
        rng = np.random.default_rng([seed, number])
        now = int(np.searchsorted(times, cutoff))
        rows = df.iloc[now + 1 : now + 1 + h]
        trust = memory ** np.arange(1, len(rows) + 1)
        out = {"unique_id": rows["unique_id"], "ds": rows["ds"], "cutoff": cutoff}
        for name, lowest in columns.items():
            seen = df[name].to_numpy(float)[max(0, now - 27 * _per_day(times)) : now + 1]
            error = _autoregressive(len(rows), memory, rng) * seen.std()
            value = trust * rows[name] + (1 - trust) * seen.mean() + np.sqrt(1 - trust**2) * trust * error
            out[name] = np.maximum(value, lowest)
        parts.append(pd.DataFrame(out))
    return pd.concat(parts, ignore_index=True)


def _per_day(times: Array) -> int:
    """Observations a day."""
    return max(1, round(float(np.timedelta64(1, "D") / (times[1] - times[0]))))
