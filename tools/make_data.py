"""Make the files in data/ again from the packages that carry the originals, and from the simulator.

    python tools/make_data.py FOLDER

FOLDER holds the unpacked wheels of ISLP and statsforecast from PyPI (``pip download --no-deps ISLP statsforecast``,
then unzip). Nothing is fetched.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from lstm.forecast.simulate import shop

DATA = Path(__file__).resolve().parent.parent / "data"
WEATHER = {"clear": 1, "cloudy/misty": 2, "light rain/snow": 3, "heavy rain/snow": 4}


def bikes(folder: Path) -> pd.DataFrame:
    """Hourly rentals of 2011 with their time stamps, and the weather in units again."""
    raw = pd.read_csv(folder / "ISLP" / "data" / "Bikeshare.csv")
    # `day` counts the days of the year, `hr` the hours of the day; month and weekday must agree with them.
    ds = pd.Timestamp("2011-01-01") + pd.to_timedelta(raw["day"] - 1, "D") + pd.to_timedelta(raw["hr"], "h")
    months = raw["mnth"].map(lambda name: name[:3])
    if not (ds.dt.strftime("%b") == months).all() or not ((ds.dt.dayofweek + 1) % 7 == raw["weekday"]).all():
        raise SystemExit(
            "Bikeshare.csv: day and hr disagree with mnth or weekday; another version of the file?"
        )
    return pd.DataFrame({
        "ds": ds,
        "rentals": raw["bikers"],
        # The UCI description gives the scales: (t + 8) / 47, hum / 100, windspeed / 67.
        "temperature": (raw["temp"] * 47 - 8).round(2),
        "humidity": (raw["hum"] * 100).round(0).astype(int),
        "wind": (raw["windspeed"] * 67).round(1),
        "weather": raw["weathersit"].map(WEATHER),
        "holiday": raw["holiday"],
        "workingday": raw["workingday"],
    })  # fmt: skip


def passengers(folder: Path) -> pd.DataFrame:
    """Monthly airline passengers, from the array in the source of statsforecast."""
    tree = ast.parse((folder / "statsforecast" / "utils.py").read_text(encoding="utf-8"))
    array = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "AirPassengers"
    )
    values = ast.literal_eval(array.args[0])  # type: ignore[attr-defined]
    ds = pd.date_range("1949-01-01", periods=len(values), freq="MS")
    return pd.DataFrame({"ds": ds, "passengers": np.array(values, int)})


def main() -> None:
    """Write the three files."""
    folder = Path(sys.argv[1])
    tables = {"bikes_2011_hourly": bikes(folder), "air_passengers": passengers(folder), "shop": shop().frame}
    for name, table in tables.items():
        table.to_csv(DATA / f"{name}.csv", index=False, lineterminator="\n")
        print(f"data/{name}.csv: {len(table)} rows")


if __name__ == "__main__":
    main()
