"""Times: in whatever way they are written they are dates, whole numbers, or one error that says what to do."""

import numpy as np
import pandas as pd
import pytest

from lstm.errors import DataError
from lstm.forecast.bench import bench, describe
from lstm.forecast.calendar import infer_freq, longer, seasons, spelled
from lstm.forecast.door.dates import looks_dated
from lstm.forecast.door.times import times
from lstm.forecast.frame import future_rows, read
from lstm.forecast.known import ahead
from lstm.forecast.lagged import Lagged


def written(cells):
    """Read cells as times; return them and what was told."""
    told = []
    return times(pd.Series(cells), told), " | ".join(told)


def mended(out):
    return " | ".join(out.attrs["mended"])


WEEKS = pd.date_range("2021-12-20", periods=60, freq="7D")
CODES = {
    "year and week": ([f"{w.isocalendar().year}{w.isocalendar().week:02}" for w in WEEKS], WEEKS),
    "a year of 53 weeks": ([202052, 202053, 202101], pd.date_range("2020-12-21", periods=3, freq="7D")),
    "year and quarter": ([20204, 20211, 20212, 20213, 20214], pd.date_range("2020-10-01", periods=5, freq="QS")),
    "year first": ([20240131, 20240201, 20240202], pd.date_range("2024-01-31", periods=3)),
    "year and month": ([202311, 202312, 202401], pd.date_range("2023-11-01", periods=3, freq="MS")),
    "year last": (["31012024", "01022024", "02022024"], pd.date_range("2024-01-31", periods=3)),
    "the day first": ([31012024, 1022024, 2022024], pd.date_range("2024-01-31", periods=3)),
    "the month first": ([1312024, 2012024, 2022024], pd.date_range("2024-01-31", periods=3)),
}  # fmt: skip


@pytest.mark.parametrize("kind", [str, int, float])
@pytest.mark.parametrize("name", CODES)
def test_numbers_that_are_codes_of_dates_are_those_and_that_is_said(name, kind):
    cells, expected = CODES[name]
    found, told = written([str(cell) if kind is str else kind(int(cell)) for cell in cells])
    assert found.tolist() == expected.tolist()
    assert "digits were read" in told
    if name in {"the day first", "the month first"}:
        assert f"read with {name}" in told
    out = read(pd.DataFrame({"ds": cells, "y": np.arange(float(len(cells)))}))
    assert len(out) == len(cells)  # no gap is invented


@pytest.mark.parametrize(
    "cells",
    [
        [202240, 202245, 202253],  # 2022 has 52 weeks
        [202200, 202201, 202220],
        [20211, 20221, 20231],  # one quarter only, or a count of tens
        [20215, 20216, 20221],
        [10012000, 10012001, 10012002],  # a count: its first digits do not change
        [31132024, 1022024, 2022024],
        [13132024, 13142024],
        [1012150, 2012150, 3012150],
        [5, 6, 7],
    ],
)
def test_numbers_that_are_no_codes_stay_what_they_are(cells):
    assert written(cells)[0].tolist() == cells


def test_a_week_that_its_year_does_not_have_is_refused_where_years_change():
    with pytest.raises(DataError, match="row 2, time 202253: not a date"):
        written([202252, 202253, 202301])


def test_days_and_months_in_digits_are_told_apart_as_those_with_marks():
    cells = [f"0{k}012024" for k in range(1, 9)]
    with pytest.raises(DataError, match=r"01012024 and all others .*dayfirst=True or dayfirst=False"):
        written(cells)
    assert times(pd.Series(cells), [], dayfirst=True).dt.month.unique().tolist() == [1]
    assert times(pd.Series(cells), [], dayfirst=False).dt.day.unique().tolist() == [1]


SPRING = pd.date_range("2024-03-29", periods=5)
OFFSETS = ["+01", "+01", "+01", "+02", "+02"]


@pytest.mark.parametrize("offset", ["{}", "{}:00", "{}00"])
def test_midnights_with_several_offsets_are_wall_time(offset):
    cells = [f"{day:%Y-%m-%d} 00:00:00" + offset.format(o) for day, o in zip(SPRING, OFFSETS, strict=True)]
    found, told = written(cells)
    assert found.tolist() == SPRING.tolist()
    assert "several offsets (clock changes, or zones) were read as wall time" in told


def test_hours_with_several_offsets_become_utc():
    hours = pd.date_range("2024-03-30 22:00", periods=6, freq="h", tz="Europe/Paris")
    found, told = written([f"{hour:%Y-%m-%d %H:%M:%S}{f'{hour:%z}'[:3]}" for hour in hours])
    assert found.tolist() == hours.tz_convert("UTC").tz_localize(None).tolist()
    assert "several offsets (clock changes, or zones) were converted to UTC" in told


def test_one_offset_in_whole_hours_is_a_zone():
    found, told = written([f"{day:%Y-%m-%d} 00:00:00+01" for day in SPRING])
    assert found.tolist() == SPRING.tolist()
    assert "zone UTC+01:00 were read as wall time" in told


def test_a_utc_behind_all_times_is_left_out_and_behind_some_refused():
    for form in ("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M"):
        found, told = written(
            [f"{hour:{form}} UTC" for hour in pd.date_range("2024-01-31 22:00", periods=3, freq="h")]
        )
        assert found.dt.hour.tolist() == [22, 23, 0]
        assert "times in UTC were read without the zone" in told
    with pytest.raises(DataError, match="row 2, time 2024-01-02 UTC"):
        written(["2024-01-01", "2024-01-02 UTC", "2024-01-03"])


def on_day(day, periods=14, start="2023-11-01", freq="MS"):
    firsts = pd.date_range(start, periods=periods, freq=freq)
    return [first.replace(day=min(day, first.days_in_month)) for first in firsts]


@pytest.mark.parametrize("freq", ["MS", "QS", "YS"])
@pytest.mark.parametrize("day", [2, 15, 28, 30])
def test_times_on_one_day_of_each_month_are_their_months(day, freq):
    ds = on_day(day, freq=freq, start="2023-01-01")
    out = read(pd.DataFrame({"ds": ds, "y": np.arange(14.0)}))
    assert out["ds"].tolist() == pd.date_range("2023-01-01", periods=14, freq=freq).tolist()
    assert f"times on day {day} of each month were read as their months" in mended(out)
    assert out["y"].tolist() == list(range(14))


@pytest.mark.parametrize(
    "ds",
    [
        on_day(1),
        on_day(31),
        on_day(15)[:2],
        [*on_day(15), pd.Timestamp("2023-11-16")],
        [*on_day(15), pd.Timestamp("2025-03-14")],
        pd.date_range("2024-01-15", periods=40).tolist(),
        [moment + pd.Timedelta(hours=k) for k, moment in enumerate(on_day(15))],
    ],
)
def test_other_times_keep_their_days(ds):
    found, told = written(ds)
    assert found.tolist() == ds
    assert "their months" not in told


def test_covariates_of_two_months_ahead_are_found_on_their_days():
    ds = on_day(15, 12)
    frame = read(pd.DataFrame({"ds": ds[:10], "y": np.arange(10.0), "x": np.arange(10.0)}), exog=["x"])
    rain = pd.DataFrame({"ds": ds[10:], "x": [7.0, 8.0]})
    assert future_rows(rain, frame, ["x"])["ds"].dt.day.tolist() == [1, 1]
    steps = np.array(pd.date_range("2024-09-01", periods=2, freq="MS"))
    assert ahead("series", steps, ["x"], rain, "MS")["x"].tolist() == [7.0, 8.0]
    with pytest.raises(DataError, match="no covariates for 2024-09-01"):
        ahead("series", steps, ["x"], rain, "D")


MONTHS = pd.date_range("2023-12-01", periods=3, freq="MS")
TEXTS = {
    "12/2023|01/2024|02/2024": MONTHS,
    "12.2023|01.2024|02.2024": MONTHS,
    "12-2023|1-2024|2-2024": MONTHS,
    "2023M12|2024M01|2024M02": MONTHS,
    "2023-M12|2024-M1|2024-M2": MONTHS,
    "Dez. 2023|Januar 2024|Feb. 2024": MONTHS,
    "1er décembre 2023|1er janvier 2024|1er février 2024": MONTHS,
    "December 1st, 2023|January 1st, 2024|February 1st, 2024": MONTHS,
    "März 2024|April 2024|Mai 2024|Juni 2024|Juli 2024": pd.date_range("2024-03-01", periods=5, freq="MS"),
    "Maerz 24|Apr 24|Mai 24|Jun 24|Jul 24|Aug 24|Sep 24|Okt 24": pd.date_range("2024-03-01", periods=8, freq="MS"),
    "28. Februar 2024|29. Februar 2024|1. März 2024": pd.date_range("2024-02-28", periods=3),
    "Q4-23|Q1-24|Q2-24": pd.date_range("2023-10-01", periods=3, freq="QS"),
    "Q4/2023|Q1/2024|Q2/2024": pd.date_range("2023-10-01", periods=3, freq="QS"),
    "W52-2023|W01-2024|W02-2024": pd.date_range("2023-12-25", periods=3, freq="7D"),
    "KW52 2023|KW01 2024|KW02 2024": pd.date_range("2023-12-25", periods=3, freq="7D"),
    "KW 52/2023|KW 1/2024|KW 2/2024": pd.date_range("2023-12-25", periods=3, freq="7D"),
    "2023-W52-7|2024-W01-1|2024-W01-2": pd.date_range("2023-12-31", periods=3),
    "2001-02|2002-03|2003-04|2011-12": pd.to_datetime(["2001-01-01", "2002-01-01", "2003-01-01", "2011-01-01"]),
    "1998/99|1999/00|2000/01": pd.date_range("1998-01-01", periods=3, freq="YS"),
    "2001-12|2002-01|2002-02|2002-03": pd.date_range("2001-12-01", periods=4, freq="MS"),
    "Jan 01|Feb 01|Mar 01": pd.date_range("2001-01-01", periods=3, freq="MS"),
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_read_in_whatever_way_dates_are_written(text):
    cells = text.split("|")
    found, _ = written(cells)
    assert found.tolist() == TEXTS[text].tolist()
    assert looks_dated(pd.Series(cells)) or "/99" in text


def test_rules_for_text_are_said():
    for text, rule in {
        "12/2023|01/2024": "a month and a year",
        "2001-02|2002-03": "fiscal years were read as the year they begin in",
        "W52-2023|W01-2024": "Mondays",
    }.items():
        assert rule in written(text.split("|"))[1]


@pytest.mark.parametrize("cell", ["1.2024", "3.14", "13/2024", "05/1850", "Q5-24", "W5", "2024M"])
def test_text_that_may_be_something_else_does_not_look_like_dates(cell):
    assert not looks_dated(pd.Series([cell]))


@pytest.mark.parametrize(
    "cells",
    [
        [f"Jan {day:02}" for day in range(1, 32)],
        ["15-Mar", "16-Mar", "17-Mar"],
        [f"{day:%b %d}" for day in pd.date_range("2023-01-01", periods=365)],
    ],
)
def test_days_without_a_year_are_not_taken_for_years(cells):
    with pytest.raises(DataError, match=r"year with four digits|not a date"):
        written(cells)


def test_years_of_two_digits_stay_where_they_can_be_nothing_else():
    months = pd.date_range("1995-01-01", "2024-12-01", freq="MS")
    assert written([f"{month:%b-%y}" for month in months])[0].tolist() == months.tolist()
    assert written(["Jan 98", "Jan 99", "Jan 00", "Jan 01"])[0].dt.year.tolist() == [1998, 1999, 2000, 2001]
    assert written([f"Jan {year}" for year in range(2001, 2005)])[0].dt.year.sum() == 4 * 2002.5


INTEGERS = pd.DataFrame({"ds": range(9), "y": np.arange(9.0)})
DAYS = pd.DataFrame({"ds": pd.date_range("2024-01-01", periods=9), "y": np.arange(9.0)})


@pytest.mark.parametrize(
    ("rows", "freq", "message"),
    [
        (INTEGERS, "D", "freq: 'D' came, the times are whole numbers; their step, a whole number, expected"),
        (INTEGERS, 0, "freq: 0 came; a step of at least 1"),
        (INTEGERS, -1, "freq: -1 came; a step of at least 1"),
        (DAYS, 7, "freq: 7 came, the times are dates; a frequency as pandas writes it"),
        (DAYS, "0D", "freq: '0D' came; a frequency"),
        (DAYS, "-1D", "freq: '-1D' came; a step forward"),
        (DAYS, "fortnight", "freq: 'fortnight' came; a frequency as pandas writes it"),
    ],
)
def test_a_frequency_that_does_not_fit_the_times_is_refused(rows, freq, message):
    with pytest.raises(DataError, match=message):
        read(rows, freq=freq)


@pytest.mark.parametrize("day", ["MON", "THU", "SUN"])
def test_weeks_without_an_anchor_begin_as_the_times_do(day):
    ds = pd.date_range("2024-01-01", periods=9, freq=f"W-{day}")
    for asked in ("W", "w"):
        out = read(pd.DataFrame({"ds": ds, "y": np.arange(9.0)}), freq=asked)
        assert out.attrs["freq"] == f"W-{day}"
        assert len(out) == 9
    assert spelled("2W", pd.Series(ds)) == f"2W-{day}"
    assert spelled("W", pd.Series(ds.append(ds + pd.Timedelta(days=1)))) == "W"
    assert spelled(np.int64(2), pd.Series([2, 4])) == 2


@pytest.mark.parametrize(
    ("freq", "season"), [("7D", 52), ("168h", 52), ("14D", 26), ("10D", 1), ("36h", 1), ("D", 7)]
)
def test_the_season_of_weeks_counted_in_days(freq, season):
    assert seasons(freq)[0] == season
    assert longer(52, freq) == 0


def closed(ds, rows=None):
    """What the door says of times that are missing."""
    lines = mended(read(pd.DataFrame({"ds": ds, "y": 1.0} if rows is None else rows))).split(" | ")
    return [line for line in lines if "if nothing is sold then, write 0" in line]


def test_days_on_which_a_shop_is_closed_are_named():
    ds = pd.date_range("2023-01-02", periods=400)
    sundays = ds[ds.dayofweek != 6]
    assert closed(sundays) == ["of the missing times 57 are Sundays: if nothing is sold then, write 0"]
    assert "56 are Mondays and 56 are Sundays" in closed(ds[~ds.dayofweek.isin([0, 6])])[0]
    assert closed(sundays.append(ds[ds.dayofweek == 6][:9])) == []  # open on nine of them: they say nothing
    assert closed(sundays[:47]) == []  # seven Sundays only
    assert closed(ds.delete([5, 70, 99])) == []
    several = pd.concat(
        [pd.DataFrame({"unique_id": k, "ds": d, "y": 1.0}) for k, d in (("a", ds), ("b", sundays))]
    )
    assert closed(None, several) == ["of the missing times 57 are Sundays: if nothing is sold then, write 0"]


def test_hours_in_which_a_shop_is_closed_are_named():
    ds = pd.date_range("2024-01-01", periods=24 * 30, freq="h")
    assert closed(ds[(ds.hour > 7) & (ds.hour < 20)]) == [
        f"of the missing times {29 * 12} are of the hours 20 to 7: if nothing is sold then, write 0"
    ]
    assert "of the hours 3, 12:" in closed(ds[~ds.hour.isin([3, 12])])[0]
    assert "of the hours 3:" in closed(ds[ds.hour != 3])[0]


def test_closed_days_are_named_and_not_filled_otherwise():
    ds = pd.date_range("2023-01-02", periods=400)
    out = read(pd.DataFrame({"ds": ds, "y": np.arange(400.0)})[ds.dayofweek != 6])
    assert infer_freq(out["ds"]) == "D"
    assert out["y"].iloc[6] == out["y"].iloc[5]


def test_two_rows_for_a_step_ahead_are_refused_unless_they_are_alike():
    twice = pd.DataFrame({"ds": [4, 5, 5], "rain": [0.0, 2.0, 3.0]})
    with pytest.raises(DataError, match="series 'shop' has several rows for 5"):
        ahead("shop", np.array([4, 5]), ["rain"], twice)
    assert ahead("shop", np.array([4]), ["rain"], twice)["rain"].tolist() == [0.0]
    alike = twice.assign(rain=[0.0, 2.0, 2.0])
    assert ahead("shop", np.array([4, 5]), ["rain"], alike)["rain"].tolist() == [0.0, 2.0]


def monthly(n, **names):
    y = 10 + np.sin(np.arange(n)) + np.arange(n) / 100
    return pd.DataFrame({**names, "ds": pd.date_range("2015-01-01", periods=n, freq="MS"), "y": y})


@pytest.mark.parametrize("name", ["Ridge"])
def test_a_regression_on_lags_says_how_much_history_it_needs(name):
    frame = monthly(60, unique_id="a")
    with pytest.raises(DataError, match="Ridge: 60 observations at the first cutoff, at least 61 expected"):
        Lagged(name, 12).predict(frame, 12)
    assert len(Lagged(name, 12).predict(monthly(61, unique_id="a"), 12)) == 12
    with pytest.raises(DataError, match=r"Ridge: 36 observations at the first cutoff, .* fewer windows"):
        bench(read(frame), 12, methods=[name])


def test_a_comparison_names_the_series_that_is_too_short():
    both = read(pd.concat([monthly(60, unique_id="a"), monthly(20, unique_id="b")]))
    with pytest.raises(
        DataError, match="series 'b': 20 observations, the fewest of all; at least 48 expected"
    ):
        bench(both, 12, methods=[])


@pytest.mark.parametrize(
    ("asked", "message"),
    [({"h": 0}, "h: 0"), ({"n_windows": 0}, "n_windows: 0"), ({"season": -3}, "season: -3")],
)
def test_a_comparison_of_nothing_is_refused(asked, message):
    with pytest.raises(ValueError, match=message):
        bench(read(monthly(60)), **{"h": 12, "methods": [], **asked})
    if "season" in asked:
        with pytest.raises(ValueError, match=message):
            describe(read(monthly(60)), **asked)
