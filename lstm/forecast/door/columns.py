"""Which column is the time, which the series, which the target: named, or read from the names, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd
from pandas.api.types import infer_dtype

from lstm.errors import DataError
from lstm.forecast.door.dates import looks_dated
from lstm.forecast.door.layouts import unfolded
from lstm.forecast.door.texts import numeric
from lstm.forecast.door.together import NAMES, PARTS, TIMES, counts, whole, with_clock
from lstm.forecast.door.totals import shorter, single

# Names that say what a column is, in English and in French, in small letters.
TARGETS = ("y", "value", "target", "sales", "quantity", "demand", "sold", "ventes", "valeur", "quantité")
SERIES = ("unique_id", "series", "series_id", "item", "item_id", "product", "store", "sku", "id", "série", "produit",
          "magasin", "article")  # fmt: skip
# These may as well name a column of values, or one that says nothing: they count where times come several times.
PLACES = ("shop", "branch", "region", "site", "country", "category", "variable", "name", "boutique", "filiale",
          "région", "pays", "catégorie", "nom")  # fmt: skip
SOME = 500  # cells among which dates must come, behind those of years and quarters
DENSE = 0.75  # share of series and times that have a row, for a column of words to name the series
STANDARD = ("ds", "y", "unique_id")
# Numbers under these count rows or times, as do those that pandas writes beside a table: they are no values.
COUNTS = {*TIMES, "weekday", "nr", "no", "index", "row"}
UNNAMED = re.compile(r"(Unnamed: \d+)?")


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
            _once(raw, name)
    if raw.empty:
        raise DataError("the data hold no row; at least three observations of a series expected")
    if target is None and time is None and not exog:
        raw = unfolded(raw, told, series)
    raw, time, series = _keys(raw, told, time, series, {target, *exog}, events=events)
    raw = single(raw, time, told)
    taken = {time, series, *exog}
    wide = series is None and not exog
    targets = [target] if target is not None else _targets(raw, told, taken, wide=wide, none=events)
    if len(targets) > 1:
        return _long(raw, time, targets), None
    if targets:
        _once(raw, targets[0])
    else:
        told.append("rows were counted, no column holding numbers")
    ids = "series" if series is None else _ids(raw[series], series)
    out = {"unique_id": ids, "ds": raw[time], "y": raw[targets[0]] if targets else 1.0}
    return pd.DataFrame(out | {name: raw[name] for name in exog}, raw.index), targets[0] if targets else "y"


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
        series = _named(raw, SERIES, told, "the series", {*taken, time})
    if series is None and raw[time].duplicated().any():
        values = [name for name in raw.columns if name.lower() in PLACES and numeric(raw[name])]
        series = _named(raw, PLACES, told, "the series", {*taken, time, *values})
    if asked is None:
        raw, time = with_clock(raw, time, series, told, taken, *([0.0] if events else []))
    if series is None and not events and raw[time].duplicated().any():
        series = _apart(raw, time, told, taken)
    return raw, time, series


def _apart(raw: pd.DataFrame, time: str, told: list[str], taken: set[str | None]) -> str | None:
    """Find a column of words that each have most times, and once; none where two such columns tell rows apart."""
    free = [
        name for name in _single(raw) if name not in {*taken, time} and infer_dtype(raw[name]) == "string"
    ]
    many, times = {name: raw[name].nunique() for name in free}, raw[time].nunique()
    full = [name for name in free if len(raw) >= DENSE * many[name] * times and not numeric(raw[name])]
    found = [name for name in full if not raw[[time, name]].duplicated().any()]
    if not found or any(len(raw[[found[0], name]].drop_duplicates()) > many[found[0]] for name in found[1:]):
        return None
    told.append(f"column {found[0]!r} was read as the series: each of its names has a time once")
    return str(found[0])


def _targets(
    raw: pd.DataFrame, told: list[str], taken: set[str | None], *, wide: bool, none: bool
) -> list[str]:
    """Name the column with the target, or all those with numbers where the table may be wide; none where allowed."""
    named = _named(raw, TARGETS, told, "the target", taken)
    if named is not None:
        return [named]
    values = _values(raw, told, taken)
    said = [name for name in values if not {*re.split(r"[\W_]+", name.lower())}.isdisjoint(TARGETS[1:])]
    if len(values) > 1 and len(said) == 1 and not wide:
        told.append(f"column {said[0]!r} was read as the target")
        return said
    if len(values) == 1:
        told.append(f"column {values[0]!r} was read as the target, being the only one with numbers")
    elif len(values) > 1 and wide:
        told.append(f"wide table: each of the {len(values)} columns with numbers was read as a series")
    elif values or not none:
        raise DataError(f"column 'y' is missing; the data have {_listed(raw.columns)}: name the target")
    return values


def _long(raw: pd.DataFrame, time: str, values: Sequence[str]) -> pd.DataFrame:
    long = raw[[time, *values]].melt(time, var_name="unique_id", value_name="y", ignore_index=False)
    return long.rename(columns={time: "ds"})[["unique_id", "ds", "y"]]


def _values(raw: pd.DataFrame, told: list[str], taken: set[str | None]) -> list[str]:
    """Name the columns that hold values, and say which were left out."""
    free = [name for name in dict.fromkeys(raw.columns) if name not in taken]
    counts = [name for name in free if name.lower() in COUNTS or UNNAMED.fullmatch(name)]
    others = set(free) - set(counts)
    held = {name for k, name in enumerate(raw.columns) if name in others and numeric(raw.iloc[:, k])}
    for name in raw.columns[raw.columns.duplicated()]:
        if name in held:
            _once(raw, name)
    for names, said in (
        ([name for name in free if name in others - held], "without numbers"),
        (counts, "that have no name, or count rows or times"),
    ):
        if names:
            told.append(f"columns {said}, left out: {_listed(names)}")
    return [name for name in free if name in held]


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
    parts = [name for name in _single(raw) if name.lower() in PARTS and counts(raw[name])]
    parts += [name for name in raw.columns if name.lower() in NAMES["year"] and parts]
    named = _named(raw, TIMES, told, "the time", {*taken, *parts})
    if named is not None:
        return named
    for name in _single(raw):
        if name not in taken and _dated(raw[name]):
            told.append(f"column {name!r} was read as the time, holding dates")
            return str(name)
    named = _named(raw, TIMES, told, "the time", taken)
    if named is not None:
        return named
    raise DataError(
        f"column 'ds' is missing; the data have {_listed(raw.columns)}: name the column with the times"
    )


def _stamped(raw: pd.DataFrame, taken: set[str | None]) -> bool:
    """Say whether a column holds whole dates, or has the name of one: a year beside it says nothing more."""
    free = [name for name in _single(raw) if name not in taken]
    return any(name.lower() in set(TIMES) - PARTS or _dated(raw[name]) for name in free)


def _named(
    raw: pd.DataFrame, words: Sequence[str], told: list[str], role: str, taken: set[str | None]
) -> str | None:
    """Find the column that one of the words names."""
    for word in words:
        found = [name for name in dict.fromkeys(raw.columns) if name.lower() == word and name not in taken]
        if found:
            _once(raw, found[0])
            if found[0] not in STANDARD:
                told.append(f"column {found[0]!r} was read as {role}")
            return str(found[0])
    return None


def _once(raw: pd.DataFrame, name: str) -> None:
    count = list(raw.columns).count(name)
    if count != 1:
        found = "is missing" if count == 0 else f"stands there {count} times"
        raise DataError(
            f"column {name!r} {found}; the data have {_listed(raw.columns)}: name the column or rename it"
        )


def _single(raw: pd.DataFrame) -> list[str]:
    """Names that one column alone has."""
    return list(raw.columns[~raw.columns.duplicated(keep=False)])


def _listed(columns: Iterable[str]) -> str:
    names = list(columns)
    return ", ".join(map(repr, names[:12])) + (", ..." if len(names) > 12 else "")


def _dated(column: pd.Series) -> bool:
    if column.dtype.kind == "M":
        return True
    return looks_dated(shorter(column[column.notna()].head(SOME)).head(20))
