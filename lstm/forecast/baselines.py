"""What a forecaster has to beat, behind the same interface."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lstm.errors import DataError
from lstm.forecast.calendar import future, infer_freq
from lstm.forecast.seasons import same_phase


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
        m, parts = self.season_length, []
        for name, part in df.groupby("unique_id", sort=True):
            y, n = part["y"].to_numpy(float), len(part)
            if n < 2 * m:
                raise DataError(f"series {name!r}: {n} observations; at least two seasons ({2 * m}) expected")
            place = same_phase(np.array([n - 1]), n - 1 + np.arange(1, h + 1)[None], m)[0]
            columns = {
                "unique_id": name,
                "ds": future(part["ds"].iloc[-1], h, infer_freq(part["ds"])),
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
