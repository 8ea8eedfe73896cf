"""Several rows for one time: dropped where one was written twice, else put together as asked, or refused."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lstm.arrays import Array
from lstm.errors import DataError, moment

KEYS = ["unique_id", "ds"]


def once(
    frame: pd.DataFrame, told: list[str], duplicates: str, raw: pd.DataFrame, rows: Array
) -> pd.DataFrame:
    """Return one row per series and time.

    Parameters
    ----------
    frame : DataFrame
        ``unique_id, ds, y`` and covariates, sorted.
    told : list of str
        Takes a line for each rule that was applied.
    duplicates : {"error", "sum", "mean", "last"}
        What to do with several rows for one time. Where it is "error", those are dropped that stand there twice, alike
        in all columns of `raw`, and the hour that comes twice when the clock is set back is averaged.
    raw : DataFrame
        The data as they came.
    rows : array
        Which row of `raw` each label in the index of `frame` stands for.

    Raises
    ------
    DataError
        Several rows for one time, and nothing says what to do with them.

    Examples
    --------
    >>> rows = pd.DataFrame({"unique_id": "a", "ds": [1, 2, 2], "y": [5.0, 6.0, 7.0]})
    >>> once(rows, [], "sum", rows, np.arange(3))["y"].tolist()
    [5.0, 13.0]
    """
    if not frame.duplicated(KEYS).any():
        return frame
    if duplicates == "error":
        frame = _without_copies(frame, told, raw, rows[frame.index])
    twice = frame.duplicated(KEYS)
    if not twice.any():
        return frame
    how = duplicates
    if how == "error" and _clock_change(frame["ds"], frame.loc[twice, "ds"]):
        told.append(f"hours that came twice when the clock was set back, averaged: {int(twice.sum())}")
        how = "mean"
    elif how == "error":
        row = frame[twice].iloc[0]
        raise DataError(
            f"series {row['unique_id']!r}: two rows for {moment(row['ds'])}; one per time expected: drop one, name the "
            "column that tells series apart, or ask for duplicates='sum', 'mean' or 'last', or for the sum of all rows "
            "in a period, such as per='day'"
        )
    else:
        told.append(f"rows for a time that had one already, the {how} taken: {int(twice.sum())}")
    return gathered(frame, how)


def gathered(frame: pd.DataFrame, how: str) -> pd.DataFrame:
    """Return the sum, the mean or the last target of each series and time, sorted; of covariates beside a sum the mean.

    Examples
    --------
    >>> gathered(pd.DataFrame({"unique_id": "a", "ds": [2, 1, 2], "y": [5.0, 6.0, 7.0]}), "mean")["y"].tolist()
    [6.0, 6.0]
    """
    covariates = dict.fromkeys(frame.columns.drop([*KEYS, "y"]), "mean" if how == "sum" else how)
    groups = frame.groupby(KEYS, sort=True)
    out = groups.agg({"y": how, **covariates})
    if how == "sum":
        out["y"] = groups["y"].sum(min_count=1)  # nothing but missing values is missing, not zero
    return out.reset_index()


def _without_copies(frame: pd.DataFrame, told: list[str], raw: pd.DataFrame, rows: Array) -> pd.DataFrame:
    """Drop rows that are in `raw` what another one is; refuse where so many are that they may be sales of their own."""
    doubled = np.unique(rows[frame.duplicated(KEYS, keep=False)])
    # As text: a cell of a frame may be a list, which cannot be looked up.
    copies = doubled[raw.iloc[doubled].astype(str).duplicated().to_numpy()]
    if 10 * len(copies) > len(raw):
        raise DataError(
            f"{len(copies)} of {len(raw)} rows stand there twice, alike in all columns: written twice, or sales to be "
            "added? say which with duplicates='last' or duplicates='sum'"
        )
    if len(copies):
        told.append(f"rows that stood there twice, alike in all columns, dropped: {len(copies)}")
    return frame[~np.isin(rows, copies)]


def _clock_change(ds: pd.Series, twice: pd.Series) -> bool:
    """Say whether times that came twice are the hour that is repeated: on one Sunday of an autumn, before four."""
    if ds.dtype.kind != "M" or (ds == ds.dt.normalize()).all():
        return False
    nights = twice.dt.normalize().drop_duplicates()
    autumn = nights.dt.month.isin([9, 10, 11])
    spring = nights.dt.month.isin([3, 4])  # the autumn of the south
    one_each = not pd.DataFrame({"year": nights.dt.year, "autumn": autumn}).duplicated().any()
    return one_each and bool(
        (autumn | spring).all() and (nights.dt.dayofweek == 6).all() and (twice.dt.hour <= 3).all()
    )
