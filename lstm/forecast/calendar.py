"""Dates to the time of the day, week and year: what is known of the future without a forecast."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd

from lstm.arrays import Array
from lstm.errors import DataError

# Frequency alias of pandas -> observations in the season that people mean by it, and in the next longer one.
SEASONS: dict[str, tuple[int, int]] = {
    "h": (24, 168),
    "D": (7, 7),
    "B": (5, 5),
    "W": (52, 52),
    "M": (12, 12),
    "Q": (4, 4),
    "Y": (1, 1),
}


def infer_freq(ds: pd.Series) -> str | int:
    """Return the frequency of sorted, distinct time stamps; for whole numbers the largest step that fits all.

    A few missing times do not hide the frequency: what any five neighbours show is tried on the rest, then the
    commonest step.

    Raises
    ------
    DataError
        Time stamps with no regular frequency.

    Examples
    --------
    >>> infer_freq(pd.Series(pd.date_range("2024-01-31", periods=9, freq="ME").delete(4)))
    'ME'
    >>> infer_freq(pd.Series([2, 4, 8]))
    2
    """
    if pd.api.types.is_integer_dtype(ds):
        return int(np.gcd.reduce(np.diff(ds)))
    neighbours = (pd.DatetimeIndex(ds.iloc[at : at + 5]) for at in range(min(len(ds) - 2, 60)))
    shown = {freq for freq in map(pd.infer_freq, neighbours) if freq is not None}
    ranges = {freq: pd.date_range(ds.iloc[0], ds.iloc[-1], freq=freq) for freq in sorted(shown)}
    fitting = {freq: len(full) for freq, full in ranges.items() if ds.isin(full).all()}
    if fitting:
        return min(fitting, key=fitting.__getitem__)  # business days before days: fewer holes
    steps = ds.diff().dropna()
    commonest = steps.mode().iloc[0]
    if (steps == commonest).mean() > 0.5:
        return str(pd.tseries.frequencies.to_offset(cast("Any", commonest)).freqstr)
    raise DataError(
        f"ds: no regular frequency found from {ds.iloc[0]} to {ds.iloc[-1]}; one time stamp per period expected: "
        "fill the missing dates or aggregate the observations"
    )


def seasons(freq: str | int) -> tuple[int, int]:
    """Return the season length of a frequency and the next longer one; (1, 1) where it has none.

    Examples
    --------
    >>> seasons("h"), seasons("MS"), seasons("W-SUN"), seasons(1)
    ((24, 168), (12, 12), (52, 52), (1, 1))
    """
    name = str(freq).split("-")[0]
    for alias in (name, name[:1]):
        if alias in SEASONS:
            return SEASONS[alias]
    return (1, 1)


def future(last: pd.Timestamp | int, h: int, freq: str | int) -> Array:
    """Return the h time stamps after `last`.

    Examples
    --------
    >>> future(10, 3, 1).tolist()
    [11, 12, 13]
    """
    if isinstance(freq, int):
        return np.asarray(last) + freq * np.arange(1, h + 1)
    return np.asarray(pd.date_range(pd.Timestamp(last), periods=h + 1, freq=freq)[1:])


def phases(ds: Array | pd.Series) -> Array:
    """Return the time of year, week and day as sines and cosines, (n, 8); zeros for integers.

    Two harmonics of the year, one of the week, one of the day: smooth, and equal at both ends of a turn.

    Examples
    --------
    >>> phases(pd.Series(pd.date_range("2024-01-01", periods=3))).shape
    (3, 8)
    """
    index = pd.Index(ds)
    if not isinstance(index, pd.DatetimeIndex):
        return np.zeros((len(index), 8))
    hour = index.hour + index.minute / 60
    turns = [
        (index.dayofyear - 1 + hour / 24) / 365.25,
        2 * (index.dayofyear - 1 + hour / 24) / 365.25,
        (index.dayofweek + hour / 24) / 7,
        hour / 24,
    ]
    angles = 2 * np.pi * np.column_stack(turns)  # (n, 4)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
