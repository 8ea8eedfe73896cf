"""Which columns hold what is to be forecast: the target by its name, or each column with numbers."""

from __future__ import annotations

import re

import pandas as pd

from lstm.errors import DataError
from lstm.forecast.door.names import by_name, listed, only_one
from lstm.forecast.door.texts import numeric
from lstm.forecast.door.together import TIMES

# Names that say that a column is the target, in English and in French, in small letters.
TARGETS = ("y", "value", "target", "sales", "quantity", "demand", "sold", "ventes", "valeur", "quantité")
# Numbers under these count rows or times, as do those that pandas writes beside a table: they are no values.
COUNTS = {*TIMES, "weekday", "nr", "no", "index", "row"}
UNNAMED = re.compile(r"(Unnamed: \d+)?")
# In the name of a column of single events, and more than half of its whole numbers being others: it numbers them.
NUMBERS = {"id", "nr", "no", "number", "num", "numero", "numéro", "nummer", "ref", "référence", "reference"}


def targets(
    raw: pd.DataFrame, told: list[str], taken: set[str | None], *, wide: bool, events: bool
) -> list[str]:
    """Name the column with the target, or all those with numbers where the table may be wide.

    Parameters
    ----------
    raw : DataFrame
        As it came.
    told : list of str
        Takes a line for each rule that was applied.
    taken : set of str
        Columns that are something else.
    wide : bool
        Whether several columns may be a series each.
    events : bool
        Whether rows are single events: numbers of orders are no values then, and no column may be one.

    Raises
    ------
    DataError
        No column, or several of a table that is not wide.

    Examples
    --------
    >>> targets(pd.DataFrame({"day": ["1"], "pieces": ["5"]}), [], {"day"}, wide=False, events=False)
    ['pieces']
    """
    named = by_name(raw, TARGETS, told, "the target", taken)
    if named is not None:
        return [named]
    values = _values(raw, told, taken, events=events)
    said = [name for name in values if not _words(name).isdisjoint(TARGETS[1:])]
    if len(values) > 1 and len(said) == 1 and not wide:
        told.append(f"column {said[0]!r} was read as the target")
        return said
    if len(values) == 1:
        told.append(f"column {values[0]!r} was read as the target, being the only one with numbers")
    elif len(values) > 1 and wide:
        told.append(f"wide table: each of the {len(values)} columns with numbers was read as a series")
    elif values or not events:
        raise DataError(f"column 'y' is missing; the data have {listed(raw.columns)}: name the target")
    return values


def _values(raw: pd.DataFrame, told: list[str], taken: set[str | None], *, events: bool) -> list[str]:
    """Name the columns that hold values, and say which were left out."""
    free = [name for name in dict.fromkeys(raw.columns) if name not in taken]
    counts = [name for name in free if name.lower() in COUNTS or UNNAMED.fullmatch(name)]
    others = set(free) - set(counts)
    held = {name for k, name in enumerate(raw.columns) if name in others and numeric(raw.iloc[:, k])}
    for name in raw.columns[raw.columns.duplicated()]:
        if name in held:
            only_one(raw, name)
    if events:
        counts += [name for name in free if name in held and _numbering(raw[name])]
        held -= set(counts)
        others -= set(counts)
    for names, said in (
        ([name for name in free if name in others - held], "without numbers"),
        (counts, "that have no name, or count rows or times"),
    ):
        if names:
            told.append(f"columns {said}, left out: {listed(names)}")
    return [name for name in free if name in held]


def _numbering(column: pd.Series) -> bool:
    """Say whether a column numbers events, as orders are numbered: by its name and its cells."""
    if NUMBERS.isdisjoint(_words(str(column.name))):
        return False
    text = column.astype(str).str.strip()
    return bool(text.str.fullmatch(r"\d+").all() and text.nunique() > len(text) / 2)


def _words(name: str) -> set[str]:
    return {*re.split(r"[\W_]+", name.lower())}
