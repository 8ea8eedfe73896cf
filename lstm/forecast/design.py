"""Columns of the regression: level, trend, calendar, and what covariates do at once, lately and at an hour."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from lstm.arrays import Array
from lstm.forecast.known import Known

DESIGN = 3  # counts up when the columns change: coefficients of another design are of no use
RECENT = 3  # observations whose mean is what a covariate was lately


class Units(NamedTuple):
    """Mean and spread of each covariate, (K,), and whether it takes two values only."""

    center: Array
    spread: Array
    binary: Array


def design(s: Known, h: int, season: int, years: int, units: Units) -> Array:
    """Build the columns for all times of a series, (n + h, C).

    Parameters
    ----------
    s : Known
        Series of n observations, with its covariates.
    h : int
        Steps to forecast.
    season : int
        Season length, in observations.
    years : int
        Whole years seen: how fine a curve over the year may be.
    units : Units
        Of the covariates known in advance, then of those of the past.

    Examples
    --------
    >>> ds = pd.Series(pd.date_range("2024-01-01", periods=5))
    >>> one = Known(ds, np.arange(4.0), np.arange(5.0)[:, None], np.zeros((4, 0)), np.zeros(0))
    >>> X = design(one, 1, 7, 0, Units(np.zeros(1), np.ones(1), np.zeros(1, bool)))
    >>> X.shape, X[:, 9].tolist()  # after level, trend and seven days: the covariate
    ((5, 15), [0.0, 1.0, 2.0, 3.0, 4.0])
    """
    ds, n = s.ds, len(s.y)
    rows = len(ds)
    columns = [np.ones((rows, 1)), (np.arange(rows)[:, None] - n / 2) / max(n, 1)]
    columns += _calendar(ds, season, years)
    F = s.future.shape[1]
    lag = max(season, 1) * -(-h // max(season, 1))
    # Of what is known up to now: the value a lag ago.
    past = np.full((rows, s.past.shape[1]), units.center[F:])
    past[lag:n] = s.past[: max(n - lag, 0)]
    if n >= lag:
        past[n:] = s.past[n - lag : rows - lag]
    x = np.clip((np.concatenate([s.future, past], axis=1) - units.center) / units.spread, -8, 8)
    curved = x[:, ~units.binary] if x.shape[1] else x
    columns += [x, np.clip(curved, -3, 3) ** 2, np.maximum(curved, 0), np.maximum(curved - 1, 0)]
    for width in (RECENT, season):  # rain stays in the grass, heat in the walls
        if curved.shape[1] and width > 1:
            columns.append(pd.DataFrame(curved).rolling(width, min_periods=1).mean().to_numpy())
    hours = _hours(ds)
    if hours is not None:  # what a covariate does depends on the hour
        columns += [hours * x[:, k : k + 1] for k in range(x.shape[1])]
    return np.concatenate(columns, axis=1)


def _calendar(ds: pd.Series, season: int, years: int) -> list[Array]:
    """Time of year, day, hour and hour of the week; the phase of the season where times are whole numbers."""
    if ds.dtype.kind != "M":
        step = int(np.gcd.reduce(np.diff(ds)))  # of times that count in sevens, say
        return [np.eye(season)[ds.to_numpy() // step % season]] if 2 <= season <= 31 else []
    turn = 2 * np.pi * ((ds.dt.dayofyear - 1 + ds.dt.hour / 24) / 365.25).to_numpy()
    waves = [f(k * turn) for k in range(1, {0: 0, 1: 1}.get(years, 3) + 1) for f in (np.sin, np.cos)]
    out = [np.column_stack(waves)] if waves else []
    days, hours = np.eye(7)[ds.dt.dayofweek], _hours(ds)
    if _step(ds) < pd.Timedelta(days=7):
        out.append(days)
    if hours is not None:
        out += [hours, (hours[:, :, None] * days[:, None, :]).reshape(len(ds), -1)]
    return out


def years(ds: pd.Series) -> int:
    """Count the years from the first to the last time, a month short of one as one; 0 for whole numbers.

    Examples
    --------
    >>> years(pd.Series(pd.date_range("2024-01-01", "2024-12-31")))
    1
    """
    return int((ds.iloc[-1] - ds.iloc[0]).days + 35) // 365 if ds.dtype.kind == "M" else 0


def _step(ds: pd.Series) -> pd.Timedelta:
    return pd.Timedelta(ds.diff().median())


def _hours(ds: pd.Series) -> Array | None:
    """Hour of the day as columns, (n, 24), where observations come more often than daily."""
    if ds.dtype.kind != "M" or _step(ds) >= pd.Timedelta(days=1):
        return None
    return np.asarray(np.eye(24)[ds.dt.hour])
