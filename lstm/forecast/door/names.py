"""Columns by their names: found, listed, and refused where a name is missing or stands there twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from lstm.errors import DataError

STANDARD = ("ds", "y", "unique_id")


def by_name(
    raw: pd.DataFrame, words: Sequence[str], told: list[str], role: str, taken: set[str | None]
) -> str | None:
    """Return the column that one of the words names, the first word first; None where there is none.

    Parameters
    ----------
    raw : DataFrame
        As it came.
    words : sequence of str
        In small letters.
    told : list of str
        Takes a line where the name is not the standard one.
    role : str
        What the column is, for that line.
    taken : set of str
        Columns that are something else.

    Examples
    --------
    >>> by_name(pd.DataFrame(columns=["Day", "Sold"]), ["value", "sold"], [], "the target", set())
    'Sold'
    """
    for word in words:
        found = [name for name in dict.fromkeys(raw.columns) if name.lower() == word and name not in taken]
        if found:
            only_one(raw, found[0])
            if found[0] not in STANDARD:
                told.append(f"column {found[0]!r} was read as {role}")
            return str(found[0])
    return None


def only_one(raw: pd.DataFrame, name: str) -> None:
    """Refuse a name that no column has, or several.

    Examples
    --------
    >>> only_one(pd.DataFrame(columns=["a", "a", "b"]), "b")
    """
    count = list(raw.columns).count(name)
    if count != 1:
        found = "is missing" if count == 0 else f"stands there {count} times"
        raise DataError(
            f"column {name!r} {found}; the data have {listed(raw.columns)}: name the column or rename it"
        )


def singles(raw: pd.DataFrame) -> list[str]:
    """Return the names that one column alone has.

    Examples
    --------
    >>> singles(pd.DataFrame(columns=["a", "a", "b"]))
    ['b']
    """
    return list(raw.columns[~raw.columns.duplicated(keep=False)])


def listed(columns: Iterable[str]) -> str:
    """Spell names for a message; twelve of them at the most.

    Examples
    --------
    >>> listed(["a", "b"])
    "'a', 'b'"
    """
    names = list(columns)
    return ", ".join(map(repr, names[:12])) + (", ..." if len(names) > 12 else "")
