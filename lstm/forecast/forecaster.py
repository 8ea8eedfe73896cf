"""SeasonalForecaster: forecasts at once, adapts where that helps, and says what it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from lstm.arrays import Array, counted, several
from lstm.forecast import store
from lstm.forecast.covariates import Regression, fitted
from lstm.forecast.device import choose, placed
from lstm.forecast.evaluation import rolling_origin, until_first_cutoff
from lstm.forecast.foreseen import foreseen
from lstm.forecast.frame import future_rows, read_apart
from lstm.forecast.gate import Gate, through
from lstm.forecast.known import Known, known
from lstm.forecast.persistence import pack, unpack
from lstm.forecast.questions import Question, answers
from lstm.forecast.zeroshot import forecast


class SeasonalForecaster:
    """The shipped network, which needs no fit; `fit` adapts it to data and covariates.

    Parameters
    ----------
    season_length : int, optional
        Season, in observations, 1 for none; from the frequency, or the data themselves, where not given.
    freq : str or int, optional
        Frequency as pandas writes it; read from the times where not given.
    non_negative : bool, optional
        Whether forecasts below zero are cut; where not given, for series that were never below zero.
    seed : int
        Of fine-tuning: equal seeds and data give equal bytes.
    device : str
        Where the network computes: "cpu"; "auto", a GPU where there is one; "cuda". The last digits depend on it.

    Attributes
    ----------
    gate_ : Gate or None
        After `fit`: what was tried, what it gained on held-back data, and what was kept.
    network : Frozen or SeasonalLSTM
        The shipped network, or the fine-tuned one: in NumPy, on a GPU in torch.
    regression : Regression or None
        What covariates explain.

    Examples
    --------
    >>> import numpy as np
    >>> y = 10 + 5 * np.sin(np.arange(60) * 2 * np.pi / 12) + np.random.default_rng(0).normal(0, 0.5, 60)
    >>> df = pd.DataFrame({"unique_id": "a", "ds": pd.date_range("2019-01-01", periods=60, freq="MS"), "y": y})
    >>> SeasonalForecaster().predict(df, h=1, level=[80]).round(1)
      unique_id         ds  LSTM  LSTM-lo-80  LSTM-hi-80
    0         a 2024-01-01   9.8         9.0        10.5
    """

    def __init__(
        self,
        *,
        season_length: int | None = None,
        freq: str | int | None = None,
        non_negative: bool | None = None,
        seed: int = 0,
        device: str = "cpu",
    ) -> None:
        self.season_length = None if season_length is None else counted("season_length", season_length)
        self.freq, self.non_negative, self.seed = freq, non_negative, counted("seed", seed, 0)
        self.futr_exog, self.hist_exog, self.stat_exog = list[str](), list[str](), list[str]()
        self.gate_: Gate | None = None
        self.device = choose(device)
        self.network = placed(store.pretrained(), self.device)
        self.regression: Regression | None = None

    @property
    def exog(self) -> list[str]:
        """Names of all covariates."""
        return [*self.futr_exog, *self.hist_exog, *self.stat_exog]

    def predict(
        self,
        df: Any,
        h: int,
        *,
        level: Sequence[float] = (),
        quantiles: Sequence[float] = (),
        futr_df: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """Forecast h steps after each series.

        Parameters
        ----------
        df : frame or path
            ``unique_id, ds, y`` and the covariates of `fit`, up to now; as :func:`lstm.forecast.frame.read`.
        h : int
            Steps to forecast.
        level, quantiles : sequence of float
            Interval levels in percent; quantiles between 0 and 1.
        futr_df : DataFrame, optional
            ``unique_id, ds`` and the covariates of `fit` at the steps to forecast, or rows of `df` without ``y``. Of
            several forecasts of a step, told apart by a column ``cutoff``, the newest counts.

        Returns
        -------
        DataFrame
            ``unique_id, ds, LSTM``, per level ``LSTM-lo-80, LSTM-hi-80``, per quantile ``LSTM-q-0.1``; in
            ``.attrs["mended"]`` the rules of the door, and whether series were too short for the season.

        Raises
        ------
        DataError
            As :func:`lstm.forecast.frame.read`, or covariates missing for a step to forecast.
        """
        h = counted("h", h)
        return next(answers([self._question(df, h, futr_df)], partial(self._made, h=h), level, quantiles))

    def predict_windows(
        self, windows: Iterable[tuple[pd.DataFrame, pd.DataFrame]], h: int, *, level: Sequence[float] = ()
    ) -> Iterator[pd.DataFrame]:
        """Give what :meth:`predict` gives for each pair of `df` and `futr_df`; of few series, in less time."""
        h = counted("h", h)
        return answers((self._question(df, h, futr) for df, futr in windows), partial(self._made, h=h), level)

    def _question(self, df: Any, h: int, futr_df: pd.DataFrame | None) -> Question:
        frame, coming = read_apart(df, self.exog, self.freq)
        beside: list[Known] = []
        if self.regression is not None and self.gate_ is not None and self.gate_.kept:
            if futr_df is not None and self.futr_exog:
                coming = future_rows(futr_df, frame, self.futr_exog)
            beside = known(frame, self.futr_exog, self.hist_exog, self.stat_exog, h, coming)
        return Question.of(frame, self.season_length, beside)

    def _made(self, one: Question, h: int) -> list[Array]:
        how: dict[str, Any] = {"non_negative": self.non_negative}
        run, widths = self.network, () if self.gate_ is None else self.gate_.widths
        alone = partial(forecast, run, one.series, one.season, one.long, h, widths=widths, **how)
        if self.regression is None or not one.beside:
            return alone()
        return through(self.gate_, alone, partial(self.regression.forecast, run, one.beside, h, **how))

    def fit(
        self,
        df: Any,
        *,
        futr_exog: Sequence[str] = (),
        hist_exog: Sequence[str] = (),
        stat_exog: Sequence[str] = (),
        calendar: bool = False,
        h: int | None = None,
        futr_df: pd.DataFrame | None = None,
    ) -> SeasonalForecaster:
        """Adapt to data: to covariates where there are any, else by fine-tuning; kept only where it helps.

        Parameters
        ----------
        df : frame or path
            ``unique_id, ds, y`` and the covariates; numbers.
        futr_exog, hist_exog, stat_exog : sequence of str
            Covariates known in advance (weather as forecast, promotions), known up to now only, and unchanging.
        calendar : bool
            Regress on the time of year, week and day even without covariates, in place of fine-tuning.
        h : int, optional
            Horizon to judge by; two seasons, or what a quarter of the data allow, where not given.
        futr_df : DataFrame, optional
            Past forecasts of covariates, as :func:`lstm.forecast.foreseen.foreseen`: the gate judges by them, and
            intervals learn their errors. Without, both believe that what came had been known.

        Returns
        -------
        SeasonalForecaster
            This model; `gate_` says what was decided.

        Raises
        ------
        DataError
            As :func:`lstm.forecast.frame.read`, or a static covariate that changes.
        """
        futr, hist, stat = (several(names) for names in (futr_exog, hist_exog, stat_exog))
        frame, _ = read_apart(df, [*futr, *hist, *stat], self.freq)
        asked = Question.of(frame, self.season_length, [])
        h = asked.horizon(h)
        network, regression = placed(store.pretrained(), self.device), None
        past = foreseen(frame, futr_df, futr) if futr_df is not None else None
        if futr or hist or stat or calendar:
            beside = known(frame, futr, hist, stat)
            regression, gate = fitted(network, asked.season, asked.long, beside, h, past)
        else:
            from lstm.forecast.finetuning import tuned  # noqa: PLC0415  torch, which nothing else here needs

            network, gate = tuned(network, asked.series, asked.season, asked.long, h, seed=self.seed)
        # All at once: a fit that failed leaves the model as it was.
        self.futr_exog, self.hist_exog, self.stat_exog = futr, hist, stat
        self.network, self.regression, self.gate_ = network, regression, gate
        return self

    def cross_validation(
        self,
        df: Any,
        h: int,
        *,
        n_windows: int = 4,
        step_size: int | None = None,
        level: Sequence[float] = (),
        futr_df: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """Forecast from several cutoffs with what was known then; a fitted model is fitted anew before the first.

        Parameters
        ----------
        df, h, level
            As :meth:`predict`.
        n_windows, step_size : int
            Number of cutoffs, steps between them (h where not given).
        futr_df : DataFrame, optional
            Covariates as forecast, with a column ``cutoff``; without, as they came: an oracle, and ``.attrs`` says so.

        Returns
        -------
        DataFrame
            ``unique_id, ds, cutoff, y, LSTM`` and the ends of the intervals.
        """
        frame, _ = read_apart(df, self.exog, self.freq)
        model = copy(self)
        model.freq = frame.attrs["freq"]
        known_then = futr_df if futr_df is not None and "cutoff" in futr_df else None
        if self.gate_ is not None:
            early = until_first_cutoff(frame, h, n_windows, step_size or h)
            names: dict[str, Any] = {k: getattr(self, k) for k in ("futr_exog", "hist_exog", "stat_exog")}
            model.fit(early, **names, calendar=self.regression is not None, h=h, futr_df=known_then)
        windows: dict[str, Any] = {"n_windows": n_windows, "step_size": step_size, "level": level}
        out = rolling_origin(model, frame, h, **windows, futr_df=known_then)
        if self.futr_exog:
            out.attrs["covariates"] = "observed: an oracle" if known_then is None else "as forecast"
        return out

    def save(self, path: str | Path) -> Path:
        """Save the model in one file; return its path.

        Raises
        ------
        OSError
            The folder cannot be written; an older file stays whole.
        """
        return store.save(path, *pack(self))

    @classmethod
    def load(cls, path: str | Path, *, device: str = "cpu") -> SeasonalForecaster:
        """Load a saved model; nothing in the file is executed.

        Raises
        ------
        ModelFileError
            Not a file that :meth:`save` wrote, or damaged.
        """
        model: SeasonalForecaster = unpack(cls, *store.load(path), store.named(path), device)
        return model
