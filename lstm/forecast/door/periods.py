"""Periods that times fall in, from minutes to years, each named by its first moment; and times one in each of them."""

from __future__ import annotations

import warnings

import pandas as pd

from lstm.errors import DataError
from lstm.forecast.calendar import DAY, OLD, span
from lstm.forecast.door.doubles import KEYS

WEEK = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
# How people say it, and pandas. A week begins on the day it is named by, a quarter and a year in January.
PER = {
    "minute": "min",
    "hour": "h",
    "day": "D",
    "week": "W-MON",
    "month": "MS",
    "quarter": "QS",
    "year": "YS",
}
SPELLED = {"W": "W-MON", "M": "MS", "Q": "QS", "Y": "YS", "QS-JAN": "QS", "YS-JAN": "YS"}
CALENDAR = {"MS": "M", "QS": "Q", "YS": "Y"}  # as pandas calls such periods
# Where one time falls in each, the finest is meant; business days after days, weeks from Monday before other weeks.
TRIED = ("h", "D", "B", *(f"W-{day}" for day in WEEK), "MS", "QS", "YS")
LEAST, FULL = 8, 0.8  # times of a series, and share of the periods that have one, to read times as periods


def period(per: str) -> str:
    """Return the frequency of periods as pandas writes it.

    Raises
    ------
    DataError
        No period, or one that does not divide a day.

    Examples
    --------
    >>> [period(per) for per in ("day", "week", "M", "H", "15min")]
    ['D', 'W-MON', 'MS', 'h', '15min']
    """
    name = str(per).strip()
    name = PER.get(name.lower().removesuffix("s"), name)
    name = OLD.get(name, name)
    name = SPELLED.get(name, name)
    if name == "B" or not _known(name):
        raise DataError(
            f"per: {per!r} came; one of {', '.join(PER)}, or a frequency as pandas writes it, such as '15min' or "
            "'W-SUN', expected"
        )
    return name


def _known(freq: str) -> bool:
    if freq in CALENDAR or freq in TRIED:
        return True
    try:
        with warnings.catch_warnings(action="error"):  # pandas warns before it fails
            step = pd.Timedelta(pd.tseries.frequencies.to_offset(freq))  # type: ignore[arg-type]
    except (ValueError, FutureWarning):
        return False
    return pd.Timedelta(0) < step <= DAY and DAY % step == pd.Timedelta(0)


def called(freq: str) -> str:
    """Return how people call a period.

    Examples
    --------
    >>> called("MS"), called("W-SUN"), called("15min")
    ('month', 'week from SUN', '15min')
    """
    if freq.startswith("W-") and freq != PER["week"]:
        return f"week from {freq[2:]}"
    return next((name for name, other in PER.items() if other == freq), freq)


def begin(ds: pd.Series, freq: str) -> pd.Series:
    """Return the first moment of the period that each time falls in.

    Examples
    --------
    >>> times = pd.Series(pd.to_datetime(["2024-05-15 09:30"]))
    >>> [str(begin(times, freq)[0].date()) for freq in ("D", "W-MON", "MS", "QS", "YS")]
    ['2024-05-15', '2024-05-13', '2024-05-01', '2024-04-01', '2024-01-01']
    """
    out: pd.Series
    if freq in CALENDAR:
        out = ds.dt.to_period(CALENDAR[freq]).dt.start_time
    elif freq.startswith("W-"):
        since = (ds.dt.dayofweek - WEEK.index(freq[2:])) % 7
        out = ds.dt.normalize() - pd.to_timedelta(since, "D")
    else:
        out = ds.dt.floor("D" if freq == "B" else freq)
    return out.astype(ds.dtype)


def onto(rows: pd.DataFrame, freq: str | int | None, told: list[str]) -> pd.DataFrame:
    """Move rows of covariates to the periods they fall in, where the frequency has any; several become their mean.

    Examples
    --------
    >>> rain = pd.DataFrame({"ds": pd.to_datetime(["2024-05-15 06:00", "2024-05-15 18:00"]), "rain": [0.0, 3.0]})
    >>> onto(rain, "D", [])["rain"].tolist()
    [1.5]
    """
    if not (isinstance(freq, str) and _known(freq) and rows["ds"].dtype.kind == "M"):
        return rows
    begins = begin(rows["ds"], freq)
    if (begins == rows["ds"]).all():
        return rows
    rows = rows.assign(ds=begins)
    keys = [key for key in (*KEYS, "cutoff") if key in rows]
    out = rows.groupby(keys, sort=True).mean().reset_index()
    told.append(
        f"times read as the {called(freq)} they fall in: {len(rows)} rows, to {len(out)} by their mean"
    )
    return out


def uneven(frame: pd.DataFrame, freq: str | int | None) -> str | None:
    """Return the period of which each holds one time of a series, on whatever day and at whatever hour; None for none.

    Parameters
    ----------
    frame : DataFrame
        ``unique_id, ds``, one row per series and time, sorted.
    freq : str, int or None
        The only one to try, where it was given.

    Examples
    --------
    >>> meter = pd.date_range("2024-01-31", periods=9, freq="ME") - pd.to_timedelta([0, 2, 1, 3, 0, 1, 4, 2, 0], "D")
    >>> uneven(pd.DataFrame({"unique_id": "meter", "ds": meter}), None)
    'MS'
    """
    if frame["ds"].dtype.kind != "M":
        return None
    if freq is not None:
        name = SPELLED.get(str(freq), str(freq))
        return name if _known(name) and _each(frame, begin(frame["ds"], name), name) else None
    if frame.groupby("unique_id")["ds"].size().max() < LEAST:
        return None
    for name in TRIED:
        begins = begin(frame["ds"], name)
        if _each(frame, begins, name) and _dense(frame, begins, name):
            return name
    return None


def _each(frame: pd.DataFrame, begins: pd.Series, freq: str) -> bool:
    """Say whether no period holds two times of a series."""
    if freq == "B" and (begins.dt.dayofweek > 4).any():
        return False
    return not pd.DataFrame({"unique_id": frame["unique_id"], "ds": begins}).duplicated().any()


def _dense(frame: pd.DataFrame, begins: pd.Series, freq: str) -> bool:
    """Say whether most periods of a series, from its first time to its last, hold one."""
    ends = begins.groupby(frame["unique_id"]).agg(["min", "max"])
    return len(frame) >= FULL * float(span(ends["min"].to_numpy(), ends["max"].to_numpy(), freq).sum())
