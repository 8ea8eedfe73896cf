"""What a forecast is asked from, and its answer: small questions go through the network together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from lstm.arrays import Array, counted
from lstm.forecast.calendar import longer
from lstm.forecast.intervals import table
from lstm.forecast.known import Known, split
from lstm.forecast.seasonality import season_of, unseasoned
from lstm.forecast.zeroshot import ROWS


class Question(NamedTuple):
    """The series of one frame from the data door, and what their forecasts depend on.

    Attributes
    ----------
    names, ends : ndarray
        (N,), of the series: name and last time.
    series : list of ndarray
        Their N histories.
    freq : str or int
        Step between two times.
    season, long : int
        Season length and longer period, in observations.
    mended : list of str
        What the door did.
    beside : list of Known
        The series with their covariates; empty where these do not count.

    Examples
    --------
    >>> rows = pd.DataFrame({"unique_id": ["a", "a", "b"], "ds": [1, 2, 1], "y": [1.0, 2.0, 3.0]})
    >>> rows.attrs |= {"freq": 1, "mended": []}
    >>> one = Question.of(rows, 1, [])
    >>> one.answer([np.ones((1, 11))] * 2).to_dict("list")
    {'unique_id': ['a', 'b'], 'ds': [3, 2], 'LSTM': [1.0, 1.0]}
    """

    names: Array
    ends: Array
    series: list[Array]
    freq: str | int
    season: int
    long: int
    mended: list[str]
    beside: list[Known]

    @classmethod
    def of(cls, frame: pd.DataFrame, season_length: int | None, beside: list[Known]) -> Question:
        """Ask about the series of a frame from the data door; their season is found where it is not given."""
        names, series = split(frame)
        freq, last = frame.attrs["freq"], np.cumsum([len(y) for y in series]) - 1
        season, ends = season_of(series, freq, season_length), frame["ds"].to_numpy()[last]
        return cls(names, ends, series, freq, season, longer(season, freq), frame.attrs["mended"], beside)

    def horizon(self, h: int | None) -> int:
        """Return the steps to judge by: two seasons where none are given, and no more than a quarter of the data."""
        most = max(1, max(map(len, self.series)) // 4)
        return min(max(2 * self.season, 4) if h is None else counted("h", h), most)

    def answer(
        self, made: Sequence[Array], level: Sequence[float] = (), quantiles: Sequence[float] = ()
    ) -> pd.DataFrame:
        """Return quantiles (h, 11) of each series as a frame, and in its ``.attrs`` what was done to the data."""
        out = table(self.names, self.ends, self.freq, made, "LSTM", level, quantiles)
        out.attrs["mended"] = [*self.mended, *unseasoned(self.series, self.season)]
        return out


def answers(
    questions: Iterable[Question],
    forecast: Callable[[Question], list[Array]],
    level: Sequence[float] = (),
    quantiles: Sequence[float] = (),
) -> Iterator[pd.DataFrame]:
    """Answer questions in their order, neighbours with the same season together until they fill a batch.

    Parameters
    ----------
    questions : iterable of Question
        Taken one by one.
    forecast : callable
        Gives quantiles (h, 11) of each series of a question.
    level, quantiles : sequence of float
        As :func:`lstm.forecast.intervals.columns`.

    Examples
    --------
    >>> rows = pd.DataFrame({"unique_id": "a", "ds": range(9), "y": 1.0})
    >>> rows.attrs |= {"freq": 1, "mended": []}
    >>> views = (Question.of(rows[:n], 1, []) for n in (7, 8, 9))
    >>> [made["ds"].item() for made in answers(views, lambda one: [np.ones((1, 11))] * len(one.series))]
    [7, 8, 9]
    """
    some: list[Question] = []
    for one in questions:
        full = sum(len(before.series) for before in some) >= ROWS
        if some and (full or (one.season, one.long) != (some[0].season, some[0].long)):
            yield from _together(some, forecast, level, quantiles)
            some = []
        some.append(one)
    yield from _together(some, forecast, level, quantiles)


def _together(
    some: list[Question],
    forecast: Callable[[Question], list[Array]],
    level: Sequence[float],
    quantiles: Sequence[float],
) -> Iterator[pd.DataFrame]:
    series, beside = [y for one in some for y in one.series], [s for one in some for s in one.beside]
    made = forecast(some[0]._replace(series=series, beside=beside))
    for one in some:
        yield one.answer(made[: len(one.series)], level, quantiles)
        made = made[len(one.series) :]
