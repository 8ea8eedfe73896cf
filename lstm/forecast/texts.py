"""Columns of text to numbers, decided on the whole column and said aloud."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import pandas as pd

from lstm.errors import DataError

MISSING = {"", "na", "n/a", "#n/a", "nan", "null", "none", "-", "--", "nat", "."}
SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009'\u2019"))  # thousands are also set apart by these
SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-"})
NUMERIC = (int, float, np.number, Decimal)
AROUND = "$\u20ac\u00a3\u00a5%"  # signs of money and of per cent, before or after
NEGATIVE = re.compile(r"\((.*)\)")  # as accountants write it


def bare(cells: pd.Series) -> pd.Series:
    """Return cells of text without what may surround a number: spaces, money, per cent, an accountant's brackets.

    Examples
    --------
    >>> bare(pd.Series(["1 234,5 \u20ac", "(12)", "$-3", "n/a"])).tolist()
    ['1234,5', '-12', '-3', 'n/a']
    """
    plain = cells.str.translate(SIGNS | SPACES).str.strip(AROUND)
    signed = plain.str.startswith(("(", "+", "-"))
    odd = plain[signed].str.replace(NEGATIVE, r"-\1", regex=True)
    plain[signed] = odd.str.replace(rf"^([+-])[{AROUND}]", r"\1", regex=True)
    return plain


def numbers(column: pd.Series, name: str, told: list[str], decimal: str | None = None) -> pd.Series:
    """Return a column as floats, NaN where it is empty.

    Parameters
    ----------
    column : Series
        Numbers, or text that holds numbers.
    name : str
        For messages.
    told : list of str
        Takes a line for each rule that was applied.
    decimal : {".", ","}, optional
        The decimal mark; from the whole column where not given.

    Raises
    ------
    DataError
        A cell that is not a finite number, or commas that may be decimal marks as well as thousands.

    Examples
    --------
    >>> numbers(pd.Series(["1 234,5", "0,25"]), "y", []).tolist()
    [1234.5, 0.25]
    """
    if column.dtype.kind in "cmM":
        raise DataError(f"column {name!r}: {column.dtype} came; numbers expected")
    if column.dtype.kind in "iufb":
        values = column.astype(float)
        return _finite(values, values.isna(), column, name)
    text = column.astype(str).str.translate(SIGNS).str.strip()
    empty = column.isna() | text.str.lower().isin(MISSING)
    # Cells that are numbers already, in a column of objects, are not read again as text.
    ready = column.map(lambda cell: isinstance(cell, NUMERIC)).astype(bool) & ~empty
    values = pd.Series(np.nan, column.index)
    values[ready] = column[ready].astype(float)
    written = text[~empty & ~ready]
    cells = bare(written)
    if (brackets := written.str.startswith("(")).any():
        told.append(f"column {name!r}: values in brackets, read as negative: {int(brackets.sum())}")
    if written.str.contains("%", regex=False).any():
        told.append(f"column {name!r}: the sign for per cent was left out")
    mark = decimal or _mark(cells, name, told)
    apart = "." if mark == "," else ","
    good = cells.str.fullmatch(_number(mark, apart))
    plain = cells[good].str.replace(apart, "", regex=False).str.replace(mark, ".", regex=False)
    values[plain.index] = plain.astype(float)
    return _finite(values, empty, column, name)


def _number(mark: str, apart: str) -> str:
    """Write the pattern of a number whose groups may be set apart: three digits in the last, two or three before it."""
    mark, apart = re.escape(mark), re.escape(apart)
    whole = rf"(\d{{1,3}}({apart}\d{{2,3}})*{apart}\d{{3}}|\d+)"
    return rf"[+-]?({whole}{mark}?\d*|{mark}\d+)([eE][+-]?\d+)?"


def _finite(values: pd.Series, empty: pd.Series, column: pd.Series, name: str) -> pd.Series:
    bad = ~np.isfinite(values) & ~empty
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise DataError(
            f"row {row + 1}, column {name!r}: {column.iloc[row]!s:.60} is not a finite number; "
            "write a number or leave it empty"
        )
    return values


def _mark(cells: pd.Series, name: str, told: list[str]) -> str:
    """Find the decimal mark of a column from all its cells."""
    commas, points = cells.str.count(","), cells.str.count(r"\.")
    both = cells[(commas > 0) & (points > 0)]
    if len(both):
        mark = "," if both.iloc[0].rfind(",") > both.iloc[0].rfind(".") else "."
        told.append(f"column {name!r}: {mark!r} read as the decimal mark")
        return mark
    if (points > 1).any():
        told.append(f"column {name!r}: points read as thousands")
        return ","
    if not (commas > 0).any() or (commas > 1).any():
        return "."
    groups = cells[commas > 0].str.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}")
    if groups.all():
        raise DataError(
            f"column {name!r}: {cells[commas > 0].iloc[0]} may be thousands or a decimal comma, as may every other "
            "value: say which with decimal=',' or decimal='.'"
        )
    told.append(f"column {name!r}: comma read as the decimal mark")
    return ","
