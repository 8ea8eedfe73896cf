"""What pandas keeps beside the cells of a frame, labels of its rows and levels of its columns, as columns and names."""

from __future__ import annotations

import re

import pandas as pd
from pandas.api.types import infer_dtype

from lstm.forecast.door.headers import YEAR
from lstm.forecast.door.together import TIMES

WORDS = {"string", "categorical", "date", "datetime", "period"}


def unlabelled(data: pd.DataFrame, told: list[str]) -> pd.DataFrame:
    """Return a frame whose rows are only counted: times, names and levels among its labels become columns.

    Numbers are left out, unless they are years or have the name of a time. Levels of columns become one name.

    Parameters
    ----------
    data : DataFrame
        Of any index and columns.
    told : list of str
        Takes a line for each rule that was applied.

    Examples
    --------
    >>> unlabelled(pd.DataFrame({"2024": [5, 6]}, index=["north", "south"]), [])["index"].tolist()
    ['north', 'south']
    """
    if isinstance(data.columns, pd.MultiIndex):
        names = [" ".join(part for part in map(str, levels) if part) for levels in data.columns]
        told.append(f"the names of columns have {data.columns.nlevels} levels: they were joined")
        data = data.set_axis(names, axis=1)
    if isinstance(data.index, pd.MultiIndex):
        return _with_levels(data, told)
    if isinstance(data.index, pd.DatetimeIndex | pd.PeriodIndex) or data.index.name == "ds":
        if "ds" in data:
            return data.reset_index(drop=True)
        told.append("the index was read as the time")
        index = data.index.to_timestamp() if isinstance(data.index, pd.PeriodIndex) else data.index
        return data.set_axis(index.rename("ds")).reset_index()
    if list(data.columns) == ["y"] and (
        data.index.name is not None or not isinstance(data.index, pd.RangeIndex)
    ):
        return data.rename_axis("ds").reset_index()
    name = "index" if data.index.name is None else data.index.name
    if name in data or not _says_something(data.index):
        return data.reset_index(drop=True)
    told.append(f"the index was read as the column {name!r}")
    return data.set_axis(data.index.rename(name)).reset_index()


def _says_something(index: pd.Index) -> bool:
    """Say whether labels are words or times, by their name or as years."""
    if infer_dtype(index) in WORDS or str(index.name).lower() in TIMES:
        return True
    if isinstance(index, pd.RangeIndex) or infer_dtype(index) != "integer":
        return False
    return all(re.fullmatch(YEAR, str(end)) for end in (index.min(), index.max()))


def _with_levels(data: pd.DataFrame, told: list[str]) -> pd.DataFrame:
    names = [f"level {k}" if name is None else name for k, name in enumerate(data.index.names, 1)]
    if len(set(names)) < len(names) or not set(names).isdisjoint(data.columns):
        return data.reset_index(drop=True)
    told.append("the levels of the index were read as columns")
    return data.set_axis(data.index.set_names(names)).reset_index()
