"""Rows that are single sales, put together per period, and times that come once a period on any day."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm.cli import main
from lstm.errors import DataError
from lstm.forecast.frame import future_rows, read


def sold(*times, **columns):
    return pd.DataFrame({"time": pd.to_datetime(list(times)), **columns})


def mended(out):
    return " | ".join(out.attrs["mended"])


def tickets(days=28, seed=0):
    """Sales of a shop that opens from nine to six, each at some minute, of two products; none on Sundays."""
    draw, rows = np.random.default_rng(seed), []
    for day in pd.date_range("2024-01-01", periods=days):
        for _ in range(0 if day.dayofweek == 6 else 10):
            minute = int(draw.integers(9 * 60, 18 * 60))
            rows.append(
                (day + pd.Timedelta(minutes=minute), draw.choice(["tea", "cake"]), float(draw.integers(1, 9)))
            )
    return pd.DataFrame(rows, columns=["time", "product", "amount"]).sort_values("time", ignore_index=True)


def test_sales_of_a_day_are_added_up_and_a_day_without_a_sale_is_zero():
    rows = tickets()
    out = read(rows, per="day", series="product")
    assert out.attrs["freq"] == "D"
    assert (
        out.groupby("unique_id").size() == 27
    ).all()  # the last day is a Sunday: nothing says that it came
    wanted = rows.groupby(["product", rows["time"].dt.normalize()])["amount"].sum()
    for (name, day), amount in wanted.items():
        assert out.loc[(out["unique_id"] == name) & (out["ds"] == day), "y"].item() == amount
    assert (out.loc[out["ds"].dt.dayofweek == 6, "y"] == 0).all()
    assert "rows put together by the sum of each day: 240, to" in mended(out)
    assert "sums that are zero, no row being in their day: " in mended(out)


@pytest.mark.parametrize(
    ("per", "freq", "first"),
    [
        ("hour", "h", "2024-05-15 10:00"),
        ("30min", "30min", "2024-05-15 10:30"),
        ("day", "D", "2024-05-15"),
        (" Days ", "D", "2024-05-15"),
        ("week", "W-MON", "2024-05-13"),
        ("W-SUN", "W-SUN", "2024-05-12"),
        ("month", "MS", "2024-05-01"),
        ("M", "MS", "2024-05-01"),
        ("quarter", "QS", "2024-04-01"),
        ("year", "YS", "2024-01-01"),
    ],
)
def test_periods_are_named_by_their_first_moment(per, freq, first):
    times = pd.date_range(first, periods=3, freq=freq) + pd.Timedelta(minutes=10)
    out = read(sold(*times, y=[1.0, 2.0, 3.0]), per=per)
    assert out.attrs["freq"] == freq
    assert out["ds"].iloc[0] == pd.Timestamp(first)
    assert out["y"].tolist() == [1.0, 2.0, 3.0]
    assert (out["ds"] == pd.date_range(first, periods=3, freq=freq)).all()


def test_a_period_that_the_data_begin_or_end_in_is_left_out():
    days = pd.date_range("2024-01-20", "2024-06-12 12:00", freq="6h")
    out = read(sold(*days, y=1.0), per="month")
    assert out["ds"].dt.month.tolist() == [2, 3, 4, 5]
    assert out["y"].tolist() == [4.0 * n for n in (29, 31, 30, 31)]
    assert "the month of 2024-01-01, left out: the data begin in it, at 2024-01-20" in mended(out)
    assert "the month of 2024-06-01, left out: the data end in it, at 2024-06-12 12:00" in mended(out)


def test_a_day_without_a_sale_before_one_that_is_not_over_is_a_zero():
    rows = tickets(29)  # the last day is a Monday
    out = read(rows[:-5].drop(columns="product"), per="day")
    assert out["ds"].iloc[-1] == pd.Timestamp("2024-01-28")
    assert out["y"].iloc[-1] == 0
    assert "the day of 2024-01-29, left out" in mended(out)


def test_whole_periods_at_both_ends_stay():
    out = read(sold(*pd.date_range("2024-01-01", "2024-06-30 18:00", freq="6h"), y=1.0), per="month")
    assert len(out) == 6
    assert "left out" not in mended(out)


def test_a_leap_year_at_the_end_is_as_whole_as_other_years():
    years = [f"{year}-01-01" for year in (2021, 2022, 2023, 2024)]
    assert len(read(sold(*years, y=1.0), per="year")) == 4
    assert len(read(sold(*years, "2024-12-20", y=1.0), per="year")) == 4


def test_a_mean_keeps_what_a_sum_would_not():
    days = pd.date_range("2024-01-20", "2024-06-12 12:00", freq="6h")
    out = read(sold(*days, y=np.arange(len(days)) * 1.0), per="month", duplicates="mean")
    assert len(out) == 6
    assert out["y"].is_monotonic_increasing
    holes = read(sold(*days, y=2.0).drop(index=range(30, 50)), per="day", duplicates="mean")
    assert (holes["y"] == 2).all()
    assert "gaps, filled from the past: 4 of 145 times" in mended(holes)
    latest = read(sold(*days[::-1], y=np.arange(len(days))[::-1] * 1.0), per="month", duplicates="last")
    assert latest["y"].iloc[-1] == len(days) - 1


def test_a_product_that_stopped_selling_goes_on_with_zeros_and_a_new_one_has_three_periods():
    rows = tickets()
    rows.loc[rows["time"] > "2024-01-15", "product"] = "tea"
    new = pd.DataFrame({"time": [pd.Timestamp("2024-01-27 12:00")], "product": "scone", "amount": 4.0})
    out = read(pd.concat([rows, new]), per="day", series="product")
    ends = out.groupby("unique_id")["ds"].agg(["min", "max", "size"])
    assert (ends["max"] == ends["max"].iloc[0]).all()
    assert (out.loc[(out["unique_id"] == "cake") & (out["ds"] >= "2024-01-16"), "y"] == 0).all()
    assert out.loc[out["unique_id"] == "scone", "y"].tolist() == [0.0, 0.0, 4.0]


def test_rows_are_counted_where_nothing_else_is_there(opened):
    rows = tickets()
    out = opened(rows[["time"]].to_csv(index=False), per="day")
    assert (out.loc[out["ds"].dt.dayofweek < 6, "y"] == 10).all()
    assert "rows were counted, no column holding numbers" in mended(out)
    with pytest.raises(DataError, match="column 'y' is missing"):
        opened(rows[["time"]].to_csv(index=False))


def test_a_day_and_a_clock_in_two_columns_are_one_time(opened):
    rows = tickets()
    text = pd.DataFrame(
        {"date": rows["time"].dt.date, "clock": rows["time"].dt.strftime("%H:%M"), "amount": rows["amount"]}
    ).to_csv(index=False)
    hours = opened(text, per="hour")
    assert hours.loc[~hours["ds"].dt.hour.between(9, 17), "y"].sum() == 0
    assert hours["y"].sum() == rows["amount"].sum()


def test_a_single_sale_a_day_keeps_its_clock(opened):
    text = "date,clock,y\n" + "".join(f"2024-01-{day:02},{8 + day % 9}:30,{day}\n" for day in range(1, 20))
    assert set(opened(text, per="hour").query("y > 0")["ds"].dt.hour) == set(range(8, 17))


def test_sales_beside_an_offset_belong_to_the_day_that_the_clock_showed(opened):
    stamps = [f"2024-03-{day}T00:{day}:00+0{1 + (day > 30)}:00" for day in range(25, 32)]
    out = opened("time,y\n" + "".join(f"{stamp},1\n" for stamp in stamps), per="day")
    assert out["ds"].dt.day.tolist() == list(range(25, 32))
    assert "times with several offsets (clock changes, or zones) were read as wall time" in mended(out)
    zone = pd.date_range("2024-10-20 00:30", periods=20, tz="Europe/Paris") + pd.to_timedelta(
        np.arange(20), "min"
    )
    out = read(pd.DataFrame({"ds": zone, "y": 1.0}), per="day")
    assert out["ds"].iloc[0] == pd.Timestamp("2024-10-20")
    assert "times in the zone Europe/Paris were read as wall time" in mended(out)


def test_which_of_two_columns_to_add_up_is_asked_where_a_third_names_the_series():
    with pytest.raises(DataError, match="name the target"):
        read(tickets().assign(price=2.5), per="day", series="product")


def test_a_shop_that_opens_seldom_is_no_mistake():
    out = read(
        sold("2024-01-01 09:00", "2024-01-02 09:00", "2024-01-03 09:00", "2024-02-28 09:00", y=1.0), per="day"
    )
    assert len(out) == 59
    assert out["y"].sum() == 4


def test_missing_amounts_are_no_sales_and_a_day_of_nothing_else_is_missing():
    rows = sold(*pd.date_range("2024-01-01 09:00", periods=20, freq="12h"), y=1.0)
    rows.loc[[4, 5, 7], "y"] = np.nan
    out = read(rows, per="day")
    assert out["y"].tolist() == [2.0, 2.0, 2.0, 1.0, *[2.0] * 6]
    assert "gaps, filled from the past: 1 of 10 times" in mended(out)


@pytest.mark.parametrize(
    ("rows", "options", "message"),
    [
        (
            sold("2024-01-01", y=[1.0]),
            {"per": "fortnight"},
            "per: 'fortnight' came; one of minute, hour, day",
        ),
        (sold("2024-01-01", y=[1.0]), {"per": "7h"}, "per: '7h' came"),
        (sold("2024-01-01", y=[1.0]), {"per": "B"}, "per: 'B' came"),
        (
            sold(*[pd.Timestamp.max] * 5, y=1.0),
            {"per": "day"},
            "times: 2262-04-11 .* came; 1678 to 2261 expected",
        ),
        (
            sold(*[pd.Timestamp.min] * 5, y=1.0),
            {"per": "day"},
            "times: 1677-09-21 .* came; 1678 to 2261 expected",
        ),
        (sold("2024-01-01", y=[1.0]), {"per": "ME"}, "per: 'ME' came"),
        (sold("2024-01-01", y=[1.0]), {"per": "-1D"}, "per: '-1D' came"),
        (sold("2024-01-01", y=[1.0]), {"per": "day", "freq": "D"}, "per: 'day' came beside freq 'D'"),
        (pd.DataFrame({"ds": range(9), "y": 1.0}), {"per": "day"}, "the times are whole numbers"),
        (sold("2024-01-01 09:00", "2024-01-01 10:00", y=1.0), {"per": "day"}, r"1 observation\(s\)"),
        (
            sold(*pd.date_range("2024-01-01 09:00", periods=60, freq="12h"), "1924-01-01 08:00", y=1.0),
            {"per": "day"},
            "no row from 1924-01-01 to 2024-01-01, more than half of all",
        ),
        (
            sold(
                *pd.date_range("1990-01-01", periods=100, freq="100D"),
                y=1.0,
                store=[f"s{k}" for k in range(100)],
            ),
            {"per": "min"},
            "too many periods",
        ),
    ],
)
def test_what_cannot_be_put_together_is_refused(rows, options, message):
    with pytest.raises(DataError, match=message):
        read(rows, **options)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 60 * 24 * 40), st.sampled_from("ab"), st.integers(0, 99)),
        min_size=1,
        max_size=60,
    ),
    st.sampled_from(["hour", "6h", "day", "week", "W-THU"]),
)
def test_no_sale_is_lost_or_counted_twice(rows, per):
    """But for those in a period that was left out, which is said."""
    times, names, values = zip(*rows, strict=True)
    data = pd.DataFrame(
        {
            "ds": pd.Timestamp("2024-03-01") + pd.to_timedelta(times, "min"),
            "unique_id": names,
            "y": np.float64(values),
        }
    )
    try:
        out = read(data, per=per)
    except DataError as error:
        assert "observation(s)" in str(error) or "no row from" in str(error)  # noqa: PT017
        return
    assert np.isfinite(out["y"]).all()
    assert not out.duplicated(["unique_id", "ds"]).any()
    assert (out["ds"].groupby(out["unique_id"]).max() == out["ds"].max()).all()
    if "left out" not in mended(out):
        assert out["y"].sum() == data["y"].sum()
    else:
        assert out["y"].sum() <= data["y"].sum()


def test_covariates_are_averaged_over_a_period_also_those_of_the_steps_to_forecast():
    hours = pd.date_range("2024-01-01", periods=24 * 12, freq="h")
    rows = sold(*hours, y=1.0, warm=hours.dayofyear * 1.0 + np.where(hours.hour < 12, -0.5, 0.5))
    rows.loc[rows["time"] >= "2024-01-11", "y"] = np.nan
    out = read(rows, per="day", exog=["warm"])
    assert out["y"].tolist() == [24.0] * 10
    assert out["warm"].tolist() == [float(day) for day in range(1, 11)]
    ahead = future_rows(None, out, ["warm"])
    assert ahead["ds"].tolist() == [pd.Timestamp("2024-01-11"), pd.Timestamp("2024-01-12")]
    assert ahead["warm"].tolist() == [11.0, 12.0]
    assert "times read as the day they fall in: 48 rows, to 2 by their mean" in ahead.attrs["mended"]


def test_forecasts_of_covariates_keep_their_cutoffs_and_clean_rows_ahead_say_nothing():
    days = pd.date_range("2024-01-01", periods=10)
    out = read(pd.DataFrame({"ds": days, "y": 1.0, "warm": 1.0}), exog=["warm"])
    hours = pd.date_range("2024-01-11", periods=4, freq="12h")
    both = pd.concat(
        [
            pd.DataFrame({"cutoff": cutoff, "ds": hours, "warm": [k, k + 2.0, k, k]})
            for k, cutoff in enumerate(days[-2:])
        ]
    )
    ahead = future_rows(both, out, ["warm"])
    assert ahead["cutoff"].tolist() == [*days[[-2, -1]]] * 2
    assert ahead["warm"].tolist() == [1.0, 2.0, 0.0, 1.0]
    clean = future_rows(pd.DataFrame({"ds": days[-1:] + pd.Timedelta(days=1), "warm": 5.0}), out, ["warm"])
    assert clean.attrs["mended"] == []


# -- times that come once a period -------------------------------------------------------------------------------------

MONTHS = pd.date_range("2020-01-01", periods=24, freq="MS")
ANY = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("times", "freq", "word"),
    [
        (MONTHS + pd.to_timedelta(ANY.integers(0, 28, 24), "D"), "MS", "month"),
        (pd.date_range("2020-01-06", periods=30, freq="7D") + pd.to_timedelta(ANY.integers(0, 5, 30), "D"), "W-MON", "week"),
        (pd.date_range("2020-01-03", periods=30, freq="7D") + pd.to_timedelta(ANY.integers(0, 7, 30), "D"), "W-FRI", "week from FRI"),
        (pd.date_range("2020-01-01", periods=30) + pd.to_timedelta(ANY.integers(0, 1440, 30), "min"), "D", "day"),
        (pd.bdate_range("2020-01-01", periods=30) + pd.to_timedelta(ANY.integers(0, 1440, 30), "min"), "B", "B"),
        (pd.date_range("2020-01-01", periods=30, freq="h") + pd.to_timedelta(ANY.integers(0, 3600, 30), "s"), "h", "hour"),
        (pd.date_range("2000-01-01", periods=16, freq="QS") + pd.to_timedelta(ANY.integers(0, 90, 16), "D"), "QS", "quarter"),
        (pd.date_range("1980-01-01", periods=16, freq="YS") + pd.to_timedelta(ANY.integers(0, 365, 16), "D"), "YS", "year"),
    ],
)  # fmt: skip
def test_times_that_come_once_a_period_are_read_as_the_periods(times, freq, word):
    out = read(pd.DataFrame({"ds": times, "y": np.arange(len(times)) * 1.0}))
    assert out.attrs["freq"] == freq
    assert out["y"].tolist() == list(range(len(times)))
    assert f"times that come once a {word}, but not regularly, were read as that {word}" in mended(out)


def test_a_week_that_a_holiday_moved_by_a_day_is_no_other_frequency():
    mondays = pd.Series(pd.date_range("2024-01-01", periods=40, freq="7D"))
    mondays[[13, 21]] += pd.Timedelta(days=1)
    out = read(pd.DataFrame({"ds": mondays, "y": np.arange(40.0)}))
    assert out.attrs["freq"] == "W-MON"
    assert out["y"].tolist() == list(range(40))


def test_one_series_on_firsts_and_one_on_some_day_are_monthly_both():
    some = pd.DataFrame({"unique_id": "a", "ds": MONTHS, "y": 1.0})
    other = pd.DataFrame(
        {"unique_id": "b", "ds": MONTHS + pd.to_timedelta(np.arange(24) % 20, "D"), "y": 2.0}
    )
    out = read(pd.concat([some, other]))
    assert out.attrs["freq"] == "MS"
    assert (out.groupby("unique_id").size() == 24).all()


def test_a_frequency_that_was_given_says_what_the_periods_are():
    times = (MONTHS + pd.to_timedelta(np.arange(24) % 20, "D")).delete([3, 4, 9, 10, 11, 12])
    with pytest.raises(DataError, match="no regular frequency"):
        read(pd.DataFrame({"ds": times, "y": 1.0}))  # a month in four is missing
    out = read(pd.DataFrame({"ds": times, "y": 1.0}), freq="MS")
    assert len(out) == 24
    assert "gaps, filled from the past: 6 of 24 times" in mended(out)
    with pytest.raises(DataError, match="off the frequency 'MS'"):
        read(pd.DataFrame({"ds": [*times, times[5] + pd.Timedelta(hours=1)], "y": 1.0}), freq="MS")


@pytest.mark.parametrize(
    "times",
    [
        MONTHS[:7] + pd.to_timedelta([0, 9, 3, 14, 1, 22, 5], "D"),  # too few to tell
        [*(MONTHS + pd.to_timedelta(np.arange(24) % 20, "D")), pd.Timestamp("2020-05-28")],  # two in May
        pd.to_datetime("2020-01-01") + pd.to_timedelta(np.arange(30) ** 2, "D"),  # ever farther apart
    ],
)
def test_times_that_come_more_often_or_less_are_still_refused(times):
    with pytest.raises(
        DataError, match="put the rows of a period together with per='day', 'week' or 'month'"
    ):
        read(pd.DataFrame({"ds": times, "y": 1.0}))


# -- on the command line -----------------------------------------------------------------------------------------------


def test_a_file_of_sales_is_forecast(tmp_path, capsys):
    path = tmp_path / "tickets.csv"
    rows = tickets()
    pd.concat([rows, rows[:1].assign(amount=9.0)]).to_csv(path, index=False)
    assert main(["check", str(path)]) == 2
    assert "or for the sum of all rows in a period, such as --per day" in capsys.readouterr().err
    rows.to_csv(path, index=False)
    assert main(["check", str(path)]) == 2
    assert "put the rows of a period together with --per day, week or month" in capsys.readouterr().err
    assert main(["forecast", str(path), "--per", "day", "--horizon", "7"]) == 0
    out = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert len(out) == 14
    assert out["ds"].min() == "2024-01-28"
    assert main(["check", str(path), "--per", "decade"]) == 2
    assert capsys.readouterr().err.startswith("lstm: --per: 'decade' came; one of minute, hour, day")
    parquet = tmp_path / "tickets.parquet"
    tickets().to_parquet(parquet)
    asked = [
        "forecast",
        str(parquet),
        "--per",
        "day",
        "--horizon",
        "7",
        "--stream",
        "--out",
        str(tmp_path / "o.parquet"),
    ]
    assert main(asked) == 2
    assert "--stream: takes no --per" in capsys.readouterr().err


# -- what tills and shops hand out -------------------------------------------------------------------------------------


def exported(count=240):
    """Times, six a day, and amounts."""
    draw = np.random.default_rng(1)
    days = np.repeat(pd.date_range("2024-01-01", periods=count // 6), 6)
    clock = draw.integers(9 * 3600, 18 * 3600, (count // 6, 6))
    return days + pd.to_timedelta(np.sort(clock, axis=1).ravel(), "s"), np.round(draw.gamma(3, 5, count), 2)


T, AMOUNT = exported()
EXPORTS = {
    "offsets after a space": (pd.DataFrame({"Paid at": T.strftime("%Y-%m-%d %H:%M:%S +0100"), "Total": AMOUNT}), {}),
    "numbered orders": (pd.DataFrame({"Order Number": range(900, 1140), "Order Date": T, "Total": AMOUNT}), {}),
    "numbers of rows": (pd.DataFrame({"id": [f"ch_{k:x}" for k in range(240)], "Created": T, "Amount": AMOUNT}), {}),
    "clocks of half a day": (
        pd.DataFrame({"Date": T.strftime("%m/%d/%y"), "Time": T.strftime("%I:%M:%S %p"), "Sales": [f"${x:,.2f}" for x in AMOUNT]}),
        {},
    ),
    "French": (
        pd.DataFrame(
            {"Date de vente": T.strftime("%d/%m/%Y"), "Heure": T.strftime("%Hh%M"), "Montant TTC": [f"{x:.2f} €".replace(".", ",") for x in AMOUNT]}
        ),
        {},
    ),
    "seconds since 1970": (pd.DataFrame({"timestamp": T.as_unit("s").astype("int64"), "amount": AMOUNT}), {}),
    "parts of a second": (pd.DataFrame({"time": T.as_unit("s").astype("int64") + 0.25, "amount": AMOUNT}), {}),
    "number of pieces beside it": (
        pd.DataFrame({"Order ID": range(240), "time": T, "Number of Items": 1, "Total": AMOUNT}),
        {"target": "Total"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", EXPORTS)
def test_exports_of_tills_and_shops_are_added_up_as_they_come(kind, opened):
    table, options = EXPORTS[kind]
    wanted = pd.Series(AMOUNT).groupby(T.normalize()).sum()
    for rows in (table, table[::-1]):
        out = opened(rows.to_csv(index=False), per="day", **options)
        assert out["unique_id"].unique().tolist() == ["series"]
        np.testing.assert_allclose(out["y"], wanted)
        assert out["ds"].tolist() == wanted.index.tolist()


def test_numbers_of_pieces_are_no_numbers_of_orders(opened):
    table = EXPORTS["number of pieces beside it"][0]
    out = opened(table.to_csv(index=False), per="day")
    assert out["unique_id"].unique().tolist() == ["Number of Items", "Total"]
    assert "left out: 'Order ID'" in mended(out)


def test_a_column_that_numbers_the_rows_is_no_series_in_any_table(opened):
    days = pd.DataFrame(
        {"id": range(70, 100), "date": pd.date_range("2024-01-01", periods=30), "y": np.arange(30.0)}
    )
    out = opened(days.to_csv(index=False))
    assert out["unique_id"].unique().tolist() == ["series"]
    assert "columns that name each row, not a series, left out: 'id'" in mended(out)
    both = pd.concat([days.assign(id=7), days.assign(id=8)])
    out = opened(both.to_csv(index=False))
    assert out["unique_id"].unique().tolist() == ["7", "8"]
    # One step ahead of many series has another name in each row as well.
    many = pd.concat([days.assign(id=k, rain=1.0) for k in range(9)])
    ahead = pd.DataFrame({"id": range(9), "date": pd.Timestamp("2024-01-31"), "rain": np.arange(9.0)})
    assert future_rows(ahead, read(many, exog=["rain"]), ["rain"])["rain"].tolist() == list(range(9))
