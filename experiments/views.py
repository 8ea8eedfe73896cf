"""Data read in two ways, or in both: by short seasons, and by the longer period, or by two seasons where there is none.

    python experiments/views.py --hours m4_hourly.parquet --months m3_monthly.parquet

Some minutes on one core; writes experiments/results/views.json. Of the public sets the training parts are read, and the
test part of M3 to report; of the rentals in data/ the first half of the year, windows of two days. Weighed is what
`forecast` does.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import record
from compared import CODE, compared, invented, test_parts, training_parts
from horizons import economy
from patches import loaded, windows

from lstm.arrays import Array
from lstm.forecast import doubled, views, zeroshot
from lstm.forecast.cuts import cut
from lstm.forecast.store import pretrained

SERIES = 128
RENTALS, WINDOWS = Path(__file__).resolve().parent.parent / "data" / "bikes_2011_hourly.csv", 70
# Season, longer period, seasons of each series, steps to forecast.
INVENTED = {
    "hours, 4 weeks": (24, 168, 30, 48),
    "hours, 10 weeks": (24, 168, 77, 168),
    "half hours, 6 weeks": (48, 336, 44, 96),
    "days, 3 years": (7, 364, 160, 28),
    "days, 5 years": (7, 364, 264, 28),
}
TWO = {
    "quarters, 8 years": (4, 0, 10, 8),
    "quarters, 20 years": (4, 0, 22, 8),
    "days, 8 weeks": (7, 0, 10, 14),
    "days, 20 weeks": (7, 0, 22, 14),
    "months, 8 years": (12, 0, 10, 24),
    "months, 20 years": (12, 0, 22, 24),
}
WEEKS = {"weeks, 3 years": (3, 13), "weeks, 6 years": (6, 13), "weeks, 10 years": (10, 52)}


def fixed(weight: float) -> Callable[..., Array]:
    """Return a rule that gives the second view one weight everywhere."""
    return lambda first, *_, **__: np.full(first.shape[:-1], weight)


WAYS = {"short": fixed(0.0), "long": fixed(1.0), "halves": fixed(0.5), "both": views.weight}


def judged(seen: list[Array], came: list[Array], m: int, long: int, unit: int) -> dict[str, Any]:
    """Forecast what came in each way; errors are in units of the mean change over `unit` steps."""
    fit = [k for k, y in enumerate(seen) if np.abs(y[unit:] - y[:-unit]).max() > 0]
    seen, future = [seen[k] for k in fit], np.stack([came[k] for k in fit])
    scale = np.array([np.abs(y[unit:] - y[:-unit]).mean() for y in seen])
    made = {}
    for name, weight in WAYS.items():
        with patch.object(zeroshot, "weight", weight), patch.object(doubled, "weight", weight):
            made[name] = np.stack(zeroshot.forecast(pretrained(), seen, m, long, len(future[0])))
    return compared(made, future, scale, "both", ("short", "long", "halves"))


def ends(series: list[Array], h: int) -> tuple[list[Array], list[Array]]:
    """Cut the last h steps off each series."""
    return [y[:-h] for y in series], [y[-h:] for y in series]


def of_kind(m: int, long: int, S: int, h: int) -> dict[str, Any]:
    """Judge invented series of short seasons in a longer period."""
    return judged(*ends(invented(SERIES, m, S, long), h), m, long, m)


def weekly(years: int, h: int) -> dict[str, Any]:
    """Judge invented series of weeks."""
    series = [y[: 52 * years + h] for y in invented(SERIES, 52, years + 1)]
    return judged(*ends(series, h), 52, 0, 1)


def rentals() -> dict[str, Any]:
    """Judge windows of two days in the spring."""
    y = (
        pd.read_csv(RENTALS, parse_dates=["ds"])
        .set_index("ds")["rentals"]
        .resample("h")
        .sum()
        .to_numpy(float)
    )
    last = [len(y) // 2 - 24 * k for k in range(2, 2 + WINDOWS)]
    return judged([y[:n] for n in last], [y[n : n + 48] for n in last], 24, 168, 24)


def months(seen: list[Array], came: list[Array]) -> dict[str, Any]:
    """Judge series of months that are long enough to be read in two ways."""
    long = [k for k, y in enumerate(seen) if doubled.doubled(cut(len(y), 12))]
    return judged([seen[k] for k in long], [came[k] for k in long], 12, 0, 12)


def rolled(series: list[Array], m: int, h: int, n: int) -> dict[str, Any]:
    """Judge the last n windows of h steps of each series."""
    cuts = list(windows(series, h, n))
    return judged([one.seen for one in cuts], [one.came for one in cuts], m, 0, m)


def main() -> None:
    """Judge each set that has no result yet."""
    parser = argparse.ArgumentParser(description="two views of the same data")
    parser.add_argument("--hours", type=Path, required=True, metavar="FILE", help="M4 hourly")
    parser.add_argument("--months", type=Path, required=True, metavar="FILE", help="M3 monthly")
    args = parser.parse_args()
    jobs: dict[str, Callable[[], Any]] = {
        f"invented {name}": partial(of_kind, *kind) for name, kind in INVENTED.items()
    }
    jobs |= {f"invented {name}": partial(weekly, *kind) for name, kind in WEEKS.items()}
    jobs["rentals, spring"] = rentals
    jobs["M4 hourly, training part"] = lambda: judged(*ends(training_parts(args.hours), 48), 24, 168, 24)
    jobs |= {f"two seasons, invented {name}": partial(of_kind, *kind) for name, kind in TWO.items()}
    jobs["two seasons, M3 monthly, training part"] = lambda: months(*ends(training_parts(args.months), 18))
    jobs["two seasons, M3 monthly, test part"] = lambda: months(
        training_parts(args.months), test_parts(args.months)
    )
    jobs["two seasons, economy, quarters"] = lambda: rolled(economy(), 4, 8, 12)
    sea = loaded("elnino").iloc[:, 1:].to_numpy(float).ravel()  # a row a year
    jobs["two seasons, sea, months"] = lambda: rolled([sea], 12, 12, 24)
    record.run("views", jobs, [*CODE, "experiments/horizons.py", "experiments/patches.py"])


if __name__ == "__main__":
    main()
