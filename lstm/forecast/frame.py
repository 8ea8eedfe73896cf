"""The only door for data: a CSV file or a frame becomes a validated long frame, or one clear error."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from lstm.arrays import Array
from lstm.errors import DataError
from lstm.forecast.calendar import infer_freq


def read(
    data: str | Path | pd.DataFrame,
    *,
    target: str = "y",
    time: str = "ds",
    series: str = "unique_id",
    exog: Sequence[str] = (),
) -> pd.DataFrame:
    """Read and validate data.

    Parameters
    ----------
    data : path or DataFrame
        A CSV file with a header, or a frame; one row per series and time.
    target, time, series : str
        Names of the columns; without a column `series` all rows are one series, "series".
    exog : sequence of str
        Names of covariate columns to keep.

    Returns
    -------
    DataFrame
        Sorted columns ``unique_id, ds, y`` and `exog`; one row per series and time, without gaps. A missing
        value becomes the last one before it, never one that looks ahead (at the start of a series: the first
        one there is). The rules that mended something are listed in ``.attrs["mended"]``.

    Raises
    ------
    DataError
        A missing file or column, a column twice, text where numbers are expected, an infinite value, a date
        that cannot be read, two rows for one time, more holes than rows, frequencies that differ, or a series
        with fewer than three observations.

    Examples
    --------
    >>> rows = pd.DataFrame({"ds": [3, 1, 2], "y": [5.0, 1.0, 3.0]})
    >>> read(rows)["y"].tolist()
    [1.0, 3.0, 5.0]
    """
    raw, wanted = _load(data), list(dict.fromkeys((target, time, *exog)))
    names = ", ".join(map(repr, raw.columns))
    for name in wanted:
        if (count := list(raw.columns).count(name)) != 1:
            found = "is missing" if count == 0 else f"stands there {count} times"
            raise DataError(f"column {name!r} {found}; the data have {names}: name the column or rename it")
    if raw.empty:
        raise DataError("the data hold no row; at least three observations of a series expected")
    if series in raw and raw[series].isna().any():
        row = int(np.flatnonzero(raw[series].isna())[0])
        raise DataError(f"row {row + 1}, column {series!r}: empty; write the name of the series")
    frame = pd.DataFrame({"unique_id": raw[series].astype(str) if series in raw else "series"}, raw.index)
    frame["ds"] = _times(raw[time].reset_index(drop=True))
    for name, column in (("y", target), *((name, name) for name in exog)):
        frame[name] = _numbers(raw[column].reset_index(drop=True), column)
    mended: list[str] = []
    parts = [_regular(part, mended) for _, part in frame.groupby("unique_id", sort=True)]
    _same_freq(parts)
    out = pd.concat(parts, ignore_index=True)
    out.attrs["mended"] = mended
    return out


def _load(data: str | Path | pd.DataFrame) -> pd.DataFrame:
    if isinstance(data, pd.DataFrame):
        return data.reset_index(drop=True)
    if not isinstance(data, str | Path):
        raise DataError(f"data: {type(data).__name__} came; a DataFrame or the path of a CSV file expected")
    path = Path(data)
    if not path.is_file():
        raise DataError(f"{path}: no such file; the path of a CSV file expected")
    try:
        return pd.read_csv(path)
    except (ValueError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not a CSV file with a header ({error})") from None


def _times(column: pd.Series) -> pd.Series:
    if pd.api.types.is_integer_dtype(column) and not column.isna().any():
        return column.astype("int64")
    if pd.api.types.is_numeric_dtype(column):
        raise DataError(f"times: {column.dtype} came; dates or whole numbers, none of them empty, expected")
    zones = column.astype(str).str.extract(r"\d\d:\d\d.*?(Z|[+-]\d\d:?\d\d)$")[0].unique()
    if len(zones) > 1 and not isinstance(column.dtype, pd.DatetimeTZDtype):
        raise DataError(
            f"times: offsets {', '.join(map(str, zones))} came; a single time zone expected: convert"
        )
    times = pd.to_datetime(column, errors="coerce", format="ISO8601")
    if times.isna().any():
        row = int(np.flatnonzero(times.isna())[0])
        raise DataError(
            f"row {row + 1}, time '{column.iloc[row]}': not a date; year-month-day or whole numbers expected"
        )
    return times


def _numbers(column: pd.Series, name: str) -> pd.Series:
    if column.dtype.kind in "cmM":
        raise DataError(f"column {name!r}: {column.dtype} came; numbers expected")
    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    bad = (numbers.isna() & column.notna()) | np.isinf(numbers)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise DataError(
            f"row {row + 1}, column {name!r}: '{column.iloc[row]}' is not a finite number; "
            "write a number or leave it empty"
        )
    return numbers


def _regular(part: pd.DataFrame, mended: list[str]) -> pd.DataFrame:
    """Sort one series, refuse two rows for one time, and fill what is missing."""
    name = part["unique_id"].iloc[0]
    if not part["ds"].is_monotonic_increasing:
        part = part.sort_values("ds")
        mended.append(f"{name}: rows sorted by time")
    twice = part["ds"].duplicated()
    if twice.any():
        raise DataError(
            f"series {name!r}: two rows for {part['ds'][twice].iloc[0]}; one per time expected: sum or drop one"
        )
    if len(part) < 3:
        raise DataError(f"series {name!r}: {len(part)} observation(s); at least three expected")
    freq, first, last = infer_freq(part["ds"]), part["ds"].iloc[0], part["ds"].iloc[-1]
    # Before the full range is built: one mistyped year must not fill the memory.
    if (last - first) / part["ds"].diff().median() > 2 * len(part):
        raise DataError(
            f"series {name!r}: more holes than rows from {first} to {last}; a wrong date? fill the gaps or drop it"
        )
    full = (
        pd.RangeIndex(first, last + 1, freq)
        if isinstance(freq, int)
        else pd.date_range(first, last, freq=freq)
    )
    if not part["ds"].isin(full).all():
        odd = part["ds"][~part["ds"].isin(full)].iloc[0]
        raise DataError(
            f"series {name!r}: {odd} is off the frequency {freq!r} of the others; aggregate or drop it"
        )
    part = part.set_index("ds").reindex(full)
    part["unique_id"] = name
    holes = part.drop(columns="unique_id").isna()
    if holes.any(axis=None):
        mended.append(
            f"{name}: {int(holes.any(axis=1).sum())} of {len(part)} times had gaps, filled from the past"
        )
        # Never from what came after: a window cut at the gap would know its future.
        part = part.ffill().bfill()
    if part.drop(columns="unique_id").isna().any(axis=None):
        empty = part.columns[part.isna().any()][0]
        raise DataError(f"series {name!r}: column {empty!r} holds no number at all; fill it or leave it out")
    return part.rename_axis("ds").reset_index()[["unique_id", "ds", *part.columns.drop("unique_id")]]


def _same_freq(parts: Sequence[pd.DataFrame]) -> None:
    """Refuse series of different frequencies."""
    found = {part["unique_id"].iloc[0]: infer_freq(part["ds"]) for part in parts}
    odd = [name for name, freq in found.items() if freq != found[parts[0]["unique_id"].iloc[0]]]
    if odd:
        raise DataError(f"ds: series of different frequencies, {found}; read {odd[0]!r} on its own")


def ahead(name: str, times: Array, exog: Sequence[str], futr_df: pd.DataFrame | None) -> pd.DataFrame:
    """Return the covariates of the steps to forecast for one series, one row per time.

    Raises
    ------
    DataError
        No frame, a column that is missing, or a step without a value.

    Examples
    --------
    >>> rain = pd.DataFrame({"ds": [4, 5], "rain": [0.0, 2.0]})
    >>> ahead("shop", np.array([4, 5]), ["rain"], rain)["rain"].tolist()
    [0.0, 2.0]
    """
    steps = pd.DataFrame({"ds": times})
    if not exog:
        return steps
    if futr_df is None:
        raise DataError(f"futr_df: missing; {', '.join(exog)} of the steps to forecast expected")
    own = futr_df[futr_df["unique_id"] == name] if "unique_id" in futr_df else futr_df
    lacking = [column for column in ("ds", *exog) if column not in own]
    if lacking:
        raise DataError(f"futr_df: column {lacking[0]!r} is missing; add it or fit without it")
    steps = steps.merge(own[["ds", *exog]], on="ds", how="left")
    empty = steps[list(exog)].isna().any(axis=1)
    if empty.any():
        raise DataError(
            f"futr_df: series {name!r} has no covariates for {steps['ds'][empty].iloc[0]}; one row per step expected"
        )
    return steps
