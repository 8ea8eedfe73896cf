"""The door: what is mended says so, what is not gets one clear error, and nothing else comes through."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm.errors import DataError
from lstm.forecast.frame import future_rows, read

DAYS = pd.date_range("2024-01-01", periods=8)


def frame(**changes):
    return pd.DataFrame({"ds": DAYS, "y": np.arange(8.0), **changes})


def mended(out):
    return " | ".join(out.attrs["mended"])


def test_a_clean_frame_passes_unchanged_and_nothing_is_reported():
    out = read(frame())
    assert out["y"].tolist() == list(range(8))
    assert list(out.columns) == ["unique_id", "ds", "y"]
    assert out.attrs["mended"] == []
    assert out.attrs["freq"] == "D"


def test_the_callers_frame_is_left_alone():
    mine = frame().sample(frac=1, random_state=0)
    copy = mine.copy()
    read(mine)
    pd.testing.assert_frame_equal(mine, copy)


def test_unsorted_rows_are_sorted_and_reported():
    out = read(frame().iloc[::-1])
    assert out["y"].is_monotonic_increasing
    assert mended(out) == "rows were sorted by time"


def test_missing_dates_and_values_take_the_last_value_seen_and_are_reported():
    rows = frame().drop(index=3)
    rows.loc[5, "y"] = np.nan
    out = read(rows)
    assert out["y"].tolist() == [0, 1, 2, 2, 4, 4, 6, 7]
    assert mended(out) == "gaps, filled from the past: 2 of 8 times"


def test_what_fills_a_gap_does_not_depend_on_what_comes_after_it():
    rows = frame().drop(index=[3, 4])
    later = rows.assign(y=rows["y"].where(rows.index < 5, 1e6))
    assert read(rows)["y"].iloc[:5].equals(read(later)["y"].iloc[:5])


def test_rows_without_a_target_at_the_end_are_the_future_and_not_repeated():
    out = read(frame(y=[1, 2, 3, 4, 5, None, None, None], x=range(8)), exog=["x"])
    assert len(out) == 5
    assert "rows without 'y' after the last value, left out: 3" in mended(out)
    assert future_rows(None, out, ["x"])["x"].tolist() == [5, 6, 7]


@pytest.mark.parametrize("freq", ["B", "D", "MS", "ME", "QE", "W-SUN", "h", "15min", "YE", "2h"])
def test_a_missing_time_does_not_hide_the_frequency(freq):
    times = pd.date_range("2020-01-01", periods=40, freq=freq)
    out = read(pd.DataFrame({"ds": times.delete(7), "y": 1.0}))
    assert out["ds"].tolist() == times.tolist()


def test_many_series_with_holes_and_other_lengths():
    rng = np.random.default_rng(0)
    parts = []
    for k in range(30):
        n = int(rng.integers(10, 60))
        start = pd.Timestamp("2020-01-01") + pd.DateOffset(months=int(rng.integers(0, 30)))
        part = pd.DataFrame(
            {
                "unique_id": f"s{k:02}",
                "ds": pd.date_range(start, periods=n, freq="MS"),
                "y": rng.normal(size=n),
            }
        )
        parts.append(part.drop(index=[3, 5] if k % 2 else []))
    whole = pd.concat(parts)
    out = read(whole.sample(frac=1, random_state=1))
    for name, part in out.groupby("unique_id"):
        alone = read(whole[whole["unique_id"] == name])
        np.testing.assert_array_equal(part["y"], alone["y"])
        assert (part["ds"].diff().dropna().dt.days > 27).all()


CSVS = {
    "comma": (b"ds,y\n2024-01-01,1.5\n2024-01-02,2.5\n2024-01-03,3.5\n", [1.5, 2.5, 3.5]),
    "semicolon, decimal comma": (b"ds;y\n2024-01-01;1,5\n2024-01-02;2,5\n2024-01-03;3,5\n", [1.5, 2.5, 3.5]),
    "tab": (b"ds\ty\n2024-01-01\t1\n2024-01-02\t2\n2024-01-03\t3\n", [1, 2, 3]),
    "bar": (b"ds|y\n2024-01-01|1\n2024-01-02|2\n2024-01-03|3\n", [1, 2, 3]),
    "Excel's hint": (b"sep=;\r\nds;y\r\n2024-01-01;1\r\n2024-01-02;2\r\n2024-01-03;3\r\n", [1, 2, 3]),
    "byte order mark": ("\ufeffds,y\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n".encode(), [1, 2, 3]),
    "UTF-16": ("ds;y\n2024-01-01;1\n2024-01-02;2\n2024-01-03;3\n".encode("utf-16"), [1, 2, 3]),
    "cp1252": ("Date;Quantit\u00e9\n01/02/2024;1\n02/02/2024;2\n13/02/2024;3\n".encode("cp1252"), None),
    "quoted": (
        b'"ds","y"\n"2024-01-01","1,000.5"\n"2024-01-02","2,000.5"\n"2024-01-03","3"\n',
        [1000.5, 2000.5, 3],
    ),
    "narrow spaces": (
        "ds;y\n2024-01-01;1\u202f234,5\n2024-01-02;12\u00a0345\n2024-01-03;1 234 567\n".encode(),
        [1234.5, 12345, 1234567],
    ),
    "points for thousands": (
        b"ds;y\n2024-01-01;1.234.567,5\n2024-01-02;2.000\n2024-01-03;1,5\n",
        [1234567.5, 2000, 1.5],
    ),
    "apostrophes": (b"ds;y\n2024-01-01;1'234\n2024-01-02;2'000\n2024-01-03;5\n", [1234, 2000, 5]),
    "currency": (
        "ds;y\n2024-01-01;1 200 \u20ac\n2024-01-02;2 \u20ac\n2024-01-03;3 \u20ac\n".encode(),
        [1200, 2, 3],
    ),
    "minus signs": ("ds;y\n2024-01-01;\u22121\n2024-01-02;-2\n2024-01-03;3\n".encode(), [-1, -2, 3]),
    "separator at the end of lines": (b"ds;y;\n2024-01-01;1;\n2024-01-02;2;\n2024-01-03;3;\n", [1, 2, 3]),
    "blank lines": (b"ds,y\n\n2024-01-01,1\n\n2024-01-02,2\n2024-01-03,3\n\n\n", [1, 2, 3]),
    "scientific": (b"ds,y\n2024-01-01,1e3\n2024-01-02,2E-1\n2024-01-03,+3\n", [1000, 0.2, 3]),
    "gaps in words": (b"ds,y\n2024-01-01,1\n2024-01-02,NA\n2024-01-03,n/a\n2024-01-04,4\n", [1, 1, 1, 4]),
    "whole numbers": (b"ds,y\n1,5\n2,6\n3,7\n", [5, 6, 7]),
    "eight digits": (b"ds,y\n20240131,5\n20240229,6\n20240331,7\n", [5, 6, 7]),
    "quarters": (b"quarter,sales\n2024Q1,5\n2024Q2,6\n2024Q3,7\n", [5, 6, 7]),
    "lakhs": (
        b'ds,y\n2024-01-01,"12,34,567.5"\n2024-01-02,"1,234.5"\n2024-01-03,3\n',
        [1234567.5, 1234.5, 3],
    ),
    "brackets": (b"ds,y\n2024-01-01,(1.5)\n2024-01-02,($2)\n2024-01-03,3\n", [-1.5, -2, 3]),
    "per cent": (b"ds;y\n2024-01-01;1,5 %\n2024-01-02;-2%\n2024-01-03;3%\n", [1.5, -2, 3]),
    "no header": (b"2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n", [1, 2, 3]),
    "months": (b"month,sales\n2024-01,5\n2024-02,6\n2024-03,7\n", [5, 6, 7]),
}


@pytest.mark.parametrize("name", CSVS)
def test_csv_files_of_all_kinds(name, tmp_path):
    content, expected = CSVS[name]
    path = tmp_path / "sales.csv"
    path.write_bytes(content)
    if expected is None:
        with pytest.raises(DataError, match=r"no regular frequency|more holes"):
            read(path)
    else:
        assert read(path)["y"].tolist() == expected


MONTHS, HOURS = (
    pd.date_range("2023-11-01", periods=4, freq="MS"),
    pd.date_range("2024-01-31 22:00", periods=4, freq="h"),
)
WRITTEN = {
    "Nov-23 Dec-23 Jan-24 Feb-24": MONTHS,
    "Nov 23|Dec 23|Jan 24|Feb 24": MONTHS,
    "November 2023|December 2023|January 2024|February 2024": MONTHS,
    "nov. 2023|d\u00e9c. 2023|janv. 2024|f\u00e9vr. 2024": MONTHS,
    "2023-Nov 2023-Dec 2024-Jan 2024-Feb": MONTHS,
    "01-Nov-2023 01-Dec-2023 01-Jan-2024 01-Feb-2024": MONTHS,
    "1 novembre 2023|1 d\u00e9cembre 2023|1 janvier 2024|1 f\u00e9vrier 2024": MONTHS,
    "Nov 1, 2023|Dec 1, 2023|Jan 1, 2024|Feb 1, 2024": MONTHS,
    "202311 202312 202401 202402": MONTHS,
    "Q4 2023|Q1 2024|Q2 2024": pd.date_range("2023-10-01", periods=3, freq="QS"),
    "T4-2023 T1-2024 T2-2024": pd.date_range("2023-10-01", periods=3, freq="QS"),
    "2023-W51 2023-W52 2024-W01 2024-W02": pd.date_range("2023-12-18", periods=4, freq="7D"),
    "2024W1 2024W2 2024W3": pd.date_range("2024-01-01", periods=3, freq="7D"),
    "01/31/2024 10:00 PM|01/31/2024 11:00 PM|02/01/2024 12:00 AM|02/01/2024 1:00 AM": HOURS,
    "2024-01-31 10:00 p.m.|2024-01-31 11:00 p.m.|2024-02-01 12:00 a.m.|2024-02-01 01:00 a.m.": HOURS,
    "31-Jan-2024 22:00|31-Jan-2024 23:00|01-Feb-2024 00:00|01-Feb-2024 01:00": HOURS,
    "2024-01-31T22:00:00Z 2024-01-31T23:00:00Z 2024-02-01T00:00:00Z 2024-02-01T01:00:00Z": HOURS,
    "2024-01-31T22:00+01:00 2024-01-31T23:00+01:00 2024-02-01T00:00+01:00": HOURS[:3] - pd.Timedelta(hours=1),
    "2024-01-31T00:00+01:00 2024-02-01T00:00+01:00 2024-02-02T00:00+01:00": pd.date_range(
        "2024-01-31", periods=3
    ),
}


@pytest.mark.parametrize("name", ["ds", "whatever"])
@pytest.mark.parametrize("written", WRITTEN)
def test_times_are_read_in_whatever_way_they_are_written(written, name):
    cells = written.split("|" if "|" in written else " ")
    if written[:6] == "202311" and name != "ds":
        cells = [
            f"{cell[:4]}-{cell[4:]}" for cell in cells
        ]  # a column of whole numbers is not guessed to be times
    out = read(pd.DataFrame({name: cells, "y": np.arange(len(cells), dtype=float)}))
    assert out["ds"].tolist() == WRITTEN[written].tolist()


YEARS_BY_MONTHS = """Ann\u00e9e;Janv.;F\u00e9vr.;Mars;Avr.;Mai;Juin;Juil.;Ao\u00fbt;Sept.;Oct.;Nov.;D\u00e9c.
2023;13;14;15;16;17;18;19;;;;;
2022;1;2;3;4;5;6;7;8;9;10;11;12
"""


def test_numbers_among_text_keep_their_value():
    y = pd.Series([119.99999999999999, 7, "12,5", np.float32(0.5), Decimal("1.25"), None], dtype=object)
    assert read(pd.DataFrame({"ds": range(6), "y": y}))["y"].tolist() == [
        119.99999999999999,
        7,
        12.5,
        0.5,
        1.25,
    ]


@pytest.mark.parametrize(
    ("asked", "ds", "freq"),
    [
        ("M", pd.date_range("2024-01-01", periods=5, freq="MS"), "MS"),
        ("M", pd.date_range("2024-01-31", periods=5, freq="ME"), "ME"),
        ("Q", pd.date_range("2024-01-01", periods=5, freq="QS"), "QS"),
        ("A", pd.date_range("2020-12-31", periods=5, freq="YE"), "YE"),
        ("d", DAYS, "D"),
        ("H", pd.date_range("2024-01-01", periods=5, freq="h"), "h"),
        ("15T", pd.date_range("2024-01-01", periods=5, freq="15min"), "15min"),
        ("W-SUN", pd.date_range("2024-01-07", periods=5, freq="W-SUN"), "W-SUN"),
    ],
)
def test_frequencies_may_be_spelled_as_they_used_to_be(asked, ds, freq):
    out = read(pd.DataFrame({"ds": ds, "y": np.arange(float(len(ds)))}), freq=asked)
    assert out.attrs["freq"] == freq
    assert len(out) == len(ds)


def test_an_index_of_series_and_times_becomes_columns():
    rows = pd.DataFrame({"shop": ["b", "a"] * 3, "day": [1, 1, 2, 2, 3, 3], "y": np.arange(6.0)})
    out = read(rows.set_index(["shop", "day"]), series="shop")
    assert out["y"].tolist() == [1, 3, 5, 0, 2, 4]
    assert "levels of the index" in mended(out)


def test_times_that_nanoseconds_cannot_hold_are_refused():
    ds = pd.Series(np.array(["1600-01-01", "1600-01-02", "1600-01-03"], "datetime64[s]"))
    with pytest.raises(DataError, match="to 1600-01-03 00:00:00 came; 1678 to 2261 expected"):
        read(pd.DataFrame({"ds": ds, "y": [1.0, 2, 3]}))


def test_a_table_of_years_by_months_is_one_monthly_series(tmp_path):
    path = tmp_path / "ventes.csv"
    path.write_text(YEARS_BY_MONTHS, encoding="utf-8")
    out = read(path)
    assert out["ds"].tolist() == pd.date_range("2022-01-01", periods=19, freq="MS").tolist()
    assert out["y"].tolist() == list(range(1, 20))
    assert "one monthly series" in mended(out)
    # Fewer months, and the columns are what they always were: series.
    rows = pd.DataFrame({"year": [2020, 2021, 2022], "May": [1.0, 2, 3], "June": [1.0, 2, 3]})
    assert set(read(rows)["unique_id"]) == {"May", "June"}


@pytest.mark.parametrize("series", [None, "shop"])
@pytest.mark.parametrize("times", [["2024-01", "2024-02", "2024-03"], ["Jan-24", "Feb-24", "Mar-24"]])
def test_a_table_with_times_in_its_header_has_a_series_in_each_row(times, series):
    out = read(pd.DataFrame([["Paris", 1, 2, 3], ["Lyon", 4, 5, 6]], columns=["shop", *times]), series=series)
    assert out["unique_id"].tolist() == ["Lyon"] * 3 + ["Paris"] * 3
    assert out["ds"].tolist() == 2 * pd.date_range("2024-01-01", periods=3, freq="MS").tolist()
    assert out["y"].tolist() == [4, 5, 6, 1, 2, 3]


@pytest.mark.parametrize("cells", [["sku-12", "sku-13", "sku-14"], ["jui 2024", "jui 2025", "jui 2026"]])
def test_words_that_name_no_month_are_no_times(cells):
    with pytest.raises(DataError, match="column 'ds' is missing"):
        read(pd.DataFrame({"code": cells, "y": [1.0, 2.0, 3.0]}))
    with pytest.raises(DataError, match=f"row 1, time {cells[0]}: not a date"):
        read(pd.DataFrame({"ds": cells, "y": [1.0, 2.0, 3.0]}))


def test_french_headers_encoding_and_dates(tmp_path):
    path = tmp_path / "ventes.csv"
    rows = "\n".join(f"{day:02}/01/2024;{day},5" for day in range(1, 32))
    path.write_bytes(f"Date;Quantit\u00e9\n{rows}\n".encode("cp1252"))
    out = read(path)
    assert out["y"].tolist() == [day + 0.5 for day in range(1, 32)]
    assert out["ds"].tolist() == pd.date_range("2024-01-01", periods=31).tolist()
    for rule in (
        "cp1252",
        "'Date' was read as the time",
        "'Quantit\u00e9' was read as the target",
        "day first",
        "decimal mark",
    ):
        assert rule in mended(out), rule


def test_parquet_and_its_damage(tmp_path):
    path = tmp_path / "sales.parquet"
    frame().to_parquet(path)
    assert read(path)["y"].sum() == 28
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(DataError, match="not a readable Parquet file"):
        read(path)


def test_a_wide_table_becomes_one_series_for_each_column(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("month,north,south\n2024-01,1,4\n2024-02,2,5\n2024-03,3,\n2024-04,4,7\n")
    out = read(path)
    assert out.groupby("unique_id")["y"].apply(list).to_dict() == {
        "north": [1, 2, 3, 4],
        "south": [4, 5, 5, 7],
    }
    assert "wide table" in mended(out)


@pytest.mark.parametrize("ids", [["store", "a"], ["item", "b"], ["unique_id", "c"]])
def test_the_column_of_the_series_is_read_from_usual_names(ids):
    out = read(frame(**{ids[0]: ids[1]}))
    assert out["unique_id"].unique().tolist() == [ids[1]]


def test_days_and_months_are_told_apart_by_the_whole_column():
    day_first = [f"{d:02}.03.2024" for d in range(1, 20)]
    month_first = [f"03/{d:02}/24" for d in range(1, 20)]
    for text in (day_first, month_first):
        assert (
            read(pd.DataFrame({"ds": text, "y": 1.0}))["ds"].tolist()
            == pd.date_range("2024-03-01", periods=19).tolist()
        )


def test_days_and_months_that_nothing_tells_apart_are_asked_for():
    text = [f"0{m}/01/2024" for m in range(1, 9)]  # first days of months, or the first days of January
    with pytest.raises(DataError, match="dayfirst=True or dayfirst=False"):
        read(pd.DataFrame({"ds": text, "y": 1.0}))
    assert read(pd.DataFrame({"ds": text, "y": 1.0}), dayfirst=True).attrs["freq"] == "D"
    assert read(pd.DataFrame({"ds": text, "y": 1.0}), dayfirst=False).attrs["freq"] == "MS"


def test_commas_that_may_be_thousands_or_decimals_are_asked_for():
    rows = frame(y=[f"{k},{100 + k}" for k in range(1, 9)])
    with pytest.raises(DataError, match="decimal=',' or decimal='\\.'"):
        read(rows)
    assert read(rows, decimal=",")["y"].iloc[0] == 1.101
    assert read(rows, decimal=".")["y"].iloc[0] == 1101


def test_duplicates_are_mended_as_asked_or_where_they_are_alike():
    twice = pd.concat([frame(), frame().iloc[[2]].assign(y=10.0)])
    with pytest.raises(DataError, match="two rows for 2024-01-03"):
        read(twice)
    values = {how: read(twice, duplicates=how)["y"].iloc[2] for how in ("sum", "mean", "last")}
    assert values == {"sum": 12, "mean": 6, "last": 10}
    days = pd.DataFrame({"ds": pd.date_range("2024-01-01", periods=20), "y": np.arange(20.0)})
    alike = read(pd.concat([days, days.iloc[[2]]]))
    assert len(alike) == 20
    assert "twice, alike in all columns, dropped: 1" in mended(alike)


def test_the_hour_that_comes_twice_in_autumn_is_averaged():
    zone = pd.date_range("2024-10-26", periods=60, freq="h", tz="Europe/Paris")
    wall = pd.DataFrame({"ds": zone.tz_localize(None), "y": np.arange(60.0)})
    out = read(wall)
    assert len(out) == 59
    assert "clock was set back" in mended(out)
    aware = read(pd.DataFrame({"ds": zone, "y": np.arange(60.0)}))
    assert len(aware) == 60
    assert "UTC" in mended(aware)


def test_daily_times_in_a_zone_keep_their_days_across_a_clock_change():
    zone = pd.date_range("2024-03-28", periods=8, freq="D", tz="Europe/Paris")
    out = read(pd.DataFrame({"ds": zone, "y": 1.0}))
    assert out["ds"].tolist() == pd.date_range("2024-03-28", periods=8).tolist()


def test_levels_without_names_are_columns_too():
    rows = pd.DataFrame({"y": [*range(8)] * 2}, pd.MultiIndex.from_product([["a", "b"], DAYS]))
    out = read(rows)
    assert out["unique_id"].unique().tolist() == ["a", "b"]
    assert out["ds"].tolist() == [*DAYS] * 2


@pytest.mark.parametrize("name", [None, "shop"])
@pytest.mark.parametrize("times", [pd.period_range("2020-01", periods=8, freq="M"), DAYS])
def test_labels_of_rows_name_the_series_where_times_are_across(name, times):
    rows = pd.DataFrame([range(8), range(8, 16)], pd.Index(["a", "b"], name=name), times)
    out = read(rows)
    assert out.groupby("unique_id")["y"].agg(list).to_dict() == {"a": [*range(8)], "b": [*range(8, 16)]}
    first = times[0].to_timestamp() if isinstance(times, pd.PeriodIndex) else times[0]
    assert out["ds"].iloc[0] == first


def test_labels_in_words_are_a_column_and_numbers_are_none():
    rows = pd.DataFrame({"ds": [*DAYS] * 2, "y": range(16)})
    words = read(rows.set_axis(pd.Index(["a"] * 8 + ["b"] * 8, name="shop")))
    assert words["unique_id"].unique().tolist() == ["a", "b"]
    assert "the index was read as the column 'shop'" in words.attrs["mended"]
    numbers = read(rows[:8].set_axis(pd.Index(range(7, -1, -1), name="id")))
    assert numbers["unique_id"].unique().tolist() == ["series"]


@pytest.mark.parametrize(
    "labels",
    [
        pd.Index(range(1990, 1998), name="Year"),
        pd.Index([1990, 1991, 1992, 1993, 1994, 1995, 1996, 1997], name="year"),
        pd.Index([day.date() for day in DAYS]),
        pd.Index([f"{day:%Y-%m-%d}" for day in DAYS]),
    ],
    ids=["a range of years", "years", "days", "text"],
)
def test_labels_that_are_times_are_the_time(labels):
    for rows in (
        pd.DataFrame({"north": range(8), "south": 1}, labels),
        pd.Series(range(8), labels, name="north"),
    ):
        out = read(rows)
        assert out["y"].tolist()[:8] == [*range(8)]
        assert out["ds"].iloc[0] in {1990, pd.Timestamp("1990"), DAYS[0]}


def test_a_column_of_times_goes_before_labels_that_are_times():
    out = read(pd.DataFrame({"ds": DAYS, "y": range(8)}, DAYS + pd.Timedelta("1D")))
    assert out["ds"].tolist() == [*DAYS]


def test_rows_that_are_counted_from_any_number_have_no_years():
    out = read(pd.DataFrame({"ds": DAYS, "y": range(8)}, pd.RangeIndex(1990, 1998)))
    assert out.attrs["mended"] == []


def test_a_series_whose_steps_have_a_name_keeps_them():
    assert read(pd.Series(range(8), pd.RangeIndex(5, 13, name="step")))["ds"].tolist() == [*range(5, 13)]


def test_labels_that_are_years_stand_before_months():
    months = [f"{day:%b}" for day in pd.date_range("2020-01-01", periods=12, freq="MS")]
    out = read(pd.DataFrame(np.arange(36).reshape(3, 12), [2020, 2021, 2022], months))
    assert out["y"].tolist() == [*range(36)]


def test_labels_that_stand_in_a_column_as_well_are_left_out():
    rows = pd.DataFrame({"ds": DAYS, "y": range(8), "shop": "a"}, pd.Index(["b"] * 8, name="shop"))
    assert read(rows)["y"].tolist() == [*range(8)]
    for names in (["shop", "day"], ["level", "level"]):
        levels = rows.set_axis(pd.MultiIndex.from_product([["b"], DAYS], names=names))
        assert read(levels)["y"].tolist() == [*range(8)]


def test_a_series_or_a_frame_with_dates_in_its_index():
    values = pd.Series(np.arange(8.0), index=DAYS)
    assert read(values)["ds"].tolist() == DAYS.tolist()
    assert read(pd.DataFrame({"y": np.arange(8.0)}, index=DAYS))["y"].sum() == 28
    assert (
        read(pd.Series(np.arange(8.0), index=pd.period_range("2024-01", periods=8, freq="M"))).attrs["freq"]
        == "MS"
    )


@pytest.mark.parametrize("y", [np.zeros(8), np.full(8, 1e300), np.full(8, 1e-300), [0, 0, 0, 5, 0, 0, 0, 1]])
def test_odd_but_honest_values_pass(y):
    assert read(frame(y=y))["y"].tolist() == list(y)


@pytest.mark.parametrize("name", [" y ", "d'\u00e9t\u00e9", "\u58f2\u4e0a", "a;b"])
def test_odd_names_of_columns(name):
    assert read(frame().rename(columns={"y": name}))["y"].sum() == 28


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (frame().drop(columns="y"), "column 'y' is missing; the data have 'ds'"),
        (frame().drop(columns="ds").assign(a="x"), "column 'ds' is missing"),
        (frame().rename(columns={"y": ""}), "column 'y' is missing; the data have 'ds', ''"),
        (frame().iloc[:0], "no row"),
        (frame(y=[*"1234567", "many"]), "row 8, column 'y': many is not a finite number"),
        (frame(y=[*"1234567", "1_000"]), "row 8, column 'y': 1_000 is not"),
        (frame(y=[1, 2, np.inf, *range(5)]), "row 3, column 'y': inf is not a finite number"),
        (frame(y=[np.nan] * 8), "column 'y' holds no number"),
        (frame(ds=[*DAYS[:7], None]), "row 8, time NaT: not a date"),
        (frame(ds=["2024-01-01", *["soon"] * 7]), "row 2, time soon: not a date"),
        (frame(ds=[*DAYS[:7], DAYS[0]]), "two rows for 2024-01-01"),
        (frame(ds=[*DAYS[:7], DAYS[6] + pd.Timedelta(hours=1)]), "off the frequency 'D'"),
        (frame(ds=pd.to_datetime(["2024-01-01", "2024-01-05", "2024-01-06", "2024-02-01", "2024-02-11", "2024-03-01", "2024-07-01", "2024-07-09"])), "no regular frequency"),
        (frame().iloc[:2], "2 observation"),
        (pd.concat([frame(), frame()[["y"]]], axis=1), "column 'y' stands there 2 times"),
        (frame(unique_id=["a"] * 4 + [None] * 4), "row 5, column 'unique_id': empty"),
        (frame(y=DAYS), "column 'y': datetime64"),
        (frame(y=np.arange(8) + 0j), "column 'y': complex128"),
        (frame(ds=np.arange(8) + 0.5), "times: float64 came"),
        (frame(ds=[*range(7), 10**12]), "more holes than rows"),
        (frame(ds=[*DAYS[:7], pd.Timestamp("2204-01-08")]), "more holes than rows"),
        (frame(ds=["2024-01-01T00:00+01:00"] * 4 + ["2024-01-02T00:00"] * 4), "write all of them alike"),
        (pd.concat([frame(unique_id="a"), frame(unique_id="b", ds=pd.date_range("2024-01-01", periods=8, freq="MS"))]), "more holes than rows"),
        (pd.concat([frame(unique_id="a"), frame(unique_id="b", ds=pd.date_range("2024-01-01", periods=8, freq="12h"))]), "off the frequency"),
        (frame(unique_id="a", north=1.0).drop(columns="y").assign(south=2.0), "name the target"),
        ([1, 2, 3], "data: list came"),
        ("nowhere.csv", "nowhere.csv: no such file"),
    ],
)  # fmt: skip
def test_bad_data_get_one_clear_error(data, message):
    with pytest.raises(DataError, match=message):
        read(data)


BAD_FILES = {
    "empty": (b"", "is empty"),
    "a header alone": (b"ds,y\n", "no row"),
    "zero bytes": (b"ds,y\n\0\0\0\n", "zero bytes"),
    "more cells than the header": (b"ds,y\n2024-01-01,1,2\n", "3 cells where the header has 2"),
    "damaged UTF-16": (b"\xff\xfed\x00s\x00,", "damaged"),
    "neither UTF-8 nor cp1252": (b"ds,y\n\x81\x8d,1\n", "neither"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "neither|zero bytes"),
    "a page": (b"<html><body>no</body></html>\n<p>x</p>\n", "missing"),
    "an archive": (b"PK\x03\x04\x14\0", "neither a readable archive nor a workbook .xlsx"),
    "an old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .xlsx or CSV"),
    "compressed, and cut": (b"\x1f\x8b\x08\0", "neither a readable archive"),
    "packed otherwise": (b"BZh91AY", "pack it as .gz or .zip"),
    "JSON": (b'[{"ds": 1}]', "column 'y' is missing|name the"),
    "the 53rd week of a year with 52": (
        b"ds,y\n2023-W51,1\n2023-W52,2\n2023-W53,3\n",
        "row 3, time 2023-W53",
    ),
    "a thirteenth hour": (
        b"ds,y\n2024-01-01 13:00 PM,1\n2024-01-01 2:00 PM,2\n",
        "row 1, time 2024-01-01 13",
    ),
    "a twenty-fifth hour": (b"ds,y\n1 Jan 2024 25:00,1\n2 Jan 2024 1:00,2\n", "row 1, time 1 Jan 2024 25"),
    "two decimal marks": (
        b"ds;y\n2024-01-01;1.5\n2024-01-02;2,5\n2024-01-03;3,5\n",
        "row 1, column 'y': 1.5 is not",
    ),
    "a comma astray": (
        b'ds,y\n2024-01-01,"1,23.5"\n2024-01-02,2\n2024-01-03,3\n',
        "row 1, column 'y': 1,23.5 is not",
    ),
    "an open quote": (b'ds,y\n"2024-01-01,1\n' + b"x" * 200_000, "field larger|missing|not a date|CSV"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files_get_one_clear_error(name, tmp_path):
    content, message = BAD_FILES[name]
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        read(path)


def attempt(data):
    """Read, or make sure that the error says something."""
    try:
        return read(data)
    except DataError as error:
        message = str(error)
    assert len(message) > 20
    return None


cells = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(10**20), 10**20),
    st.text(max_size=8),
    st.none(),
    st.sampled_from(["1,5", "1 234", "NA", "-", "2024-01-01", "1e309", "\u22125", "0x10", "(5)", "()", "%"]),
)
moments = st.one_of(
    st.integers(-5, 40),
    st.sampled_from(
        [
            "2024-01-01",
            "2024-01-02",
            "2024-01-03",
            "03/01/2024",
            "2024-01-03T05:00",
            "2024-02-30",
            "",
            "x",
            "Jan-24",
            "2024-W60",
            "2024Q9",
            "1:00 PM",
            "202401",
            "T1 2024",
            "31 juin 2024",
        ]
    ),
    st.none(),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(moments, cells, st.sampled_from(["a", "b", ""])), max_size=12))
def test_anything_is_a_clean_frame_or_one_clear_error(rows):
    raw = pd.DataFrame(rows, columns=["ds", "y", "unique_id"])
    out = attempt(raw)
    if out is None:
        return
    assert np.isfinite(out["y"]).all()
    assert out["ds"].notna().all()
    assert not out.duplicated(["unique_id", "ds"]).any()
    assert (out.groupby("unique_id").size() >= 3).all()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_clean_frame_or_one_clear_error(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "any.csv"
    path.write_bytes(content)
    out = attempt(path)
    assert out is None or np.isfinite(out["y"]).all()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-1e6, 1e6).map(lambda v: round(v, 3)), min_size=5, max_size=40),
    st.sampled_from([(",", "."), (";", ","), ("\t", ","), (";", ".")]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_what_is_written_in_any_dialect_is_read_back(tmp_path_factory, values, dialect, encoding):
    separator, mark = dialect
    path = tmp_path_factory.mktemp("dialects") / "sales.csv"
    numbers = [
        f"{value:.2f}".replace(".", mark) for value in values
    ]  # two decimals: never taken for thousands
    lines = [f"{k}{separator}{number}" for k, number in enumerate(numbers)]
    path.write_bytes("\n".join([f"ds{separator}y", *lines]).encode(encoding))
    np.testing.assert_allclose(read(path)["y"], [float(f"{value:.2f}") for value in values])


EXCEL_DAYS = {
    "months": pd.date_range("2019-01-01", periods=14, freq="MS"),
    "ends of months": pd.date_range("2019-01-31", periods=14, freq="ME"),
    "quarters": pd.date_range("2019-03-31", periods=9, freq="QE"),
    "weeks": pd.date_range("2019-01-07", periods=9, freq="7D"),
    "working days": pd.bdate_range("2024-01-01", periods=15),
}


def counted(days):
    return (days - pd.Timestamp("1899-12-30")).days


@pytest.mark.parametrize("name", EXCEL_DAYS)
def test_days_as_excel_counts_them_are_dates_where_their_steps_are_those_of_dates(name):
    days = EXCEL_DAYS[name]
    rows = pd.DataFrame({"date": counted(days), "y": np.arange(len(days)) % 4})
    made = read(rows.sample(frac=1, random_state=0))
    assert set(days) <= set(made["ds"])
    assert any("Excel's days" in line for line in made.attrs["mended"])


def test_days_without_a_gap_are_left_alone_and_that_is_said():
    days = counted(pd.date_range("2024-01-01", periods=40))
    made = read(pd.DataFrame({"ds": days, "y": np.arange(40) % 7}))
    assert made["ds"].tolist() == days.tolist()
    assert any("times 45292 to 45331 were left whole numbers" in line for line in made.attrs["mended"])


@pytest.mark.parametrize("first", [0, 2000, 36525 - 7, 80_000])
def test_other_whole_numbers_stay_what_they_are(first):
    made = read(pd.DataFrame({"ds": range(first, first + 70, 7), "y": np.arange(10) % 4}))
    assert made["ds"].tolist() == list(range(first, first + 70, 7))
    assert not [line for line in made.attrs["mended"] if "Excel" in line]
