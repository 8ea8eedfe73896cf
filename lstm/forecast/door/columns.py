"""Which column is the time, which the series, which the target: named, or read from the names, never guessed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from pandas.api.types import infer_dtype

from lstm.errors import DataError
from lstm.forecast.door.dates import looks_dated
from lstm.forecast.door.layouts import unfolded
from lstm.forecast.door.names import by_name, listed, only_one, singles
from lstm.forecast.door.texts import numeric
from lstm.forecast.door.together import NAMES, PARTS, TIMES, counts, whole, with_clock
from lstm.forecast.door.totals import shorter, single
from lstm.forecast.door.values import targets

# Names that say what a column is, in English and in French, in small letters.
SERIES = ("unique_id", "series", "series_id", "item", "item_id", "product", "store", "sku", "id", "série", "produit",
          "magasin", "article")  # fmt: skip
# These may as well name a column of values, or one that says nothing: they count where times come several times.
PLACES = ("shop", "branch", "region", "site", "country", "category", "variable", "name", "boutique", "filiale",
          "région", "pays", "catégorie", "nom")  # fmt: skip
SOME = 500  # cells among which dates must come, behind those of years and quarters
DENSE = 0.75  # share of series and times that have a row, for a column of words to name the series
ROWS, MANY = ("series_id", "item_id", "id"), 8  # these may as well name each row, of so many at least


def arrange(
    raw: pd.DataFrame,
    told: list[str],
    *,
    target: str | None,
    time: str | None,
    series: str | None,
    exog: Sequence[str],
    events: bool = False,
) -> tuple[pd.DataFrame, str | None]:
    """Return columns ``unique_id, ds, y`` and `exog`, cells as they came, and the name of the target.

    The index is that of the row of `raw` that a cell stood in; the name is None where each series is a column of `raw`.

    Parameters
    ----------
    raw : DataFrame
        As from :func:`lstm.forecast.door.files.load`.
    told : list of str
        Takes a line for each rule that was applied.
    target, time, series : str or None
        Names of columns; read from the usual names where not given.
    exog : sequence of str
        Covariates to keep.
    events : bool
        Whether rows without a number count as one each.

    Raises
    ------
    DataError
        A column that is missing or stands there twice, or roles that the names do not tell.

    Examples
    --------
    >>> rows = pd.DataFrame({"Date": ["2024-01-01"], "north": ["1"], "south": ["2"]})
    >>> arrange(rows, [], target=None, time=None, series=None, exog=[])[0]["unique_id"].tolist()
    ['north', 'south']
    """
    raw = raw.set_axis([str(name).strip() for name in raw.columns], axis=1)
    for name in (target, time, series, *exog):
        if name is not None:
            only_one(raw, name)
    if raw.empty:
        raise DataError("the data hold no row; at least three observations of a series expected")
    if target is None and time is None and not exog:
        raw = unfolded(raw, told, series)
    raw, time, series = _keys(raw, told, time, series, {target, *exog}, events=events)
    raw = single(raw, time, told)
    taken = {time, series, *exog}
    wide = series is None and not exog
    columns = [target] if target is not None else targets(raw, told, taken, wide=wide, events=events)
    if len(columns) > 1:
        return _long(raw, time, columns), None
    if columns:
        only_one(raw, columns[0])
    else:
        told.append("rows were counted, no column holding numbers")
    ids = "series" if series is None else _ids(raw[series], series)
    out = {"unique_id": ids, "ds": raw[time], "y": raw[columns[0]] if columns else 1.0}
    return pd.DataFrame(out | {name: raw[name] for name in exog}, raw.index), columns[0] if columns else "y"


def _keys(
    raw: pd.DataFrame,
    told: list[str],
    time: str | None,
    series: str | None,
    taken: set[str | None],
    *,
    events: bool,
) -> tuple[pd.DataFrame, str, str | None]:
    """Name the columns of time and series, those that hold parts of a time being one from now on."""
    asked, said = time, list[str]()
    if time is None:
        joined, found = whole(raw, said, {*taken, series})
        if found is not None and not _stamped(raw, {*taken, series}):
            raw, time = joined, found
            told += said
        else:
            time = _time(raw, told, {*taken, series})
    if series is None:
        if events or not raw[time].duplicated().any():
            raw = _unnumbered(raw, {*taken, time}, told)
        series = by_name(raw, SERIES, told, "the series", {*taken, time})
    if series is None and raw[time].duplicated().any():
        values = [name for name in raw.columns if name.lower() in PLACES and numeric(raw[name])]
        series = by_name(raw, PLACES, told, "the series", {*taken, time, *values})
    if asked is None:
        raw, time = with_clock(raw, time, series, told, taken, events=events)
    if series is None and raw[time].duplicated().any():
        series = _apart(raw, time, told, taken)
    return raw, time, series


def _unnumbered(raw: pd.DataFrame, taken: set[str | None], told: list[str]) -> pd.DataFrame:
    """Leave out a column with the name of a series that is another one in each row: it numbers the rows."""
    free = [name for name in singles(raw) if name.lower() in ROWS and name not in taken]
    numbers = [
        name
        for name in free
        if len(raw) >= MANY and raw[name].notna().all() and raw[name].astype(str).is_unique
    ]
    if numbers:
        told.append(f"columns that name each row, not a series, left out: {listed(numbers)}")
    return raw.drop(columns=numbers)


def _apart(raw: pd.DataFrame, time: str, told: list[str], taken: set[str | None]) -> str | None:
    """Find a column of words that each have most times, and once; none where two such columns tell rows apart."""
    free = [
        name for name in singles(raw) if name not in {*taken, time} and infer_dtype(raw[name]) == "string"
    ]
    many, times = {name: raw[name].nunique() for name in free}, raw[time].nunique()
    full = [name for name in free if len(raw) >= DENSE * many[name] * times and not numeric(raw[name])]
    found = [name for name in full if not raw[[time, name]].duplicated().any()]
    if not found or any(len(raw[[found[0], name]].drop_duplicates()) > many[found[0]] for name in found[1:]):
        return None
    told.append(f"column {found[0]!r} was read as the series: each of its names has a time once")
    return str(found[0])


def _long(raw: pd.DataFrame, time: str, values: Sequence[str]) -> pd.DataFrame:
    long = raw[[time, *values]].melt(time, var_name="unique_id", value_name="y", ignore_index=False)
    return long.rename(columns={time: "ds"})[["unique_id", "ds", "y"]]


def _ids(column: pd.Series, name: str) -> pd.Series:
    text = column.astype(str)
    code, names = pd.factorize(text)  # a name comes in many rows, and is looked at once
    empty = column.isna().to_numpy() | (names.str.strip() == "")[code]
    if empty.any():
        row = int(empty.argmax())
        raise DataError(f"row {row + 1}, column {name!r}: empty; write the name of the series")
    return text


def _time(raw: pd.DataFrame, told: list[str], taken: set[str | None]) -> str:
    """Name the column with the time: one whose name says so; before a part of a time, one that holds dates."""
    parts = [name for name in singles(raw) if name.lower() in PARTS and counts(raw[name])]
    parts += [name for name in raw.columns if name.lower() in NAMES["year"] and parts]
    named = by_name(raw, TIMES, told, "the time", {*taken, *parts})
    if named is not None:
        return named
    for name in singles(raw):
        if name not in taken and _dated(raw[name]):
            told.append(f"column {name!r} was read as the time, holding dates")
            return str(name)
    named = by_name(raw, TIMES, told, "the time", taken)
    if named is not None:
        return named
    raise DataError(
        f"column 'ds' is missing; the data have {listed(raw.columns)}: name the column with the times"
    )


def _stamped(raw: pd.DataFrame, taken: set[str | None]) -> bool:
    """Say whether a column holds whole dates, or has the name of one: a year beside it says nothing more."""
    free = [name for name in singles(raw) if name not in taken]
    return any(name.lower() in set(TIMES) - PARTS or _dated(raw[name]) for name in free)


def _dated(column: pd.Series) -> bool:
    if column.dtype.kind == "M":
        return True
    return looks_dated(shorter(column[column.notna()].head(SOME)).head(20))
