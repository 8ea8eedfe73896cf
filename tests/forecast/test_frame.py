import numpy as np
import pandas as pd
import pytest

from lstm.errors import DataError
from lstm.forecast.frame import read

DAYS = pd.date_range("2024-01-01", periods=8)


def frame(**changes):
    return pd.DataFrame({"ds": DAYS, "y": np.arange(8.0), **changes})


def test_a_clean_frame_passes_unchanged_and_nothing_is_reported():
    out = read(frame())
    assert out["y"].tolist() == list(range(8))
    assert list(out.columns) == ["unique_id", "ds", "y"]
    assert out.attrs["mended"] == []


def test_the_callers_frame_is_left_alone():
    mine = frame().sample(frac=1, random_state=0)
    copy = mine.copy()
    read(mine)
    pd.testing.assert_frame_equal(mine, copy)


def test_unsorted_rows_are_sorted_and_reported():
    out = read(frame().iloc[::-1])
    assert out["y"].is_monotonic_increasing
    assert out.attrs["mended"] == ["series: rows sorted by time"]


def test_missing_dates_and_values_take_the_last_value_seen_and_are_reported():
    rows = frame().drop(index=3)
    rows.loc[5, "y"] = np.nan
    out = read(rows)
    assert out["y"].tolist() == [0, 1, 2, 2, 4, 4, 6, 7]
    assert out.attrs["mended"] == ["series: 2 of 8 times had gaps, filled from the past"]


def test_what_fills_a_gap_does_not_depend_on_what_comes_after_it():
    rows = frame().drop(index=[3, 4])
    later = rows.assign(y=rows["y"].where(rows.index < 5, 1e6))
    assert read(rows)["y"].iloc[:5].equals(read(later)["y"].iloc[:5])


@pytest.mark.parametrize("freq", ["B", "D", "MS", "ME", "QE", "W-SUN", "h", "15min", "YE"])
def test_a_missing_time_does_not_hide_the_frequency(freq):
    times = pd.date_range("2020-01-01", periods=40, freq=freq)
    out = read(pd.DataFrame({"ds": times.delete(7), "y": 1.0}))
    assert out["ds"].tolist() == times.tolist()


def test_a_csv_file_and_other_column_names_are_read(tmp_path):
    path = tmp_path / "sales.csv"
    frame().rename(columns={"ds": "day", "y": "sold"}).to_csv(path, index=False)
    assert read(path, time="day", target="sold")["y"].sum() == 28


def test_whole_numbers_are_times_too():
    assert read(frame(ds=np.arange(8)))["ds"].tolist() == list(range(8))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (frame().drop(columns="y"), "column 'y' is missing; the data have 'ds'"),
        (frame().iloc[:0], "no row"),
        (frame(y=[*"1234567", "many"]), "row 8, column 'y': 'many' is not a finite number"),
        (frame(y=[1, 2, np.inf, *range(5)]), "row 3, column 'y': 'inf' is not a finite number"),
        (frame(y=[np.nan] * 8), "column 'y' holds no number"),
        (frame(ds=[*DAYS[:7], None]), "row 8, time 'NaT': not a date"),
        (frame(ds=["2024-01-01", *["soon"] * 7]), "row 2, time 'soon': not a date"),
        (frame(ds=[*DAYS[:7], DAYS[0]]), "two rows for 2024-01-01"),
        (frame(ds=[*DAYS[:7], DAYS[7] + pd.Timedelta(hours=1)]), "off the frequency 'D'"),
        (frame(ds=pd.to_datetime(["2024-01-01", "2024-01-05", "2024-01-06", "2024-02-01", "2024-02-11", "2024-03-01", "2024-07-01", "2024-07-09"])), "no regular frequency"),
        (frame().iloc[:2], "2 observation"),
        (pd.concat([frame(), frame()[["y"]]], axis=1), "column 'y' stands there 2 times"),
        (frame(unique_id=["a"] * 4 + [None] * 4), "row 5, column 'unique_id': empty"),
        (frame(y=DAYS), "column 'y': datetime64"),
        (frame(y=np.arange(8) + 0j), "column 'y': complex128"),
        (frame(ds=np.arange(8.0)), "times: float64 came"),
        (frame(ds=[*range(7), 10**12]), "more holes than rows"),
        (frame(ds=[*DAYS[:7], pd.Timestamp("2204-01-08")]), "more holes than rows"),
        (frame(ds=["2024-01-01T00:00+01:00"] * 4 + ["2024-01-02T00:00+02:00"] * 4), "a single time zone"),
        (pd.concat([frame(unique_id="a"), frame(unique_id="b", ds=pd.date_range("2024-01-01", periods=8, freq="MS"))]), "series of different frequencies"),
        ([1, 2, 3], "data: list came"),
        ("nowhere.csv", "nowhere.csv: no such file"),
    ],
)  # fmt: skip
def test_bad_data_get_one_clear_error(data, message):
    with pytest.raises(DataError, match=message):
        read(data)
