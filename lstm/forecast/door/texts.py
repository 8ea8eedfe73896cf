"""Columns of text to numbers, decided on the whole column and said aloud."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pandas as pd

from lstm.arrays import Array
from lstm.errors import DataError
from lstm.forecast.door.distinct import distinctly

MISSING = {"", "na", "n/a", "n.a.", "nd", "n/d", "n.d.", "#n/a", "nan", "null", "none", "-", "--", "nat", ".",
           "..", "...", "\u2026", ":", "*", "**", "***"}  # fmt: skip
SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009'\u2019"))  # thousands are also set apart by these
SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-"})
NUMERIC = (int, float, np.number, Decimal)
AROUND = "$\u20ac\u00a3\u00a5\u20b9%"  # signs of money and of per cent, before or after
MONEY = rf"(?:[{AROUND}]|EUR|CHF|USD|GBP|kr\.?)+"
BEFORE = re.compile(rf"(?i)^([(+-]*){MONEY}(?=[\d.,(+-])")
AFTER = re.compile(rf"(?i)(?<=[\d.,)+-]){MONEY}([)-]*)$")
FORMULA = re.compile(r'^="(.*)"$')  # how a CSV file keeps Excel from reading a cell as a number
NEGATIVE = re.compile(r"^\((.*)\)$")  # as accountants write it
BEHIND = re.compile(r"^([\d.,]+)-$")  # as SAP writes it
# What statistics offices write behind a number: Eurostat's letters, stars, a letter in brackets; and below a limit.
FLAG = re.compile(r"^(:|[^a-zA-Z]*\d)(?: ?\*+| ?\([a-z]{1,2}\)| [bcdefinprsuz]{1,2})$")
BELOW = re.compile(r"^< ?(\d+(?:[.,]\d+)?)$")
DAY = r"\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})|\d{4}\.\d{1,2}\.\d{1,2}"  # what is written like a number, and is a day
NUMBER = rf"(?!(?:{DAY})$)[+-]?[.,]?\d[\d.,]*(?:[eE][+-]?\d+)?"


def missing(column: pd.Series) -> pd.Series:
    """Say which cells are empty, or hold what people write for nothing.

    Examples
    --------
    >>> missing(pd.Series(["n/a", " ", "0", None])).tolist()
    [True, True, False, True]
    """
    return column.isna() | column.astype(str).str.strip().str.lower().isin(MISSING)


def bare(cells: pd.Series) -> pd.Series:
    """Return cells of text without what may surround a number: spaces, money, per cent, brackets, a minus behind.

    Examples
    --------
    >>> bare(pd.Series(["1 234,5 \u20ac", "(12)", "$-3", "EUR 5", "7-", "n/a"])).tolist()
    ['1234,5', '-12', '-3', '5', '-7', 'n/a']
    """
    return _signed(_plain(cells))


def _plain(cells: pd.Series) -> pd.Series:
    """Cells without spaces and signs of money; brackets and signs stay where they are."""
    plain = cells.str.translate(SIGNS | SPACES).str.strip(AROUND)
    odd = ~plain.str.fullmatch(r"[+-]?[\d.,]*")
    if odd.any():
        text = plain[odd].str.replace(FORMULA, r"\1", regex=True)
        plain[odd] = text.str.replace(BEFORE, r"\1", regex=True).str.replace(AFTER, r"\1", regex=True)
    return plain


def _signed(plain: pd.Series) -> pd.Series:
    """Brackets, and a minus behind, as a minus before."""
    marked = plain.str.endswith((")", "-"))
    signed = plain.copy()
    signed[marked] = (
        plain[marked].str.replace(NEGATIVE, r"-\1", regex=True).str.replace(BEHIND, r"-\1", regex=True)
    )
    return signed


def _split(column: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Cells as text, the same without spaces and money, and which are empty."""
    text = column.astype(str).str.translate(SIGNS).str.strip()
    plain = _plain(text)
    # A dash alone stands for nothing with a sign of money too.
    return text, plain, column.isna() | text.str.lower().isin(MISSING) | plain.isin({"-", "--"})


def numeric(column: pd.Series) -> bool:
    """Say whether a column holds numbers, or text of which at least half is written like numbers.

    Examples
    --------
    >>> [numeric(pd.Series(cells)) for cells in (["5", "closed"], ["02.01.2024"], [True, False], ["", "-"])]
    [True, False, False, False]
    """
    if column.dtype.kind in "iuf":
        return True
    if column.dtype.kind in "bmMc":
        return False
    # Most columns are told by how they begin.
    return _share(column.head(50)) == 1 or _share(column) >= 0.5


def _share(column: pd.Series) -> float:
    """Return how many of the filled cells are written like numbers, of one."""
    _, plain, empty = _split(column)
    cells = _signed(plain[~empty])
    return float(cells.str.fullmatch(NUMBER).mean()) if len(cells) else 0.0


def numbers(
    column: pd.Series,
    name: str,
    told: list[str],
    decimal: str | None = None,
    *,
    marks: dict[str, str] | None = None,
    place: Callable[[int], str] | None = None,
) -> pd.Series:
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
    marks : dict, optional
        Takes the decimal mark under the name, where points or commas show it.
    place : callable, optional
        Says where the cell at a position stands; its row and `name` where not given.

    Raises
    ------
    DataError
        A cell that is not a finite number, or commas or points that may be decimal marks as well as thousands.

    Examples
    --------
    >>> numbers(pd.Series(["1 234,5", "0,25"]), "y", []).tolist()
    [1234.5, 0.25]
    """
    if column.dtype.kind in "cmM":
        raise DataError(f"column {name!r}: {column.dtype} came; numbers expected")
    place = place or (lambda row: f"row {row + 1}, column {name!r}")
    if column.dtype.kind in "iufb":
        values = column.astype(float)
        return _finite(values, values.isna(), column, place)

    def read(cells: pd.Series, said: list[str], many: Array) -> pd.Series:
        return _read(cells, many, name, said, decimal, {} if marks is None else marks, place)

    return distinctly(read, column, told)


def _read(
    column: pd.Series,
    many: Array,
    name: str,
    told: list[str],
    decimal: str | None,
    marks: dict[str, str],
    place: Callable[[int], str],
) -> pd.Series:
    """Read cells that stand there so many times, as :func:`numbers`."""
    column = _unmarked(column, many, name, told)
    text, plain, empty = _split(column)
    # Cells that are numbers already, in a column of objects, are not read again as text.
    ready = column.map(lambda cell: isinstance(cell, NUMERIC)).astype(bool) & ~empty
    values = pd.Series(np.nan, column.index)
    values[ready] = column[ready].astype(float)
    plain = plain[~empty & ~ready]
    for found, said in (
        (plain.str.startswith("("), "in brackets"),
        (plain.str.fullmatch(BEHIND), "with a minus sign behind"),
    ):
        if found.any():
            told.append(
                f"column {name!r}: values {said}, read as negative: {int(many[~empty & ~ready][found].sum())}"
            )
    if text[plain.index].str.contains("%", regex=False).any():
        told.append(f"column {name!r}: the sign for per cent was left out")
    cells = _signed(plain)
    mark = decimal or _mark(cells, name, told)
    if cells.str.contains("[.,]").any():
        marks[name] = mark
    apart = "." if mark == "," else ","
    good = cells.str.fullmatch(_number(mark, apart))
    read = cells[good].str.replace(apart, "", regex=False).str.replace(mark, ".", regex=False)
    values[read.index] = read.astype(float)
    return _finite(values, empty, column, place)


def _unmarked(column: pd.Series, many: Array, name: str, told: list[str]) -> pd.Series:
    """Cells without flags behind numbers, where few have one; half of the limit that a value is said to be below."""
    text = column.astype(str).str.strip()
    odd = ~text.str.fullmatch(r"[+-]?[\d.,]*")
    for way, said in (
        (FLAG, "flags behind numbers, left out"),
        (BELOW, "values below a limit, read as half of it"),
    ):
        found = odd & text.where(odd, "").str.fullmatch(way)
        count = int(many[found].sum())
        if count and 2 * count < many.sum():
            told.append(f"column {name!r}: {said}: {count}")
            rest = text[found].str.replace(way, r"\1", regex=True)
            half = rest.str.replace(",", ".").astype(float) / 2 if way is BELOW else rest
            column = column.astype(object).mask(found, half)
    return column


def _number(mark: str, apart: str) -> str:
    """Write the pattern of a number whose groups may be set apart: three digits in the last, two or three before it."""
    mark, apart = re.escape(mark), re.escape(apart)
    whole = rf"(\d{{1,3}}({apart}\d{{2,3}})*{apart}\d{{3}}|\d+)"
    return rf"[+-]?({whole}{mark}?\d*|{mark}\d+)([eE][+-]?\d+)?"


def _finite(values: pd.Series, empty: pd.Series, column: pd.Series, place: Callable[[int], str]) -> pd.Series:
    bad = ~np.isfinite(values) & ~empty
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise DataError(
            f"{place(row)}: {column.iloc[row]!s:.60} is not a finite number; write a number or leave it empty"
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
    if (commas > 1).any():
        return "."
    mark, many = (",", commas) if (commas > 0).any() else (".", points)
    marked = cells[many > 0]
    grouped = len(marked) > 0 and marked.str.fullmatch(rf"[+-]?[1-9]\d{{0,2}}{re.escape(mark)}\d{{3}}").all()
    # Beside points, only numbers below a thousand leave it open whether those set thousands apart.
    others = cells[many == 0]
    if grouped and (mark == "," or (len(others) > 0 and others.str.fullmatch(r"[+-]?\d{1,3}").all())):
        raise DataError(
            f"column {name!r}: {marked.iloc[0]} may be thousands or a decimal {'comma' if mark == ',' else 'point'}, "
            "as may every other value: say which with decimal=',' or decimal='.'"
        )
    if mark == ",":
        told.append(f"column {name!r}: comma read as the decimal mark")
    elif grouped:
        told.append(
            f"column {name!r}: points read as decimal marks; if they set thousands apart, say decimal=','"
        )
    return mark
