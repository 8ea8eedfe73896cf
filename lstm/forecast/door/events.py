"""Rows that are single events, such as sales with their times: put together to one row per series and period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lstm.errors import DataError, moment
from lstm.forecast.calendar import span
from lstm.forecast.door.doubles import gathered
from lstm.forecast.door.grid import spread
from lstm.forecast.door.names import listed
from lstm.forecast.door.periods import begin, called

LEAST = 3  # periods of a series, those without a row included
SHORT = 100  # periods in a row without any row that are no mistake yet
MOST = 2**25  # rows of all series


def by_period(frame: pd.DataFrame, freq: str, how: str, told: list[str]) -> pd.DataFrame:
    """Return one row per series and period, named by the first moment of the period.

    A sum over no row is zero: each series goes on to the end of the last period. A period at either end of the data
    that they do not cover, by what others show, is left out.

    Parameters
    ----------
    frame : DataFrame
        ``unique_id, ds, y`` and covariates, of which the mean is taken.
    freq : str
        As :func:`lstm.forecast.door.periods.period` returns it.
    how : {"sum", "mean", "last"}
        What to take of the values in a period.
    told : list of str
        Takes a line for each rule that was applied.

    Raises
    ------
    DataError
        Times that are no dates, a long time without a row, or too many series and periods.

    Examples
    --------
    >>> sold = pd.to_datetime(["2024-05-01 09:30", "2024-05-01 17:10", "2024-05-03 12:00"])
    >>> by_period(pd.DataFrame({"unique_id": "a", "ds": sold, "y": [5.0, 6.0, 7.0]}), "D", "sum", [])["y"].tolist()
    [11.0, 0.0, 7.0]
    """
    if frame["ds"].dtype.kind != "M":
        raise DataError(f"per: {freq!r} came, the times are whole numbers; write the times as dates")
    frame = frame.sort_values("ds", kind="stable")
    begins = begin(frame["ds"], freq)
    last = begins.iloc[-1]
    if how == "sum":
        frame, last = _covered(frame, begins, freq, told)
    out = gathered(frame.assign(ds=begins), how)
    told.append(f"rows put together by the {how} of each {called(freq)}: {len(frame)}, to {len(out)}")
    return _zeros(out, last, freq, told) if how == "sum" else out


def _covered(
    frame: pd.DataFrame, begins: pd.Series, freq: str, told: list[str]
) -> tuple[pd.DataFrame, pd.Timestamp]:
    """Leave out the first and the last period where the data begin later, or end earlier, than in any other.

    Also says which is the last period that the data cover: it may have no row.
    """
    step = pd.tseries.frequencies.to_offset(freq)
    seen = frame["ds"].groupby(begins).agg(["min", "max"])
    if len(seen) <= LEAST:
        return frame, seen.index[-1]
    begun = pd.DatetimeIndex(seen.index)
    ends = begun + step
    length: pd.TimedeltaIndex = ends - begun  # of a year, a leap year is the longest
    late: pd.Series = (seen["min"] - begun) / length
    early: pd.Series = (ends - seen["max"]) / length
    whole, last = np.ones(len(frame), bool), seen.index[-1]
    if late.iloc[0] > late.iloc[1:].max():
        whole &= (begins != seen.index[0]).to_numpy()
        begin_at = moment(seen["min"].iloc[0])
        told.append(
            f"the {called(freq)} of {moment(begun[0])}, left out: the data begin in it, at {begin_at}"
        )
    if early.iloc[-1] > early.iloc[:-1].max():
        whole &= (begins != last).to_numpy()
        told.append(
            f"the {called(freq)} of {moment(last)}, left out: the data end in it, at {moment(seen['max'].iloc[-1])}"
        )
        last -= step
    if lost := sorted(set(frame["unique_id"]) - set(frame["unique_id"][whole])):
        told.append(f"series with rows in what was left out alone: {listed(lost)}")
    return frame[whole], last


def _zeros(out: pd.DataFrame, last: pd.Timestamp, freq: str, told: list[str]) -> pd.DataFrame:
    """Add the periods without a row: from the first of each series to the last of all."""
    some = np.sort(pd.concat([out["ds"], pd.Series([last], dtype=out["ds"].dtype)]).unique())
    empty = span(some[:-1], some[1:], freq) - 2
    if len(empty) and empty.max() > max(SHORT, span(some[:1], some[-1:], freq)[0] / 2):
        k = int(empty.argmax())
        raise DataError(
            f"times: no row from {moment(some[k])} to {moment(some[k + 1])}, more than half of all; a wrong date? "
            "mend or drop it, or put rows together over longer periods"
        )
    first = out.groupby("unique_id", sort=True)["ds"].min()
    if span(first.to_numpy(), some[-1:], freq).sum() > MOST:
        raise DataError(
            f"per: {freq!r} came; {len(first)} series would have too many periods: take longer ones"
        )
    calendar = pd.date_range(some[0], some[-1], freq=freq)
    start = np.minimum(calendar.get_indexer(pd.DatetimeIndex(first)), max(len(calendar) - LEAST, 0))
    length = len(calendar) - start
    code = pd.factorize(out["unique_id"])[0]
    place = calendar.get_indexer(pd.DatetimeIndex(out["ds"])) - start[code]
    made, _, without = spread(out, code, place, length, lambda owner, step: calendar[start[owner] + step])
    if without.any():
        told.append(
            f"sums that are zero, no row being in their {called(freq)}: {int(without.sum())} of {len(made)}"
        )
    made.loc[without, "y"] = 0.0
    return made
