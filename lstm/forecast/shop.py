"""A shop whose truth is known, and weather as it would have been forecast."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from lstm.arrays import Array, counted
from lstm.forecast.calendar import phases

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

    With r = ``memory ** lead``, the forecast is climate + r^2 (truth - climate) + r sqrt(1 - r^2) spread e,
    where e is an autoregressive error of variance one. So departures from the climate correlate with the truth
    by r, the mean squared error is (1 - r^2) spread^2, and the forecast is no bolder than it deserves to be:
    far ahead it is the climate itself. The climate is a curve fitted to what was seen up to the cutoff: a wave over
    the day and, once a whole year was seen, a wave over the year; the spread is the scatter around it. Where a
    value would fall below its lowest one, it is set to that.

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
        Correlation of forecast and truth at a lead of one step, in (0, 1); at lead k it is memory ** k.
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
        r = memory ** np.arange(1, len(rows) + 1)
        out = {"unique_id": rows["unique_id"], "ds": rows["ds"], "cutoff": cutoff}
        for name, lowest in columns.items():
            climate, spread = _climate(df["ds"][: now + 1], df[name].to_numpy(float)[: now + 1], rows["ds"])
            error = _autoregressive(len(rows), memory, rng) * spread
            value = climate + r**2 * (rows[name] - climate) + r * np.sqrt(1 - r**2) * error
            out[name] = np.maximum(value, lowest)
        parts.append(pd.DataFrame(out))
    return pd.concat(parts, ignore_index=True)


def _climate(ds: pd.Series, seen: Array, ahead: pd.Series) -> tuple[Array, float]:
    """Return the climate of the times ahead and the scatter around it, from what was seen."""
    days = (ds - ds.iloc[-1]) / pd.Timedelta(days=1)
    whole_year = days.iloc[0] <= -365
    late = np.ones(len(ds), bool) if whole_year else (days > -28).to_numpy()
    columns = [3, 7, *([0, 4] if whole_year else [])]  # of phases: the day, the year
    past, coming = (np.column_stack([np.ones(len(t)), phases(t)[:, columns]]) for t in (ds[late], ahead))
    curve = np.linalg.lstsq(past, seen[late], rcond=None)[0]
    return coming @ curve, float((seen[late] - past @ curve).std())
