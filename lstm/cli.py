"""The command line: ``lstm forecast``, ``lstm compare``, ``lstm check``."""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lstm.errors import DataError
from lstm.remedies import spoken
from lstm.results import draw, writable, write

# Rules of the data door.
HOW = ("target", "time", "series", "decimal", "dayfirst", "duplicates", "per", "sheet")
EPILOG = (
    "A file is CSV (any usual separator and encoding), JSON, an Excel workbook or Parquet, long or wide, compressed or "
    "not. See the book, chapter 16."
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return 0, or 2 after one clear message on standard error.

    Examples
    --------
    >>> main(["check", "nowhere.csv"])
    2
    """
    chosen = _parser().parse_args(argv)
    try:
        return int(chosen.run(chosen))
    except ImportError as error:
        extra = {"torch": "tune", "pyarrow": "parquet"}.get(str(error.name).partition(".")[0], "forecast")
        print(f"lstm: {error.name} is not installed: pip install 'lstm[{extra}]'", file=sys.stderr)  # noqa: T201
    except BrokenPipeError:  # who reads the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"lstm: {error.filename or ''}: {error.strerror or error}", file=sys.stderr)  # noqa: T201
    except ValueError as error:  # every error of the package's own is one
        print(f"lstm: {spoken(str(error))}", file=sys.stderr)  # noqa: T201
    except MemoryError:
        print("lstm: not enough memory for these data; forecast fewer series at a time", file=sys.stderr)  # noqa: T201
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lstm", description="Forecast seasonal series.", epilog=EPILOG)
    commands = parser.add_subparsers(required=True, metavar="command")
    data = _data_options()
    ahead = argparse.ArgumentParser(add_help=False)
    ahead.add_argument("--horizon", type=int, required=True, help="steps to forecast")

    command = commands.add_parser(
        "forecast", parents=[data, ahead], help="forecast the next steps", epilog=EPILOG
    )
    command.add_argument("--level", nargs="+", type=float, default=[80.0], help="interval levels in percent")
    future = "file with the covariates of the steps to forecast; past forecasts, too, with a column cutoff"
    command.add_argument("--future", help=future)
    command.add_argument("--tune", action="store_true", help="fine-tune first, kept only where it helps")
    command.add_argument("--out", type=Path, help="write the forecasts there (.csv, .xlsx or .parquet)")
    command.add_argument("--plot", type=Path, help="write a picture there (.png, .svg or .pdf)")
    command.add_argument("--device", default="cpu", help="cpu; auto, a GPU where there is one; cuda")
    stream = "Parquet to Parquet, part by part, in little memory; run again, it goes on where it was stopped"
    command.add_argument("--stream", action="store_true", help=stream)
    command.add_argument("--workers", type=int, default=1, help="processes of a --stream")
    command.set_defaults(run=_forecast)
    command = commands.add_parser(
        "compare", parents=[data, ahead], help="is an LSTM worth it here?", epilog=EPILOG
    )
    command.add_argument("--windows", type=int, help="cutoffs; as many as the data allow, up to eight")
    methods = (
        "of SeasonalNaive, AutoETS, Theta, AutoTheta, AutoARIMA, MSTL, Ridge, LightGBM, RNN, GRU; "
        "the first three by default"
    )
    command.add_argument("--methods", nargs="+", metavar="NAME", help=methods)
    future = "file with the covariates as they were forecast, and a column cutoff; as observed without it"
    command.add_argument("--future", help=future)
    command.add_argument("--tune", action="store_true", help="let the LSTM be fine-tuned")
    command.set_defaults(run=_compare)
    command = commands.add_parser("check", parents=[data], help="what the data door sees", epilog=EPILOG)
    command.set_defaults(run=_check)
    return parser


def _data_options() -> argparse.ArgumentParser:
    """Return the options of every command: the file, and how to read it."""
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument("file", help="CSV, JSON, Excel or Parquet file, compressed or not")
    data.add_argument(
        "--sheet",
        help="sheet of a workbook, or file of an archive; the only one with a table where not given",
    )
    data.add_argument("--time", help="column of the times")
    data.add_argument("--target", help="column to forecast")
    data.add_argument("--series", help="column that names the series")
    data.add_argument("--freq", help="frequency as pandas writes it: D, W, MS, h ...")
    data.add_argument("--season", type=int, help="season, in observations; 1 for none")
    data.add_argument("--decimal", choices=[".", ","], help="decimal mark, where the file leaves it open")
    order = data.add_mutually_exclusive_group()
    order.add_argument("--day-first", dest="dayfirst", action="store_true", default=None)
    order.add_argument("--month-first", dest="dayfirst", action="store_false")
    data.add_argument("--duplicates", choices=["error", "sum", "mean", "last"], default="error")
    per = "rows are single sales: add up those of an hour, day, week, month, quarter or year"
    data.add_argument("--per", help=per)
    data.add_argument("--covariates", nargs="+", default=[], metavar="COLUMN", help="known in advance")
    return data


def _read(chosen: argparse.Namespace):  # type: ignore[no-untyped-def]  # noqa: ANN202  pandas is loaded only here
    from lstm.forecast.frame import read  # noqa: PLC0415

    return read(chosen.file, exog=chosen.covariates, freq=_freq(chosen), **_how(chosen))


def _how(chosen: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(chosen, name) for name in HOW}


def _freq(chosen: argparse.Namespace) -> str | int | None:
    freq: str | None = chosen.freq
    return int(freq) if freq is not None and re.fullmatch(r"[+-]?\d+", freq) else freq


def _say(text: str) -> None:
    """Tell somebody who watches; a script that collects the output is not disturbed."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)  # noqa: T201


def _forecast(chosen: argparse.Namespace) -> int:
    writable(chosen)
    if chosen.stream:
        return _stream(chosen)
    from lstm.forecast import SeasonalForecaster  # noqa: PLC0415

    _named(chosen)
    frame = _read(chosen)
    for line in frame.attrs["mended"]:
        _say(f"mended: {spoken(line)}")
    model = SeasonalForecaster(season_length=chosen.season, freq=frame.attrs["freq"], device=chosen.device)
    futr = None
    if chosen.covariates:
        futr = _future(chosen, frame)
        past = futr if "cutoff" in futr else None
        model.fit(frame, futr_exog=chosen.covariates, h=chosen.horizon, futr_df=past)
    elif chosen.tune:
        _say("fine-tuning ...")
        model.fit(frame, h=chosen.horizon)
    if model.gate_ is not None:
        _say(str(model.gate_))
    made = model.predict(frame, chosen.horizon, level=chosen.level, futr_df=futr)
    for line in made.attrs["mended"]:
        _say(line)
    write(made, chosen.out)
    if chosen.plot is not None:
        draw(frame, made, chosen)
    return 0


def _named(chosen: argparse.Namespace) -> None:
    if chosen.future is not None and not chosen.covariates:
        raise DataError(
            f"--future: {chosen.future} came without --covariates; name the columns to use of it, or leave it out"
        )


def _future(chosen: argparse.Namespace, frame: Any) -> Any:
    from lstm.forecast.frame import future_rows  # noqa: PLC0415

    how = {name: getattr(chosen, name) for name in ("time", "series", "decimal", "dayfirst")}
    futr = future_rows(chosen.future, frame, chosen.covariates, **how)
    for line in futr.attrs["mended"]:
        _say(f"mended in the rows ahead: {spoken(line)}")
    return futr


def _stream(chosen: argparse.Namespace) -> int:
    if chosen.out is None or chosen.out.suffix.lower() != ".parquet":
        raise DataError(f"--stream: --out {chosen.out}: a file .parquet expected")
    for option in ("covariates", "future", "tune", "plot", "per"):
        if getattr(chosen, option):
            raise DataError(
                f"--stream: takes no --{option}, the data being read in parts; see lstm.forecast.stream"
            )
    from lstm.forecast import SeasonalForecaster  # noqa: PLC0415
    from lstm.forecast.stream import stream  # noqa: PLC0415

    model = SeasonalForecaster(season_length=chosen.season, freq=_freq(chosen), device=chosen.device)
    start = time.perf_counter()

    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty():  # a bar, for somebody who watches
            bar = "#" * (30 * done // total)
            spent = time.perf_counter() - start
            print(f"\r[{bar:30}] {done / total:4.0%}  {spent:.0f} s", end="", file=sys.stderr)  # noqa: T201

    stream(
        model,
        chosen.file,
        chosen.out,
        chosen.horizon,
        level=chosen.level,
        workers=chosen.workers,
        tell=tell,
        **_how(chosen),
    )
    _say("")
    return 0


def _compare(chosen: argparse.Namespace) -> int:
    from lstm.forecast.bench import bench  # noqa: PLC0415

    _named(chosen)
    frame = _read(chosen)
    result = bench(
        frame,
        chosen.horizon,
        season=chosen.season,
        n_windows=chosen.windows,
        methods=chosen.methods,
        covariates=chosen.covariates,
        futr_df=None if chosen.future is None else _future(chosen, frame),
        tune=chosen.tune,
        tell=_say,
    )
    print(result)  # noqa: T201
    return 0


def _check(chosen: argparse.Namespace) -> int:
    start = time.perf_counter()
    frame = _read(chosen)
    from lstm.forecast.bench import describe  # noqa: PLC0415

    print(describe(frame, chosen.season))  # noqa: T201
    for line in frame.attrs["mended"]:
        print(f"mended: {spoken(line)}")  # noqa: T201
    _say(f"read in {time.perf_counter() - start:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
