"""What a forecaster has to beat, behind the same interface: seasonal naive and the classics of statsforecast."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from lstm.arrays import Array
from lstm.errors import DataError
from lstm.forecast.calendar import freq_of, future, longer


def same_phase(cutoff: Array, target: Array, season: int) -> Array:
    """Return the index of the last observation up to the cutoff at the phase of each target, (B, h).

    Examples
    --------
    >>> same_phase(np.array([9]), np.array([[10, 11, 14]]), 4).tolist()
    [[6, 7, 6]]
    """
    ahead = target - cutoff[:, None]
    return np.asarray(target - season * -(-ahead // season))


class SeasonalNaive:
    """Forecast the last value seen at the same phase of the season.

    Parameters
    ----------
    season_length : int
        Season, in observations.

    References
    ----------
    Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, section 5.2.

    Examples
    --------
    >>> df = pd.DataFrame({"unique_id": "a", "ds": range(8), "y": [1.0, 2, 3, 4, 1, 2, 3, 5]})
    >>> SeasonalNaive(4).predict(df, 2)["SeasonalNaive"].tolist()
    [1.0, 2.0]
    """

    def __init__(self, season_length: int) -> None:
        self.season_length = season_length

    def predict(
        self,
        df: pd.DataFrame,
        h: int,
        *,
        level: Sequence[float] = (),
        futr_df: pd.DataFrame | None = None,  # noqa: ARG002  the interface of all models
    ) -> pd.DataFrame:
        """Forecast h steps after each series; intervals come from the errors made within the data.

        Parameters
        ----------
        df : DataFrame
            Long frame ``unique_id, ds, y``.
        h : int
            Steps to forecast.
        level : sequence of float
            Interval levels in percent.
        futr_df : DataFrame, optional
            Not used.

        Raises
        ------
        DataError
            A series shorter than two seasons.
        """
        m, freq, parts = self.season_length, freq_of(df), []
        for name, part in df.groupby("unique_id", sort=True):
            y, n = part["y"].to_numpy(float), len(part)
            if n < 2 * m:
                raise DataError(f"series {name!r}: {n} observations; at least two seasons ({2 * m}) expected")
            place = same_phase(np.array([n - 1]), n - 1 + np.arange(1, h + 1)[None], m)[0]
            columns = {
                "unique_id": name,
                "ds": future(part["ds"].iloc[-1], h, freq),
                "SeasonalNaive": y[place],
            }
            error, seasons_ahead = y[m:] - y[:-m], np.ceil(np.arange(1, h + 1) / m)
            for percent in level:
                # Errors of a random walk over seasons grow with the square root of the seasons ahead.
                ends = np.quantile(error, [0.5 - percent / 200, 0.5 + percent / 200])[:, None]
                low, high = y[place] + ends * np.sqrt(seasons_ahead)
                columns[f"SeasonalNaive-lo-{percent:g}"], columns[f"SeasonalNaive-hi-{percent:g}"] = low, high
            parts.append(pd.DataFrame(columns))
        return pd.concat(parts, ignore_index=True)


# What each is called in statsforecast. Its AutoTheta chooses one of four by their errors within the data; the dynamic
# optimised one by itself erred less on each set of benchmarks/forecasting.py, in a third of the time on many series.
CLASSICS = {
    "AutoETS": "AutoETS",
    "Theta": "DynamicOptimizedTheta",
    "AutoTheta": "AutoTheta",
    "AutoARIMA": "AutoARIMA",
    "MSTL": "MSTL",
}


class Classic:
    """A method of statsforecast.

    Parameters
    ----------
    name : str
        One of :data:`CLASSICS`.
    season_length : int
        Season, in observations.

    References
    ----------
    Hyndman and Khandakar (2008) for ETS and ARIMA, Fiorucci et al. (2016) for Theta, which is their dynamic optimised
    model, Bandara et al. (2021) for MSTL.

    Raises
    ------
    DataError
        Another name, or statsforecast is not installed.
    """

    def __init__(self, name: str, season_length: int) -> None:
        if name not in CLASSICS:
            raise DataError(f"method {name!r} came; one of {', '.join(CLASSICS)} expected")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # its progress bar complains of notebooks without widgets
                from statsforecast import StatsForecast, models  # noqa: PLC0415  heavy, and only here
        except ImportError:
            raise DataError(f"{name} needs statsforecast: pip install 'lstm[baselines]'") from None
        self.name, self._run = name, StatsForecast
        lengths = sorted({season_length, longer(season_length, 1) or season_length})
        season = lengths if name == "MSTL" else season_length
        self._model = getattr(models, CLASSICS[name])(season_length=season, alias=name)

    def predict(
        self,
        df: pd.DataFrame,
        h: int,
        *,
        level: Sequence[float] = (),
        futr_df: pd.DataFrame | None = None,  # noqa: ARG002  the interface of all models
    ) -> pd.DataFrame:
        """Fit each series on its own and forecast h steps.

        Parameters
        ----------
        df : DataFrame
            Long frame ``unique_id, ds, y``.
        h : int
            Steps to forecast.
        level : sequence of float
            Interval levels in percent.
        futr_df : DataFrame, optional
            Not used.
        """
        run = self._run(models=[self._model], freq=freq_of(df), n_jobs=1)
        made: Any = run.forecast(df=df[["unique_id", "ds", "y"]], h=h, level=[int(p) for p in level] or None)
        return pd.DataFrame(made)
