"""Methods side by side on a rolling origin, timed: is an LSTM worth it for these data."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
import pandas as pd

from lstm.arrays import Array, counted
from lstm.errors import DataError, moment
from lstm.forecast.baselines import CLASSICS, Classic, SeasonalNaive
from lstm.forecast.comparison import Difference, advice, compare, windows
from lstm.forecast.evaluation import Model, foretold, rolling_origin, scores, until_first_cutoff
from lstm.forecast.forecaster import SeasonalForecaster
from lstm.forecast.foreseen import archive
from lstm.forecast.known import split
from lstm.forecast.lagged import METHODS, Lagged
from lstm.forecast.seasonality import season_of, unseasoned

FIRST = ("SeasonalNaive", "AutoETS", "Theta")
TRAINED = ("RNN", "GRU")
ALL = (FIRST[0], *CLASSICS, *METHODS, *TRAINED)
MOST_WINDOWS = 8


class Bench(NamedTuple):
    """What was compared and how it went.

    Attributes
    ----------
    about : str
        The data in a line.
    forecasts : DataFrame
        ``unique_id, ds, cutoff, y`` and a column for each method.
    table : DataFrame
        Scores of each method, best first; see :func:`lstm.forecast.evaluation.scores`.
    seconds : dict
        CPU time of each method.
    scale : Series
        By series: the in-sample error of seasonal naive.
    """

    about: str
    forecasts: pd.DataFrame
    table: pd.DataFrame
    seconds: dict[str, float]
    scale: pd.Series

    def __str__(self) -> str:
        """Show the table and say which method to use."""
        lines = [
            self.about,
            f"{'':14}{'MASE':>7}{'against seasonal naive':>27}{'80 % held':>11}{'seconds':>9}",
        ]
        for name, row in zip(map(str, self.table.index), self.table.to_dict("records"), strict=True):
            gap = (
                ""
                if name == "SeasonalNaive"
                else _spell(compare(self.forecasts, name, "SeasonalNaive", scale=self.scale))
            )
            share = row.get("coverage 80", np.nan)
            held = "" if np.isnan(share) else f"{100 * share:.0f} %"
            # None where seasonal naive was never wrong.
            mase = f"{row['MASE']:.3f}" if np.isfinite(row["MASE"]) else "-"
            lines.append(f"{name:14}{mase:>7}{gap:>27}{held:>11}{self.seconds[name]:9.2f}")
        return "\n".join([*lines, "", advice(self.forecasts, self.seconds, self.scale)])


def _spell(gap: Difference) -> str:
    more, least, most = (
        f"{0 - percent:+.{0 if percent < -1000 else 1}f}" for percent in (gap.saved, gap.upper, gap.lower)
    )
    return f"{more} % ({least} to {most})"


def describe(frame: pd.DataFrame, season: int | None = None) -> str:
    """Describe the data in a line or two, as the door and the forecaster see them.

    Examples
    --------
    >>> rows = pd.DataFrame({"unique_id": "a", "ds": range(9), "y": 1.0})
    >>> rows.attrs["freq"] = 1
    >>> print(describe(rows))
    1 series, 9 observations at frequency 1, 0 to 8, season 1
    """
    names, series = split(frame)
    freq, counts = frame.attrs["freq"], [len(y) for y in series]
    found = _season(series, freq, season)
    lengths = f"{counts[0]}" if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"
    each = " each" if len(names) > 1 else ""
    line = (
        f"{len(names)} series, {lengths} observations{each} at frequency {freq}, {moment(frame['ds'].min())} to "
        f"{moment(frame['ds'].max())}, season {found}"
    )
    return "\n".join([line, *unseasoned(series, found)])


def _season(series: Sequence[Array], freq: str | int, season: int | None) -> int:
    return season_of(series, freq, None if season is None else counted("season", season))


def bench(
    frame: pd.DataFrame,
    h: int,
    *,
    season: int | None = None,
    n_windows: int | None = None,
    methods: Sequence[str] | None = None,
    covariates: Sequence[str] = (),
    futr_df: pd.DataFrame | None = None,
    tune: bool = False,
    tell: Callable[[str], None] = lambda text: None,  # noqa: ARG005
) -> Bench:
    """Compare the LSTM with other methods on the same windows.

    Parameters
    ----------
    frame : DataFrame
        From :func:`lstm.forecast.frame.read`.
    h : int
        Steps to forecast.
    season, n_windows : int, optional
        Season; number of cutoffs: as many as leave three seasons before them, up to eight.
    methods : sequence of str, optional
        Of ``SeasonalNaive``, the classics, ``Ridge``, ``LightGBM``, ``RNN`` and ``GRU``; seasonal naive is always
        there.
    covariates : sequence of str
        Known in advance.
    futr_df : DataFrame, optional
        Covariates as they were forecast at each ``cutoff``, the last time seen by then: ``ds``, ``cutoff``, and
        ``unique_id``, but for rows that are for each series. Without, they are used as observed, which suits plans,
        and flatters every method where the weather counts.
    tune : bool
        Whether the LSTM is fine-tuned, behind its gate, on what came before the first cutoff.
    tell : callable
        Hears what is being done.

    Raises
    ------
    DataError
        An unknown method, series too short for one window, or a window whose covariates were not forecast.
    """
    installed = find_spec("statsforecast") is not None
    asked = methods if methods is not None else FIRST[1:] if installed else ()
    chosen = list(dict.fromkeys((FIRST[0], *asked)))
    if unknown := set(chosen) - set(ALL):
        raise DataError(f"methods: {min(unknown)!r} came; one of {', '.join(ALL)} expected")
    h, n = counted("h", h), None if n_windows is None else counted("n_windows", n_windows)
    names, series = split(frame)
    m = _season(series, frame.attrs["freq"], season)
    n = n or _room(names, series, h, m)
    if futr_df is not None:
        futr_df, n = _forecast(frame, futr_df, covariates, h, n, every=n_windows is not None)
    early = until_first_cutoff(frame, h, n, h)
    early.attrs = dict(frame.attrs)
    models: dict[str, Callable[[], Model]] = {
        "LSTM": lambda: _ours(early, h, m, covariates, futr_df, tune=tune)
    }
    for name in chosen:
        models[name] = _maker(name, m, covariates)
    out, seconds = None, {}
    for name, make in models.items():
        tell(f"{name} ...")
        start = time.process_time()
        made = rolling_origin(make(), frame, h, n_windows=n, level=[80, 95], futr_df=futr_df)
        seconds[name] = time.process_time() - start
        out = made if out is None else out.merge(made.drop(columns="y"), on=["unique_id", "ds", "cutoff"])
    assert out is not None  # noqa: S101  there is at least one model
    scale = _scale(early, m)
    order = windows(out, list(models), scale).mean().sort_values().index
    table = scores(out, early, m).loc[list(order)]
    about = f"{describe(frame, m)}; {n} windows of {h} steps"
    if covariates:
        how = "as observed, as if known in advance" if futr_df is None else "as forecast at each cutoff"
        about += f"; covariates {how}"
    if methods is None and not installed:
        about += f"; {' and '.join(FIRST[1:])} left out: pip install 'lstm[baselines]'"
    return Bench(about, out, table, seconds, scale)


def _room(names: Array, series: Sequence[Array], h: int, season: int) -> int:
    """Return how many windows leave three seasons before them; refuse series that leave none."""
    counts, least = [len(y) for y in series], max(3 * season, 8)
    shortest = int(np.argmin(counts))
    if counts[shortest] < least + h:
        raise DataError(
            f"series {names[shortest]!r}: {counts[shortest]} observations, the fewest of all; at least {least + h} "
            f"expected for a horizon of {h} and a season of {season}: give more history or a shorter horizon, or leave "
            "the series out"
        )
    return min(MOST_WINDOWS, (counts[shortest] - least) // h)


def _forecast(
    frame: pd.DataFrame, futr_df: pd.DataFrame, covariates: Sequence[str], h: int, most: int, *, every: bool
) -> tuple[pd.DataFrame, int]:
    """Return covariates as forecast, typed, and how many windows have them; refuse where none has, or not every."""
    if not covariates:
        raise DataError("futr_df: came without covariates; name the columns to use of it, or leave it out")
    futr_df = archive(futr_df, frame, covariates)
    n, lacking = foretold(frame, futr_df, covariates, h, most)
    if n == 0 or (every and n < most):
        raise DataError(
            f"futr_df: {lacking} is missing; a forecast at the cutoff of each window of {h} steps expected, back from "
            f"the end of the data: {f'ask for {n} windows' if n else 'give one'}, or leave the forecasts out"
        )
    return futr_df, n


def _ours(
    early: pd.DataFrame,
    h: int,
    season: int,
    covariates: Sequence[str],
    futr_df: pd.DataFrame | None,
    *,
    tune: bool,
) -> SeasonalForecaster:
    model = SeasonalForecaster(season_length=season, freq=early.attrs["freq"])
    return model.fit(early, futr_exog=covariates, h=h, futr_df=futr_df) if covariates or tune else model


def _maker(name: str, season: int, covariates: Sequence[str]) -> Callable[[], Model]:
    if name == "SeasonalNaive":
        return lambda: SeasonalNaive(season)
    if name in METHODS:
        return lambda: Lagged(name, season, covariates)
    if name in TRAINED:
        from lstm.forecast.recurrent import FromScratch  # noqa: PLC0415  torch

        return lambda: FromScratch(name, season)
    return lambda: Classic(name, season)


def _scale(early: pd.DataFrame, season: int) -> pd.Series:
    """In-sample error of seasonal naive by series; of the last value where the season is too long; never 0."""

    def one(y: pd.Series) -> float:
        lag = season if len(y) > season else 1
        return float(y.diff(lag).abs().mean() + 1e-9 * y.abs().mean()) or 1.0

    return early.groupby("unique_id")["y"].agg(one)
