"""Ridge and gradient boosting on lags, calendar and covariates: what a covariate forecaster has to beat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from lstm.arrays import Array
from lstm.errors import DataError
from lstm.forecast.calendar import freq_of, future, longer, phases
from lstm.forecast.known import ahead
from lstm.forecast.scale import Scale

METHODS = ("Ridge", "LightGBM")
DIGITS = 6  # more differ from processor to processor, and trees split elsewhere for them


class Lagged:
    """A regression on what was known h steps before, one model for all series, fitted anew at each forecast.

    Parameters
    ----------
    name : {"Ridge", "LightGBM"}
        The method; its settings are the library's, but for 300 trees and a learning rate of .05.
    season_length : int
        Season, in observations.
    futr_exog : sequence of str
        Covariates known in advance.

    Raises
    ------
    DataError
        Another name, or the library is not installed.
    """

    def __init__(self, name: str, season_length: int, futr_exog: Sequence[str] = ()) -> None:
        if name not in METHODS:
            raise DataError(f"method {name!r} came; one of {', '.join(METHODS)} expected")
        self.name, self.season_length, self.futr_exog = name, season_length, list(futr_exog)
        try:
            self._model = _model(name)
        except ImportError:
            raise DataError(f"{name} needs another library: pip install 'lstm[baselines]'") from None

    def predict(
        self,
        df: pd.DataFrame,
        h: int,
        *,
        level: Sequence[float] = (),  # noqa: ARG002  no intervals
        futr_df: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """Fit and forecast h steps.

        Parameters
        ----------
        df : DataFrame
            Long frame ``unique_id, ds, y`` and covariates.
        h : int
            Steps to forecast.
        level : sequence of float
            Not used: there are no intervals.
        futr_df : DataFrame, optional
            Covariates of the steps to forecast.

        Raises
        ------
        DataError
            No series is long enough for the lags.
        """
        freq = freq_of(df)
        X, z, asked, scales = [], [], [], []
        for name, part in df.groupby("unique_id", sort=True):
            coming = ahead(str(name), future(part["ds"].iloc[-1], h, freq), self.futr_exog, futr_df, freq)
            scale = Scale.of(part["y"].to_numpy(float))
            rows = pd.concat(
                [part.assign(z=scale.there(part["y"].to_numpy(float))), coming], ignore_index=True
            )
            table, n = self._features(rows, h, freq), len(part)
            whole = table[:n].notna().all(axis=1).to_numpy()
            X.append(table[:n][whole])
            z.append(rows["z"].to_numpy(float)[:n][whole])
            asked.append(table[n:])
            scales.append((name, coming["ds"], scale))
        seen, center = pd.concat(X), pd.concat(X).mean()
        if len(seen) < 2:
            raise self._short(df, h)
        spread = seen.std() + 1e-9
        self._model.fit(_units(seen, center, spread), np.concatenate(z).round(DIGITS))
        parts = []
        for table, (name, ds, scale) in zip(asked, scales, strict=True):
            made = scale.back(self._model.predict(_units(table.fillna(center), center, spread)))
            parts.append(pd.DataFrame({"unique_id": name, "ds": ds, self.name: made}))
        return pd.concat(parts, ignore_index=True)

    def _short(self, df: pd.DataFrame, h: int) -> DataError:
        """Say how many observations leave two rows to fit: the lags of the others reach before the first one."""
        m = self.season_length
        least = max(m * -(-h // m) + 2 * m, h + 4 * m - 1) + 2
        return DataError(
            f"{self.name}: {df.groupby('unique_id').size().max()} observations at the first cutoff, at least {least} "
            f"expected for a horizon of {h} and a season of {m}: give more history, a shorter horizon or fewer "
            "windows, or leave the method out"
        )

    def _features(self, rows: pd.DataFrame, h: int, freq: str | int) -> pd.DataFrame:
        """Columns for each time that were known h steps before it."""
        m = self.season_length
        first = m * -(-h // m)
        lags = {first, first + m, first + 2 * m, h}
        long = longer(m, freq)
        if long and long <= len(rows) // 3 and (far := long * -(-h // long)) < len(rows) - h - 1:
            lags |= {far}
        table = pd.DataFrame({f"lag {lag}": rows["z"].shift(lag) for lag in sorted(lags)})
        table["mean of a season"] = rows["z"].shift(h).rolling(m).mean()
        table["mean of four"] = rows["z"].shift(h).rolling(4 * m).mean()
        table["trend"] = np.arange(len(rows), dtype=float)
        waves = pd.DataFrame(phases(rows["ds"]), index=rows.index).add_prefix("phase ")
        if rows["ds"].dtype.kind == "M":
            clock = {"day": rows["ds"].dt.dayofweek, "hour": rows["ds"].dt.hour}
            for name, values in clock.items():
                hot = pd.get_dummies(values, prefix=name).astype(float)
                table = pd.concat([table, hot], axis=1) if hot.shape[1] > 1 else table
        return pd.concat([table, waves, rows[self.futr_exog]], axis=1)


def _units(table: pd.DataFrame, center: pd.Series, spread: pd.Series) -> Array:
    return np.asarray(((table - center) / spread).to_numpy().round(DIGITS))


def _model(name: str) -> Any:
    if name == "Ridge":
        from sklearn.linear_model import RidgeCV  # noqa: PLC0415  only where it is asked for

        return RidgeCV(np.logspace(-2, 4, 13))
    from lightgbm import LGBMRegressor  # noqa: PLC0415

    return LGBMRegressor(
        n_estimators=300, learning_rate=0.05, verbose=-1, n_jobs=1, random_state=0, deterministic=True
    )
