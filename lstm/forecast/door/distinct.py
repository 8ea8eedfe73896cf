"""Columns of text whose cells repeat, dates of many shops or small counts: each different cell is read once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from lstm.arrays import Array
from lstm.errors import DataError

LEAST = 1000  # shorter columns are quick anyway


def distinctly(
    read: Callable[[pd.Series, list[str], Array], pd.Series], column: pd.Series, told: list[str]
) -> pd.Series:
    """Return what a reader makes of a column, from its different cells where they are half of all or fewer.

    Parameters
    ----------
    read : callable
        From cells, a list that takes a line for each rule applied, and how often each cell stands there, to one value
        for each cell. Where it raises `DataError` it is called with the whole column, so that the rows it names are
        those of the column.
    column : Series
        Cells as they came.
    told : list of str
        Takes the lines.

    Examples
    --------
    >>> column = pd.Series(["5", "6"] * 1000)
    >>> distinctly(lambda cells, told, many: cells.astype(float) * len(cells), column, []).tolist()[:3]
    [10.0, 12.0, 10.0]
    """
    each = np.ones(len(column), int)
    if len(column) < LEAST or pd.api.types.infer_dtype(column, skipna=False) != "string":
        return read(column, told, each)
    code, cells = pd.factorize(column)
    if 2 * len(cells) > len(column):
        return read(column, told, each)
    said: list[str] = []
    try:
        made = read(pd.Series(cells), said, np.bincount(code))
    except DataError:
        return read(column, told, each)
    told += said
    return made.take(code).set_axis(column.index)
