"""Dates to the time of the day, week and year: what is known of the future without a forecast."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any, cast

import numpy as np
import pandas as pd

from lstm.arrays import Array
from lstm.errors import DataError, moment

# Frequency alias of pandas -> observations in the season that people mean by it, and in the next longer one.
SEASONS: dict[str, tuple[int, int]] = {
    "D": (7, 364),
    "B": (5, 260),
    "W": (52, 52),
    "M": (12, 12),
    "SM": (24, 24),
    "Q": (4, 4),
    "Y": (1, 1),
}
DAY = pd.Timedelta(days=1)
PANDAS = "a frequency as pandas writes it, such as 'D' or 'MS',"
# What pandas once called its frequencies, and people still do.
OLD = {
    "H": "h",
    "T": "min",
    "S": "s",
    "d": "D",
    "w": "W",
    "b": "B",
    **dict.fromkeys("Aay", "Y"),
    "m": "M",
    "q": "Q",
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
    shown = {freq for freq in map(pd.infer_freq, _neighbours(ds)) if freq is not None}
    ranges = {freq: pd.date_range(ds.iloc[0], ds.iloc[-1], freq=freq) for freq in sorted(shown)}
    fitting = {freq: len(full) for freq, full in ranges.items() if ds.isin(full).all()}
    if fitting:
        return min(fitting, key=fitting.__getitem__)  # business days before days: fewer holes
    steps = ds.diff().dropna()
    commonest = steps.mode().iloc[0]
    if (steps == commonest).mean() > 0.5:
        return str(pd.tseries.frequencies.to_offset(cast("Any", commonest)).freqstr)
    raise DataError(
        f"ds: no regular frequency found from {moment(ds.iloc[0])} to {moment(ds.iloc[-1])}; one time stamp "
        "per period expected: fill the missing dates, or put the rows of a period together with per='day', 'week' or "
        "'month'"
    )


def _neighbours(ds: pd.Series) -> Iterator[pd.DatetimeIndex]:
    """Give five neighbours at a time, of the first; of equal steps up to a week, those of each weekday once."""
    first, seen = pd.DatetimeIndex(ds.iloc[:64]), set()
    steps = np.diff(first.astype("int64"))
    for at in range(min(len(ds) - 2, 60)):
        alike = len(set(steps[at : at + 4])) == 1 and first[at + 1] - first[at] <= 7 * DAY
        look = (steps[at], first[at].weekday()) if alike else at
        if look not in seen:
            seen.add(look)
            yield first[at : at + 5]


def freq_of(df: pd.DataFrame) -> str | int:
    """Return the frequency that the data door noted beside a frame, or that of its first series.

    Examples
    --------
    >>> freq_of(pd.DataFrame({"unique_id": "a", "ds": [2, 4, 6]}))
    2
    """
    noted: str | int | None = df.attrs.get("freq")
    return noted or infer_freq(df.loc[df["unique_id"] == df["unique_id"].iloc[0], "ds"])


def seasons(freq: str | int) -> tuple[int, int]:
    """Return the season length of a frequency and the next longer one; (1, 1) where it has none.

    Examples
    --------
    >>> seasons("h"), seasons("15min"), seasons("MS"), seasons("2W-SUN"), seasons("7D"), seasons(1)
    ((24, 168), (96, 672), (12, 12), (26, 26), (52, 52), (1, 1))
    """
    if isinstance(freq, int):
        return (1, 1)
    offset = pd.tseries.frequencies.to_offset(freq)
    if isinstance(offset, pd.tseries.offsets.Tick):
        step = pd.Timedelta(cast("Any", offset))
        if step < DAY:
            for period, longer in (
                (DAY, 7 * DAY),
                (pd.Timedelta(hours=1), DAY),
                (pd.Timedelta(minutes=1), DAY / 24),
            ):
                if 2 <= period / step <= 366 and period % step == pd.Timedelta(0):
                    return (round(period / step), round(longer / step))
            return (1, 1)
        weeks, rest = divmod(step, 7 * DAY)
        if weeks and not rest:  # weeks counted in days
            return seasons(f"{weeks}W")
        return SEASONS["D"] if step == DAY else (1, 1)
    name = offset.name.split("-")[0].rstrip("ES") or "B"
    short, long = SEASONS.get(name.lstrip("B") or "B", SEASONS.get(name, (1, 1)))
    return (short // offset.n, long // offset.n) if short % offset.n == 0 and short > offset.n else (1, 1)


def spelled(freq: str | int, ds: pd.Series) -> str | int:
    """Return a frequency as pandas writes it today; months, quarters, years and weeks begin or end as the times do.

    Raises
    ------
    DataError
        A step that does not go forward, one of dates for whole numbers, or the other way about.

    Examples
    --------
    >>> first = pd.Series(pd.date_range("2024-01-01", periods=3, freq="MS"))
    >>> spelled("M", first), spelled("2H", first), spelled("W-SUN", first), spelled("W", first[:1])
    ('MS', '2h', 'W-SUN', 'W-MON')
    >>> spelled(7, pd.Series([0, 7]))
    7
    """
    if isinstance(freq, int | np.integer):
        if ds.dtype.kind == "M":
            raise DataError(f"freq: {freq} came, the times are dates; {PANDAS} expected")
        if freq < 1:
            raise DataError(f"freq: {freq} came; a step of at least 1 expected")
        return int(freq)
    if ds.dtype.kind != "M":
        raise DataError(
            f"freq: {freq!r} came, the times are whole numbers; their step, a whole number, expected: give that or "
            "nothing, or write the times as dates"
        )
    parts = re.fullmatch(r"(\d*)([A-Za-z])(-\w+)?", str(freq))
    if parts is None:
        return freq
    many, letter, anchor = parts.groups(default="")
    letter = OLD.get(letter, letter)
    if letter in "MQY":
        letter += "S" if (ds.dt.day == 1).all() else "E"
    if letter == "W" and not anchor and len(ds.dt.dayofweek.unique()) == 1:
        anchor = f"-{ds.iloc[0].day_name()[:3].upper()}"
    return f"{many}{letter}{anchor}"


LONGER = {24: 168, 48: 336, 96: 672, 7: 364, 5: 260}  # where only the season is known


def longer(season: int, freq: str | int) -> int:
    """Return the longer period above a season, in observations: the calendar's, or the usual one for whole numbers.

    Examples
    --------
    >>> longer(24, 1), longer(24, "h"), longer(12, "MS")
    (168, 168, 0)
    """
    short, long = seasons(freq)
    if isinstance(freq, int):
        long = LONGER.get(season, 0)
    elif season != short:
        long = 0
    return long if long > season and long % season == 0 else 0


def span(first: Array, last: Array, freq: str | int) -> Array:
    """Return about how many observations lie from each first time to each last, both counted.

    Examples
    --------
    >>> span(np.array([1]), np.array([9]), 2).tolist()
    [5.0]
    """
    if isinstance(freq, int):
        return np.asarray((last - first) / freq + 1)
    try:
        with warnings.catch_warnings(action="error"):  # pandas warns before it fails
            step = pd.date_range("2001-01-01", periods=9, freq=freq)
    except (ValueError, ZeroDivisionError, FutureWarning):
        raise DataError(f"freq: {freq!r} came; {PANDAS} expected") from None
    if step[8] <= step[0]:
        raise DataError(f"freq: {freq!r} came; a step forward expected")
    return np.asarray((last - first) / ((step[8] - step[0]) / 8).to_numpy() + 1)


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


def futures(ends: Array, h: int, freq: str | int) -> Array:
    """Return the times of the h steps after each end, one after the other.

    Examples
    --------
    >>> futures(np.array([10, 20]), 2, 1).tolist()
    [11, 12, 21, 22]
    """
    if isinstance(freq, int):
        return np.asarray((ends[:, None] + freq * np.arange(1, h + 1)).ravel())
    after = {end: future(end, h, freq) for end in np.unique(ends)}
    return np.concatenate([after[end] for end in ends])


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
