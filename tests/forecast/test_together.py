"""Times in several columns, and other ways of writing times that exports of tills and spreadsheets have."""

import numpy as np
import pandas as pd
import pytest

from lstm.errors import DataError
from lstm.forecast.frame import future_rows, read

MOIS = [
    "janvier",
    "Févr.",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
]
MOIS_EN = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
JOURS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
DAYS = pd.date_range("2022-01-03", periods=20)


def mended(out):
    return "\n".join(out.attrs["mended"])


def rows(**columns):
    n = len(next(iter(columns.values())))
    return pd.DataFrame(columns | {"sold": np.arange(n, dtype=float)})


@pytest.mark.parametrize(
    ("columns", "freq", "last"),
    [
        ({"Year": np.repeat([2022, 2023], 12), "Month": [*range(1, 13)] * 2}, "MS", "2023-12-01"),
        ({"année": ["2022"] * 12, "mois": MOIS}, "MS", "2022-12-01"),
        ({"year": np.repeat([2020.0, 2021.0], 4), "quarter": [1.0, 2, 3, 4] * 2}, "QS-OCT", "2021-10-01"),
        ({"year": [2022] * 9, "week": range(1, 10)}, "W-MON", "2022-02-28"),
        ({"year": DAYS.year, "month": DAYS.month, "day": DAYS.day}, "D", "2022-01-22"),
        ({"year": ["2022"] * 20, "month": ["1"] * 20, "day": ["5"] * 20, "hour": range(20)}, "h", "2022-01-05 19:00"),
    ],
    ids=lambda case: " ".join(case) if isinstance(case, dict) else "",
)  # fmt: skip
def test_a_year_and_its_parts_are_one_time(columns, freq, last):
    out = read(rows(**columns))
    assert out["ds"].iloc[-1] == pd.Timestamp(last)
    assert out["y"].tolist() == list(range(len(out)))
    assert out.attrs["freq"] == freq
    assert f"columns {', '.join(map(repr, columns))} were read as the time together" in mended(out)


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("hr", range(24)),
        ("Heure", [f"{k}:00" for k in range(24)]),
        ("time", [f"{(k + 11) % 12 + 1}:00 {'AP'[k > 11]}M" for k in range(24)]),
    ],
)
@pytest.mark.parametrize("way", ["%Y-%m-%d", "%d/%m/%Y", None])
def test_a_day_and_its_hour_are_one_time(name, hours, way):
    days = np.repeat(DAYS, 24)
    out = read(rows(dteday=days.strftime(way) if way else days, **{name: [*hours] * 20}))
    assert (out["ds"] == pd.date_range("2022-01-03", periods=480, freq="h")).all()
    assert "were read as the time together" in mended(out)


@pytest.mark.parametrize("names", [("date",), ("year", "month", "day")])
def test_hours_may_be_counted_from_one(names):
    days = np.repeat(DAYS, 24)
    cells = {"date": days.strftime("%Y-%m-%d"), "year": days.year, "month": days.month, "day": days.day}
    out = read(rows(**{name: cells[name] for name in names}, hour=[*range(1, 25)] * 20))
    assert (out["ds"] == pd.date_range("2022-01-03", periods=480, freq="h")).all()
    assert "hours 1 to 24 were read as 0 to 23" in mended(out)


def test_an_hour_beside_days_that_come_once_is_no_part_of_the_time():
    out = read(rows(date=DAYS, hour=[9, 17] * 10))
    assert out.attrs["freq"] == "D"
    once_more = rows(date=[*DAYS, DAYS[-1]], hour=[9, 17] * 10 + [8])
    with pytest.raises(DataError, match="two rows for 2022-01-22"):
        read(once_more)
    two = pd.concat([rows(date=DAYS, hour=9, shop=name) for name in "ab"]).rename(columns={"shop": "store"})
    assert read(two).attrs["freq"] == "D"


@pytest.mark.parametrize("name", ["date", "Bestelldatum", "time"])
@pytest.mark.parametrize("way", ["%Y-%m-%d", "%Y%m%d", None])
def test_years_and_months_beside_whole_dates_say_nothing_more(name, way):
    if way == "%Y%m%d":  # under another name, digits are no dates
        name = "date"
    data = rows(**{name: DAYS.strftime(way) if way else DAYS}, year=DAYS.year, month=DAYS.month)
    assert read(data)["ds"].tolist() == DAYS.tolist()


@pytest.mark.parametrize(
    ("name", "cells"), [("week", range(1, 105)), ("year", range(1920, 2024)), ("day", range(104))]
)
def test_what_counts_on_is_a_time_of_its_own_beside_a_date(name, cells):
    out = read(rows(**{name: cells}).assign(launched="2021-05-03"))
    assert out["ds"].tolist() == list(cells)


def test_columns_that_are_named_or_asked_for_are_left_alone():
    hourly = rows(date=np.repeat(DAYS, 2), hour=[9, 17] * 20)
    summed = read(hourly, time="date", duplicates="sum")
    assert summed.attrs["freq"] == "D"
    monthly = rows(year=np.repeat([2022, 2023], 12), month=[*range(1, 13)] * 2)
    with pytest.raises(DataError, match="two rows"):  # a covariate cannot be half of the time as well
        read(monthly, exog=["month"])


def test_rows_ahead_may_have_their_time_in_several_columns_too():
    data = rows(year=np.repeat([2022, 2023], 12), month=[*range(1, 13)] * 2).assign(price=1.0)
    ahead = pd.DataFrame({"year": 2024, "month": [1, 2], "price": [2.0, 3.0]})
    coming = future_rows(ahead, read(data, exog=["price"]), ["price"])
    assert coming["ds"].tolist() == [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-02-01")]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"year": [2022] * 4, "month": ["1", "2", "13", "4"]}, "row 3, time 2022-13: not a date"),
        ({"year": [2022] * 4, "month": ["1", "2", "", "4"]}, r"row 3, time 2022-\?: not a date"),
        ({"date": ["2022-01-03"] * 4, "hour": [1, 2, 3, 25]}, "row 4, time 2022-01-03 25:00: not a date"),
        ({"date": ["2022-01-03"] * 4, "hour": ["1", "2", "", "3"]}, r"row 3, time 2022-01-03 \?: not a date"),
    ],
)
def test_a_part_that_is_none_is_told_with_its_row(columns, said):
    with pytest.raises(DataError, match=said):
        read(rows(**columns))


@pytest.mark.parametrize("year", [[2021, 2022, 2023] * 2, [2021, 2022, "Total"] * 2])
def test_years_by_months_may_have_a_column_that_names_the_series(year):
    table = pd.DataFrame({"Shop": ["b"] * 3 + ["a"] * 3, "Year": year})
    months = pd.DataFrame(np.arange(72.0).reshape(6, 12), columns=[name[:3].title() for name in MOIS_EN])
    out = read(pd.concat([table, months], axis=1))
    years = 3 if year[2] == 2023 else 2
    assert out.groupby("unique_id").size().to_dict() == {"a": 12 * years, "b": 12 * years}
    assert out.loc[out["unique_id"] == "a", "y"].tolist() == list(range(36, 36 + 12 * years))
    assert "the table was read as a monthly series for each 'Shop'" in mended(out)


def test_a_year_that_comes_twice_for_a_shop_is_told():
    months = {name[:3].title(): [1.0, 2.0, 3.0] for name in MOIS_EN}
    with pytest.raises(DataError, match="series 'a': two rows for 2022-01-01"):
        read(pd.DataFrame({"Shop": ["a", "b", "a"], "Year": [2022] * 3} | months))


@pytest.mark.parametrize(
    "write",
    [
        lambda t: f"{JOURS[t.weekday()]} {t.day} {MOIS[t.month - 1]} {t.year}",
        lambda t: f"{JOURS[t.weekday()][:3]}. {t:%d/%m/%Y}",
        lambda t: f"{t:%A, %B} {t.day}, {t.year}",
        lambda t: f"{t:%a %d %b %Y}",
        lambda t: f"{('Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So')[t.weekday()]}, {t:%d.%m.%Y}",
        lambda t: f"{t:%a} {t:%Y-%m-%d}",
    ],
)
def test_the_day_of_the_week_may_stand_before_the_date(write):
    assert read(rows(date=[write(t) for t in DAYS]))["ds"].tolist() == DAYS.tolist()


def test_a_month_that_is_short_for_a_day_too_stays_a_month():
    out = read(rows(mois=["janv. 2023", "févr. 2023", "mar. 2023", "avr. 2023"]))
    assert out["ds"].iloc[-2:].dt.month.tolist() == [3, 4]
    for way in ("Mar {}, 2022", "Mar {} 2022", "Mar. {} 2022"):
        out = read(rows(date=[way.format(k) for k in range(1, 20)]))
        assert out["ds"].iloc[0] == pd.Timestamp("2022-03-01")


@pytest.mark.parametrize("write", ["S{0:02} 2022", "2022-S{0:02}", "sem. {0} 2022", "2022 s{0}"])
def test_weeks_may_be_french(write):
    out = read(rows(semaine=[write.format(k) for k in range(1, 30)]))
    assert out["ds"].iloc[0] == pd.Timestamp("2022-01-03")
    assert out.attrs["freq"] == "W-MON"


def test_halves_of_a_year_are_not_read_as_weeks():
    with pytest.raises(DataError, match="S1 and S2 may be weeks or halves of a year"):
        read(rows(period=["2021-S1", "2021-S2", "2022-S1", "2022-S2"]))


@pytest.mark.parametrize(
    ("many", "said"), [(1, "seconds"), (10**3, "milli"), (10**6, "micro"), (10**9, "nano")]
)
def test_seconds_since_1970_are_times(many, said):
    kind = str if many == 1 else int
    seconds = (DAYS - pd.Timestamp(0)) // pd.Timedelta("1s")
    out = read(rows(timestamp=[kind(int(s) * many) for s in seconds]))
    assert out["ds"].tolist() == DAYS.tolist()
    assert f"{said}" in mended(out)
    assert f"{int(seconds[0]) * many} is 2022-01-03" in mended(out)


@pytest.mark.parametrize(
    ("way", "step"), [("%Y%m%d%H", "h"), ("%Y%m%d%H%M", "15min"), ("%Y%m%d%H%M%S", "30s")]
)
def test_digits_may_go_on_to_hours_minutes_and_seconds(way, step):
    times = pd.date_range("2022-01-03", periods=200, freq=step)
    assert read(rows(time=times.strftime(way)))["ds"].tolist() == times.tolist()


@pytest.mark.parametrize(
    "numbers", [range(1_600_000_001, 1_600_000_020), range(0, 6000, 60), [7 * 10**9, 14 * 10**9, 21 * 10**9]]
)
def test_other_large_numbers_stay_what_they_are(numbers):
    assert read(rows(time=numbers))["ds"].tolist() == list(numbers)


@pytest.mark.parametrize("name", ["shop", "Région"])
def test_a_place_names_the_series_where_times_come_several_times(name):
    both = pd.concat([rows(date=DAYS).assign(**{name: place}) for place in ("north", "south")])
    out = read(both)
    assert out.groupby("unique_id").size().to_dict() == {"north": 20, "south": 20}
    assert f"column {name!r} was read as the series" in mended(out)
    hourly = rows(date=np.repeat(DAYS, 24), hour=[*range(24)] * 20)
    out = read(pd.concat([hourly.assign(**{name: place}) for place in ("north", "south")]))
    assert out.groupby("unique_id").size().to_dict() == {"north": 480, "south": 480}


def test_a_place_beside_times_that_come_once_names_no_series():
    one = rows(date=DAYS).rename(columns={"sold": "tea"}).assign(shop="north", coffee=2.0)
    assert set(read(one)["unique_id"]) == {"tea", "coffee"}
    values = pd.concat([rows(date=DAYS), rows(date=DAYS)]).assign(shop=np.arange(40.0))
    with pytest.raises(DataError, match="two rows for 2022-01-03"):
        read(values[["date", "shop"]])


@pytest.mark.parametrize("word", ["Total", "TOTAL:", "Grand total", "Somme"])
def test_a_row_of_totals_is_left_out_and_told(word):
    months = rows(year=[*["2022"] * 12, word], month=[*map(str, range(1, 13)), ""])
    assert len(read(months)) == 12
    out = read(rows(date=[*DAYS.strftime("%Y-%m-%d"), word]))
    assert len(out) == 20
    assert "rows of totals, left out: 1" in mended(out)


def test_lines_may_end_as_on_an_old_mac(tmp_path):
    path = tmp_path / "mac.csv"
    path.write_bytes("\r".join(["date,sold", *(f"{t:%Y-%m-%d},5" for t in DAYS)]).encode())
    assert len(read(path)) == 20


@pytest.mark.parametrize("word", ["n.d.", "ND", "n.a.", "n/d"])
def test_no_data_may_be_written_in_french(word):
    data = rows(date=DAYS.strftime("%Y-%m-%d")).astype(object)
    data.loc[7, "sold"] = word
    assert read(data)["y"].tolist()[6:9] == [6, 6, 8]


QUARTERS = pd.date_range("2005-01-01", periods=40, freq="QS")
WEEKS = pd.date_range("2022-01-03", periods=40, freq="W-MON")
YEARS = pd.date_range("1990-01-01", periods=30, freq="YS")
WRITTEN = {
    "1Q05": (QUARTERS, lambda t: f"{t.quarter}Q{t:%y}"),
    "1T 2005": (QUARTERS, lambda t: f"{t.quarter}T {t.year}"),
    "1er trimestre 2005": (QUARTERS, lambda t: f"{t.quarter}{'er' if t.quarter == 1 else 'e'} trimestre {t.year}"),
    "Quarter 1, 2005": (QUARTERS, lambda t: f"Quarter {t.quarter}, {t.year}"),
    "Week 1, 2022": (WEEKS, lambda t: f"Week {t.week}, {t.year}"),
    "Semaine 1 2022": (WEEKS, lambda t: f"Semaine {t.week} {t.year}"),
    "wk1 2022": (WEEKS, lambda t: f"wk{t.week} {t.year}"),
    "03/01/2022 - 09/01/2022": (WEEKS, lambda t: f"{t:%d/%m/%Y} - {t + pd.Timedelta('6D'):%d/%m/%Y}"),
    "2022-01-03 to 2022-01-09": (WEEKS, lambda t: f"{t:%Y-%m-%d} to {t + pd.Timedelta('6D'):%Y-%m-%d}"),
    "03JAN2022": (DAYS, lambda t: f"{t:%d%b%Y}".upper()),
    "JAN2005": (QUARTERS, lambda t: f"{t:%b%Y}".upper()),
    "Mon, 03 Jan 2022 00:00:00 GMT": (DAYS, lambda t: f"{t:%a, %d %b %Y %H:%M:%S} GMT"),
    "FY90": (YEARS, lambda t: f"FY{t:%y}"),
    "FY 1990": (YEARS, lambda t: f"FY {t.year}"),
}  # fmt: skip


@pytest.mark.parametrize("first", WRITTEN)
def test_quarters_weeks_ranges_and_days_may_be_written_so(first):
    times, write = WRITTEN[first]
    assert write(times[0]) == first
    assert read(rows(date=[write(t) for t in times]))["ds"].tolist() == times.tolist()


@pytest.mark.parametrize("first", [3, 2000])
def test_what_only_looks_like_a_range_of_days_is_refused(first):
    with pytest.raises(DataError, match=f"row 1, time {first} - {first + 1}: not a date"):
        read(rows(date=[f"{k} - {k + 1}" for k in range(first, first + 17)]))


@pytest.mark.parametrize("below", [["Source: INSEE"], ["", "Note: provisional", "Source: INSEE, 2024"]])
def test_lines_below_a_table_are_left_out_and_told(tmp_path, below):
    path = tmp_path / "insee.csv"
    lines = [f"{t:%Y-%m-%d};{k}" for k, t in enumerate(DAYS)]
    path.write_text("\n".join(["date;sold", *lines, *below]), encoding="utf-8")
    out = read(path)
    assert out["y"].tolist() == list(range(20))
    assert f"lines below the table, left out: {sum(map(bool, below))}" in mended(out)


@pytest.mark.parametrize("last", ["2022-01-23;", "2022-01-23", "23/01/2022;"])
def test_a_step_ahead_is_no_line_below_the_table(tmp_path, last):
    path = tmp_path / "ahead.csv"
    way = "%d/%m/%Y" if "/" in last else "%Y-%m-%d"
    path.write_text("\n".join(["date;sold", *(f"{t.strftime(way)};5" for t in DAYS), last]), encoding="utf-8")
    out = read(path)
    assert "below" not in mended(out)
    assert len(out.attrs["ahead"]["ds"]) == 1
