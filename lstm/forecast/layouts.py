"""Tables that spreadsheets lay out another way: years by months, or series by times, become long ones."""

from __future__ import annotations

import pandas as pd

from lstm.forecast.dates import dated, month


def unfolded(raw: pd.DataFrame, told: list[str], series: str | None = None) -> pd.DataFrame:
    """Return a table that has times in its header as a long one with ``ds`` and ``y``; any other as it is.

    Parameters
    ----------
    raw : DataFrame
        Cells as they came, columns with names of text.
    told : list of str
        Takes a line where a rule was applied.
    series : str, optional
        Name of the column that names the series; ``unique_id`` where not given.

    Examples
    --------
    >>> table = pd.DataFrame({"shop": ["a"], "2024-01": ["5"], "2024-02": ["6"], "2024-03": ["7"]})
    >>> unfolded(table, []).values.tolist()
    [['a', '2024-01', '5'], ['a', '2024-02', '6'], ['a', '2024-03', '7']]
    """
    if raw.columns.duplicated().any():
        return raw
    if raw.shape[1] == 13 and sorted((months := _months(raw)).values()) == list(range(1, 13)):
        years = raw.drop(columns=list(months)).iloc[:, 0].astype(str).str.strip()
        if years.str.fullmatch(r"(19|20)\d\d").all():
            told.append("a row is a year and a column a month: the table was read as one monthly series")
            numbered = {name: f"{number:02}" for name, number in months.items()}
            long = raw[list(months)].rename(columns=numbered).assign(year=years).melt("year", value_name="y")
            return long.assign(ds=long["year"] + "-" + long["variable"]).sort_values("ds")[["ds", "y"]]
    ways = dated(pd.Series(raw.columns, raw.columns))
    other = ~ways.any(axis=1)
    if raw.shape[1] > 3 and other.sum() == 1 and ways[~other].all().any():
        told.append("the header holds times: each row was read as a series")
        return raw.rename(columns={other.idxmax(): series or "unique_id"}).melt(
            series or "unique_id", var_name="ds", value_name="y"
        )
    return raw


def _months(raw: pd.DataFrame) -> dict[str, int]:
    """Columns that name a month, with its number."""
    return {name: number for name in raw.columns if (number := month(name.rstrip(".")))}
