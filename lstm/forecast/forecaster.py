"""SeasonalForecaster: fit, predict and cross-validate an LSTM with covariates known in advance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import torch

from lstm.arrays import Array, counted
from lstm.errors import DataError
from lstm.forecast.calendar import future, infer_freq, phases, seasons
from lstm.forecast.evaluation import cutoffs, rolling_origin
from lstm.forecast.frame import ahead, read
from lstm.forecast.intervals import at_levels, stretch, stretched
from lstm.forecast.network import MIDDLE, CovariateLSTM
from lstm.forecast.seasons import Series
from lstm.forecast.training import Plan, one_thread, tensors, train
from lstm.forecast.windows import cut, targets

MEMBERS = 3  # networks; each leaves out a block of the past on which the others' widths are checked
LEFT_OUT = 0.15  # share of the cutoffs in each block


class SeasonalForecaster:
    """An LSTM that corrects the seasonal naive forecast with the past, the calendar and covariates.

    Three networks are trained, each without one block of the past; the forecast is their mean, and the blocks
    calibrate the intervals.

    Parameters
    ----------
    season_length : int, optional
        Season, in observations; from the frequency where not given.
    h : int, optional
        Horizon to train for; two seasons where not given. `predict` takes any horizon.
    plan : Plan
        Length and speed of training.
    calendar : bool
        Whether the time of year, week and day are inputs.
    seed : int
        Equal seeds and data give equal forecasts, to the byte.

    Attributes
    ----------
    losses : list of list of float
        Loss of each update, for each network.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> y = 10 + 5 * np.sin(np.arange(120) * 2 * np.pi / 7) + rng.normal(0, 0.3, 120)
    >>> df = pd.DataFrame({"unique_id": "a", "ds": pd.date_range("2024-01-01", periods=120), "y": y})
    >>> model = SeasonalForecaster(h=7, plan=Plan(updates=5)).fit(df)
    >>> list(model.predict(df, 2, level=[80]).columns)
    ['unique_id', 'ds', 'LSTM', 'LSTM-lo-80', 'LSTM-hi-80']
    """

    def __init__(
        self,
        *,
        season_length: int | None = None,
        h: int | None = None,
        plan: Plan | None = None,
        calendar: bool = True,
        seed: int = 0,
    ) -> None:
        self.season_length = None if season_length is None else counted("season_length", season_length)
        self.h = None if h is None else counted("h", h)
        self.plan, self.calendar, self.seed = plan or Plan(), calendar, counted("seed", seed, 0)
        self.futr_exog: list[str] = []
        self.losses: list[list[float]] = []
        self._networks: list[CovariateLSTM] = []

    def fit(self, df: pd.DataFrame, futr_exog: Sequence[str] = ()) -> SeasonalForecaster:
        """Train on one or more series.

        Parameters
        ----------
        df : DataFrame
            ``unique_id, ds, y`` and the covariates.
        futr_exog : sequence of str
            Covariates that are known, or forecast, for the steps to forecast.

        Returns
        -------
        SeasonalForecaster
            This model.

        Raises
        ------
        DataError
            As :func:`lstm.forecast.frame.read`, or a series too short for its season and horizon.
        """
        frame = read(df, exog=futr_exog)
        self.futr_exog = list(futr_exog)
        self.freq_ = infer_freq(frame.loc[frame["unique_id"] == frame["unique_id"].iloc[0], "ds"])
        short, long = seasons(self.freq_)
        self.season_ = self.season_length or short
        self.long_ = long if long % self.season_ == 0 else self.season_
        self.h_ = self.h or 2 * self.season_
        # Two seasons, and at least a fortnight of steps, are what the encoder sees.
        self.lookback_ = min(max(2 * self.season_, 14), 56)
        self._mean = frame[self.futr_exog].mean().to_numpy(float)
        self._spread = frame[self.futr_exog].std().to_numpy(float) + 1e-9
        series = [self._series(part, None) for _, part in frame.groupby("unique_id", sort=True)]
        usable = [self._usable(one) for one in series]
        self._train(series, usable)
        return self

    def _usable(self, series: Series) -> Array:
        """List the cutoffs that training may use."""
        first, last = max(series.first_cutoff, self.lookback_), len(series.z) - 1 - self.h_
        if last - first < 10:
            raise DataError(
                f"y: a series of {len(series.z)} observations came; at least {first + self.h_ + 12} expected for a "
                f"season of {self.season_} and a horizon of {self.h_}: give more history or a shorter horizon"
            )
        return np.arange(first, last + 1)

    def _train(self, series: list[Series], usable: list[Array]) -> None:
        """Train each network without its block, then calibrate the widths on the blocks."""
        self._networks, self.losses = [], []
        held_quantiles, held_y = [], []
        for member in range(MEMBERS):
            kept, blocks = zip(*(_without(cutoff, member, self.h_) for cutoff in usable), strict=True)
            network, losses = train(
                series, kept, self.h_, self.lookback_, self.plan, seed=1000 * self.seed + member
            )
            self._networks.append(network)
            self.losses.append(losses)
            for one, block in zip(series, blocks, strict=True):
                window = cut(one, block, self.h_, self.lookback_)
                held_quantiles.append(_quantiles(network, window))
                held_y.append(targets(one, block, self.h_, window))
        self._factors = stretch(np.concatenate(held_quantiles), np.concatenate(held_y))

    def _series(self, part: pd.DataFrame, coming: pd.DataFrame | None) -> Series:
        """Transform one series and set calendar and covariates, those ahead included, beside it."""
        times, known = part["ds"], part[self.futr_exog].to_numpy(float)
        if coming is not None:
            times = pd.concat([times, coming["ds"]])
            known = np.concatenate([known, coming[self.futr_exog].to_numpy(float)])
        known = (known - self._mean) / self._spread
        calendar = phases(times) if self.calendar else np.zeros((len(times), 0))
        y = part["y"].to_numpy(float)
        logged = bool((y >= 0).all())
        return Series(
            np.log1p(y) if logged else y,
            np.concatenate([known, calendar], axis=1),
            self.season_,
            self.long_,
            logged,
        )

    def predict(
        self,
        df: pd.DataFrame,
        h: int,
        *,
        level: Sequence[float] = (),
        futr_df: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """Forecast h steps after each series.

        Parameters
        ----------
        df : DataFrame
            ``unique_id, ds, y`` and the covariates, up to now.
        h : int
            Steps to forecast.
        level : sequence of float
            Interval levels in percent.
        futr_df : DataFrame, optional
            ``unique_id, ds`` and the covariates of the steps to forecast; needed with covariates.

        Returns
        -------
        DataFrame
            ``unique_id, ds, LSTM`` and, for each level, ``LSTM-lo-80, LSTM-hi-80``.

        Raises
        ------
        DataError
            Not fitted, too little history, or covariates missing for a step to forecast.
        """
        if not self._networks:
            raise DataError("predict: the model is not fitted; call fit first")
        h, parts = counted("h", h), []
        for name, part in read(df, exog=self.futr_exog).groupby("unique_id", sort=True):
            times = future(part["ds"].iloc[-1], h, self.freq_)
            series = self._series(part, ahead(str(name), times, self.futr_exog, futr_df))
            cutoff = np.array([len(series.z) - 1])
            if cutoff[0] < max(series.first_cutoff, self.lookback_):
                raise DataError(
                    f"series {name!r}: {len(part)} observations; at least "
                    f"{max(series.first_cutoff, self.lookback_) + 1} expected for season {self.season_}"
                )
            window = cut(series, cutoff, h, self.lookback_)
            mean = np.mean([_quantiles(network, window) for network in self._networks], axis=0)
            z = window.level + window.scale * stretched(mean, self._factors)[0]  # (h, 7)
            y = np.maximum(np.expm1(z), 0) if series.logged else z
            ends = {f"LSTM-{end}": value for end, value in at_levels(y, level).items()}
            parts.append(pd.DataFrame({"unique_id": name, "ds": times, "LSTM": y[:, MIDDLE], **ends}))
        return pd.concat(parts, ignore_index=True)

    def cross_validation(
        self,
        df: pd.DataFrame,
        h: int,
        *,
        n_windows: int = 4,
        step_size: int | None = None,
        level: Sequence[float] = (),
        futr_exog: Sequence[str] = (),
        futr_df: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """Fit on the data before the first cutoff, then forecast from each cutoff with what was known then.

        Parameters
        ----------
        df, h, level, futr_exog, futr_df
            As :meth:`fit`, :meth:`predict` and :func:`lstm.forecast.evaluation.rolling_origin`.
        n_windows, step_size : int
            Number of cutoffs, steps between them.

        Returns
        -------
        DataFrame
            ``unique_id, ds, cutoff, y, LSTM`` and the ends of the intervals.
        """
        frame = read(df, exog=futr_exog)
        first = cutoffs(frame["ds"].to_numpy(), h, n_windows, step_size or h)[0]
        self.fit(frame[frame["ds"] <= first], futr_exog)
        return rolling_origin(
            self, frame, h, n_windows=n_windows, step_size=step_size, level=level, futr_df=futr_df
        )


def _without(cutoff: Array, member: int, h: int) -> tuple[Array, Array]:
    """Split cutoffs into those a member may train on and its block; no outcome stands in both."""
    size = max(1, int(LEFT_OUT * len(cutoff)))
    end = len(cutoff) - member * size
    block = cutoff[max(0, end - size) : end]
    kept = cutoff[(cutoff < block[0] - h) | (cutoff > block[-1] + h)]
    return (kept if len(kept) else cutoff), block


def _quantiles(network: CovariateLSTM, window: object) -> Array:
    """Run a network and return its quantiles as an array (B, h, 7)."""
    with one_thread(), torch.no_grad():
        return np.asarray(network(*tensors(window)))  # type: ignore[arg-type]
