"""Times in a zone, or beside an offset from UTC: to wall time where one a day comes, else to UTC."""

from __future__ import annotations

import pandas as pd

from lstm.errors import DataError

OFFSET = r"(?:Z|[+-]\d\d(?::?\d\d)?)$"  # PostgreSQL writes whole hours alone: +01


def iso(text: pd.Series, told: list[str], *, wall: bool = False) -> pd.Series:
    """Return text in the order of ISO 8601 as time stamps, NaT for what is none; in a zone where one offset is written.

    Several offsets are gone afterwards: times at one and the same time of day, or where it is asked for, are wall time,
    others become UTC.

    Raises
    ------
    DataError
        Offsets beside some times and not beside others.

    Examples
    --------
    >>> iso(pd.Series(["2024-03-30 00:00+01", "2024-03-31 00:00+01", "2024-04-01 00:00+02"]), []).dt.day.tolist()
    [30, 31, 1]
    """
    offsets = text.str.extract(rf"\d\d:\d\d.*?({OFFSET})")[0]
    if offsets.nunique() and offsets.isna().any():
        raise DataError("times: some with an offset from UTC and some without; write all of them alike")
    if offsets.nunique() < 2:
        return pd.to_datetime(text, errors="coerce", format="ISO8601")
    several = "times with several offsets (clock changes, or zones)"
    shown = pd.to_datetime(text.str.replace(OFFSET, "", regex=True), errors="coerce", format="ISO8601")
    if wall or _daily(shown):
        told.append(f"{several} were read as wall time" + (", being at one time of day" if not wall else ""))
        return shown
    told.append(f"{several} were converted to UTC")
    return pd.to_datetime(text, errors="coerce", format="ISO8601", utc=True).dt.tz_localize(None)


def unzoned(column: pd.Series, told: list[str], *, wall: bool = False) -> pd.Series:
    """Return times without their zone: wall time where one a day or fewer come, or asked for, and UTC otherwise.

    Examples
    --------
    >>> unzoned(pd.Series(pd.date_range("2024-03-30", periods=3, tz="Europe/Paris")), []).dt.hour.tolist()
    [0, 0, 0]
    """
    shown: pd.Series = column.dt.tz_localize(None)
    if str(column.dt.tz) == "UTC":
        told.append("times in UTC were read without the zone")
        return shown
    if wall or _daily(shown):
        told.append(f"times in the zone {column.dt.tz} were read as wall time")
        return shown
    told.append(f"times in the zone {column.dt.tz} were converted to UTC")
    utc: pd.Series = column.dt.tz_convert("UTC").dt.tz_localize(None)
    return utc


def _daily(shown: pd.Series) -> bool:
    """Say whether all times are at one time of day."""
    return len((shown - shown.dt.normalize()).unique()) <= 1
