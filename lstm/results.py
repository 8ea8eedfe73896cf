"""Where the command line puts forecasts: a table or a picture in a file that is whole or not there."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from lstm import atomic
from lstm.errors import DataError, first_line

TABLES, PICTURES = (".csv", ".xlsx", ".parquet"), (".png", ".svg", ".pdf")


def writable(chosen: argparse.Namespace) -> None:
    """Refuse what cannot be written, or would overwrite the data, before anything is computed.

    Raises
    ------
    DataError
        A folder that is not there, an ending that says no format, or a file that is read.
    """
    for option, path, endings in (("--out", chosen.out, TABLES), ("--plot", chosen.plot, PICTURES)):
        if path is None:
            continue
        if not path.parent.is_dir():
            raise DataError(f"{option}: {path}: no such folder; make it first or name another")
        for source in filter(None, (chosen.file, chosen.future)):
            if path.exists() and Path(source).exists() and path.samefile(source):
                raise DataError(f"{option}: {path}: holds the data and would be lost; name another file")
        if option == "--out" and chosen.plot is not None and path.resolve() == chosen.plot.resolve():
            raise DataError(f"{option}: {path}: the same file as --plot; name another")
        if path.suffix.lower() not in endings:
            raise DataError(
                f"{option}: {path}: an ending of {', '.join(endings)} expected, such as {path.stem}{endings[0]}"
            )


def write(made, out: Path | None) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001  pandas is loaded by then
    """Write forecasts as the ending says, or for another program to read.

    Raises
    ------
    DataError
        A name that a workbook cannot hold.
    """
    if out is None:
        # The stream itself turns the ends of lines into those of the system.
        made.to_csv(sys.stdout, index=False, float_format="%.6g", lineterminator="\n")
        return
    buffer = io.BytesIO()  # a format that fails leaves no broken file
    ending = out.suffix.lower()
    if ending == ".parquet":
        try:
            made.to_parquet(buffer, index=False)
        except ImportError:
            raise ImportError("pyarrow", name="pyarrow") from None  # pandas names it in a sentence only
    elif ending == ".xlsx":
        _workbook(made, buffer, out)
    else:
        made.to_csv(buffer, index=False, float_format="%.10g")
    atomic.write(out, buffer.getvalue())


def _workbook(made, buffer: io.BytesIO, out: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    from openpyxl.utils.exceptions import IllegalCharacterError  # noqa: PLC0415  only where it is asked for

    try:
        made.to_excel(buffer, index=False)
    except IllegalCharacterError as error:
        raise DataError(
            f"--out: {out}: the name of a series holds a character that no workbook can ({first_line(error)!r}); "
            "rename it, or write .csv or .parquet"
        ) from None


def draw(frame, made, chosen: argparse.Namespace) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Draw the first series, its end and its forecast, into the file of --plot."""
    from lstm import plots  # noqa: PLC0415

    first = made["unique_id"].iloc[0]
    history = frame[frame["unique_id"] == first].tail(max(5 * chosen.horizon, 60))
    picture = plots.forecast(history, made[made["unique_id"] == first], unit=chosen.target or "y")
    buffer = io.BytesIO()
    picture.savefig(buffer, format=chosen.plot.suffix.lower()[1:], dpi=150, bbox_inches="tight")
    atomic.write(chosen.plot, buffer.getvalue())
