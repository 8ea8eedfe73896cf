"""Which column is the time, which the series, which the target: named, or read from the names, never guessed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lstm.errors import DataError
from lstm.forecast.dates import looks_dated
from lstm.forecast.layouts import unfolded
from lstm.forecast.texts import MISSING, bare

# Names that say what a column is, in English and in French, in small letters.
TIMES = ("ds", "date", "datetime", "timestamp", "time", "day", "week", "month", "quarter", "year", "period", "hour",
         "jour", "semaine", "mois", "trimestre", "année", "période", "heure", "horodatage")  # fmt: skip
TARGETS = ("y", "value", "target", "sales", "quantity", "demand", "sold", "ventes", "valeur", "quantité")
SERIES = ("unique_id", "series", "series_id", "item", "item_id", "product", "store", "sku", "id", "série", "produit",
          "magasin", "article")  # fmt: skip


def arrange(
    raw: pd.DataFrame,
    told: list[str],
    *,
    target: str | None,
    time: str | None,
    series: str | None,
    exog: Sequence[str],
) -> tuple[pd.DataFrame, str]:
    """Return columns ``unique_id, ds, y`` and `exog`, cells as they came, and the name of the target.

    Parameters
    ----------
    raw : DataFrame
        As from :func:`lstm.forecast.files.load`.
    told : list of str
        Takes a line for each rule that was applied.
    target, time, series : str or None
        Names of columns; read from the usual names where not given.
    exog : sequence of str
        Covariates to keep.

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
    time = time or _time(raw, told, {target, series, *exog})
    series = series or _named(raw, SERIES, told, "the series", {target, time, *exog})
    numeric = [name for name in _single(raw) if name not in {time, series, *exog} and _numeric(raw[name])]
    target = target or _named(raw, TARGETS, told, "the target", {time, series, *exog})
    if target is None and len(numeric) == 1:
        target = numeric[0]
        told.append(f"column {target!r} was read as the target, being the only one with numbers")
    if target is None and len(numeric) > 1 and series is None and not exog:
        told.append(f"wide table: each of the {len(numeric)} columns with numbers was read as a series")
        long = raw.melt(id_vars=[time], value_vars=numeric, var_name="unique_id", value_name="y")
        return long.rename(columns={time: "ds"})[["unique_id", "ds", "y"]], "y"
    if target is None:
        raise DataError(f"column 'y' is missing; the data have {_names(raw)}: name the target")
    _once(raw, target)
    out = {"unique_id": _ids(raw[series], series) if series else "series", "ds": raw[time], "y": raw[target]}
    return pd.DataFrame(out | {name: raw[name] for name in exog}, raw.index), target


def _ids(column: pd.Series, name: str) -> pd.Series:
    text = column.astype(str)
    code, names = pd.factorize(text)  # a name comes in many rows, and is looked at once
    empty = column.isna().to_numpy() | (names.str.strip() == "")[code]
    if empty.any():
        row = int(empty.argmax())
        raise DataError(f"row {row + 1}, column {name!r}: empty; write the name of the series")
    return text


def _time(raw: pd.DataFrame, told: list[str], taken: set[str | None]) -> str:
    named = _named(raw, TIMES, told, "the time", taken)
    if named is not None:
        return named
    for name in _single(raw):
        if name not in taken and _dated(raw[name]):
            told.append(f"column {name!r} was read as the time, holding dates")
            return str(name)
    raise DataError(f"column 'ds' is missing; the data have {_names(raw)}: name the column with the times")


def _named(
    raw: pd.DataFrame, words: Sequence[str], told: list[str], role: str, taken: set[str | None]
) -> str | None:
    """Find the column that one of the words names."""
    for word in words:
        found = [name for name in dict.fromkeys(raw.columns) if name.lower() == word and name not in taken]
        if found:
            _once(raw, found[0])
            if found[0] != words[0]:
                told.append(f"column {found[0]!r} was read as {role}")
            return str(found[0])
    return None


def _once(raw: pd.DataFrame, name: str) -> None:
    count = list(raw.columns).count(name)
    if count != 1:
        found = "is missing" if count == 0 else f"stands there {count} times"
        raise DataError(f"column {name!r} {found}; the data have {_names(raw)}: name the column or rename it")


def _single(raw: pd.DataFrame) -> list[str]:
    """Names that one column alone has."""
    return list(raw.columns[~raw.columns.duplicated(keep=False)])


def _names(raw: pd.DataFrame) -> str:
    return ", ".join(repr(name) for name in raw.columns[:12]) + (", ..." if raw.shape[1] > 12 else "")


def _numeric(column: pd.Series) -> bool:
    """Say whether a column holds numbers, or text that begins like numbers."""
    if column.dtype.kind in "iufb":
        return True
    if column.dtype.kind in "mMc":
        return False
    cells = column[column.notna()].astype(str).str.strip()
    cells = bare(cells[~cells.str.lower().isin(MISSING)].head(50))
    return bool(len(cells) and cells.str.fullmatch(r"[+-]?[\d.,]+([eE][+-]?\d+)?").all())


def _dated(column: pd.Series) -> bool:
    if column.dtype.kind == "M":
        return True
    return looks_dated(column[column.notna()].head(20))
