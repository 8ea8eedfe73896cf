"""Forecasts of a partition of series at a time: on pandas, Dask or Spark, to the same bytes.

A forecast depends on its own series only, once frequency and season are settled. So the series may be dealt out in any
way, and what a lost worker had is computed again elsewhere.
"""

from __future__ import annotations

import copy
import importlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from lstm.arrays import counted
from lstm.errors import DataError
from lstm.forecast.forecaster import SeasonalForecaster
from lstm.forecast.frame import future_rows, read
from lstm.forecast.intervals import columns
from lstm.forecast.known import split
from lstm.forecast.quantiles import QUANTILES
from lstm.forecast.seasonality import season_of

BUCKET = "bucket of series"


def settled(model: SeasonalForecaster, rows: pd.DataFrame, **how: Any) -> SeasonalForecaster:
    """Return the model with frequency and season fixed, as given or as a first partition shows them.

    Parameters
    ----------
    model : SeasonalForecaster
        Left as it is.
    rows : DataFrame
        Whole series.
    how
        As :func:`lstm.forecast.frame.read`.

    Examples
    --------
    >>> rows = pd.DataFrame({"ds": pd.date_range("2024-01-01", periods=9, freq="MS"), "y": range(9)})
    >>> one = settled(SeasonalForecaster(), rows)
    >>> one.freq, one.season_length
    ('MS', 12)
    """
    frame = read(rows, exog=model.exog, freq=model.freq, **how)
    out = copy.copy(model)
    out.freq = frame.attrs["freq"]
    out.season_length = season_of(split(frame)[1], frame.attrs["freq"], model.season_length)
    return out


def part(
    model: SeasonalForecaster,
    rows: pd.DataFrame,
    h: int,
    *,
    level: Sequence[float] = (),
    quantiles: Sequence[float] = (),
    **how: Any,
) -> pd.DataFrame:
    """Forecast whole series that came together; covariates of the steps to forecast stand in rows without a target.

    Parameters
    ----------
    model : SeasonalForecaster
        As :func:`settled` returned it.
    rows : DataFrame
        Whole series, rows in any order.
    h, level, quantiles
        As :meth:`lstm.forecast.forecaster.SeasonalForecaster.predict`.
    how
        As :func:`lstm.forecast.frame.read`.

    Examples
    --------
    >>> rows = pd.DataFrame({"ds": range(9), "y": 5.0})
    >>> part(settled(SeasonalForecaster(), rows), rows, 1)["LSTM"].tolist()
    [5.0]
    """
    frame = read(rows, exog=model.exog, freq=model.freq, **how)
    ahead = future_rows(None, frame, model.futr_exog) if model.futr_exog else None
    return model.predict(frame, h, level=level, quantiles=quantiles, futr_df=ahead)


def distribute(
    model: SeasonalForecaster,
    df: Any,
    h: int,
    *,
    level: Sequence[float] = (),
    quantiles: Sequence[float] = (),
    engine: Any = None,
    partitions: int = 64,
) -> Any:
    """Forecast a frame of pandas, Dask or Spark where it is, through fugue (which knows Ray as well; not tested here).

    Parameters
    ----------
    model : SeasonalForecaster
        With `freq` and, where times are whole numbers, `season_length`: no partition shows those of all.
    df : frame
        ``unique_id, ds, y`` and the covariates of `fit`, rows in any order.
    h, level, quantiles
        As :meth:`lstm.forecast.forecaster.SeasonalForecaster.predict`.
    engine : optional
        What fugue takes for one: a Dask client, a Spark session; told by the frame where not given.
    partitions : int
        Into how many partitions series are dealt out.

    Returns
    -------
    frame
        As ``predict`` returns, of the engine's own kind, in no order.

    Raises
    ------
    DataError
        Frequency or season left open, fugue not installed, or as :func:`lstm.forecast.frame.read`.

    Examples
    --------
    >>> df = pd.DataFrame({"unique_id": ["a"] * 9 + ["b"] * 9, "ds": [*range(9)] * 2, "y": [1.0] * 9 + [2.0] * 9})
    >>> made = distribute(SeasonalForecaster(freq=1, season_length=1), df, 1)
    >>> sorted(made["LSTM"])
    [1.0, 2.0]
    """
    try:
        api: Any = importlib.import_module("fugue.api")  # only where it is asked for
    except ImportError:
        raise DataError("partitions need fugue: pip install 'lstm[scale]'") from None
    if model.freq is None or (isinstance(model.freq, int) and model.season_length is None):
        raise DataError(
            "freq, or the season of whole numbers, is left open; no partition shows that of all the data: "
            "give SeasonalForecaster(freq=..., season_length=...)"
        )
    counted("h", h)
    partitions = counted("partitions", partitions)
    kept = ["unique_id", "ds", "y", *model.exog]

    def deal(rows: pd.DataFrame) -> pd.DataFrame:
        names = rows["unique_id"].astype(str).to_numpy(object)
        bucket = (pd.util.hash_array(names) % partitions).astype("int64")
        return rows[kept].assign(**{BUCKET: bucket})

    def ahead(rows: pd.DataFrame) -> pd.DataFrame:
        return part(model, rows.drop(columns=BUCKET), h, level=level, quantiles=quantiles)

    names = columns(np.zeros((1, len(QUANTILES))), "LSTM", level, quantiles)
    schema = ",".join(f"`{name}`:double" for name in names)
    times = "long" if isinstance(model.freq, int) else "datetime"
    dealt = api.transform(df, deal, schema=_schema(api.get_schema(df), kept), engine=engine)
    return api.transform(
        dealt,
        ahead,
        schema=f"unique_id:str,ds:{times},{schema}",
        partition={"by": [BUCKET], "num": partitions},
        engine=engine,
    )


def _schema(own: Any, kept: list[str]) -> Any:
    """Name the columns that are kept, with their types, and the bucket."""
    if lacking := [name for name in kept if name not in own]:
        raise DataError(f"column {lacking[0]!r} is missing; the data have {', '.join(own.names)}")
    return own.extract(kept) + f"`{BUCKET}`:long"
