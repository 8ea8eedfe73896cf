"""The door, on tables as people have them: no sale is lost or read as another number, and what is left out is said."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm.errors import DataError
from lstm.forecast.door.layouts import unfolded
from lstm.forecast.door.texts import bare, numbers
from lstm.forecast.frame import future_rows, read

DAYS = pd.date_range("2024-01-01", periods=12)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def frame(**columns):
    return pd.DataFrame({"ds": DAYS, "y": np.arange(12.0), **columns})


def mended(out):
    return " | ".join(out.attrs["mended"])


@pytest.fixture
def saved(tmp_path):
    """Write lines of text into a file and return its path."""

    def write(*lines, name="sales.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


# -- several rows for one time --------------------------------------------------


def orders(number=range(1, 13)):
    """Three orders of 10 on each of four days."""
    return pd.DataFrame({"ds": np.repeat(DAYS[:4], 3), "order": list(number), "y": 10.0})


@pytest.mark.parametrize("number", [range(1, 13), [7] * 12])
def test_orders_of_one_day_are_added_whether_they_are_alike_or_not(number):
    assert read(orders(number), target="y", duplicates="sum")["y"].tolist() == [30.0] * 4


def test_every_row_is_seen_by_the_mean():
    rows = orders().assign(y=[10.0, 10.0, 40.0] * 4)
    assert read(rows, duplicates="mean")["y"].tolist() == [20.0] * 4
    assert read(rows.iloc[[0, 2, 1, *range(3, 12)]], duplicates="last")["y"].iloc[0] == 10.0


def test_rows_that_differ_in_a_column_that_is_not_kept_are_refused():
    with pytest.raises(DataError, match="two rows for 2024-01-01"):
        read(orders())


def test_many_rows_alike_may_be_sales_and_are_asked_about():
    rows = pd.concat([frame().iloc[:8], frame().iloc[:4]])
    with pytest.raises(DataError, match=r"4 of 12 rows stand there twice, alike.*'last' or duplicates='sum'"):
        read(rows)
    assert read(rows, duplicates="last")["y"].sum() == 28
    assert read(rows, duplicates="sum")["y"].sum() == 34


def test_a_row_written_twice_is_dropped_even_if_its_cells_cannot_be_looked_up():
    rows = pd.concat([frame(tags=[["a", k] for k in range(12)])] * 2).iloc[:13]
    out = read(rows)
    assert out["y"].tolist() == list(range(12))
    assert "twice, alike in all columns, dropped: 1" in mended(out)


def test_rows_of_a_wide_table_are_compared_whole():
    rows = pd.DataFrame({"date": DAYS, "north": np.arange(12.0), "south": 1.0})
    assert len(read(pd.concat([rows, rows.iloc[[3]]]))) == 24
    with pytest.raises(DataError, match="series 'north': two rows for 2024-01-04"):
        read(pd.concat([rows, rows.iloc[[3]].assign(north=99.0)]))
    with pytest.raises(
        DataError, match="series 'north': two rows"
    ):  # the column that is alike is refused as well
        read(pd.concat([rows, rows.iloc[[3]].assign(south=99.0)]))


def test_missing_values_alone_add_up_to_a_missing_value_not_to_zero():
    rows = pd.concat([frame(), frame().iloc[[5]]])
    rows.loc[3, "y"] = np.nan
    assert read(rows, duplicates="sum")["y"].tolist() == [0, 1, 2, 2, 4, 10, *range(6, 12)]


@pytest.mark.parametrize("month", ["2023-09", "2024-04"])
def test_days_of_two_shops_on_sundays_are_no_clock_change(month):
    days = pd.date_range(month, periods=30)
    rows = pd.DataFrame({"ds": days.append(days[days.dayofweek == 6]), "y": 1.0})
    rows["y"] = np.arange(len(rows), dtype=float)
    with pytest.raises(DataError, match="two rows"):
        read(rows)
    with pytest.raises(DataError, match="two rows"):
        read(rows.iloc[:31])  # on one Sunday alone
    # Nor are hours that came twice on two Sundays of one autumn.
    hours = pd.date_range(month, periods=30 * 24, freq="h")
    twice = hours[(hours.dayofweek == 6) & (hours.hour == 2)]
    rows = pd.DataFrame({"ds": hours.append(twice)}).assign(y=lambda made: np.arange(len(made), dtype=float))
    with pytest.raises(DataError, match="two rows"):
        read(rows)
    out = read(rows.iloc[: len(hours) + 1])
    assert "clock was set back, averaged: 1" in mended(out)


def test_the_clock_is_set_back_in_each_autumn():
    hours = pd.date_range("2023-01-01", "2024-12-31", freq="h", tz="Europe/Paris").tz_localize(None)
    out = read(pd.DataFrame({"ds": hours, "y": np.arange(len(hours), dtype=float)}))
    assert "clock was set back, averaged: 2" in mended(out)


values = st.lists(st.lists(st.integers(-9999, 9999), min_size=1, max_size=4), min_size=3, max_size=9)


@settings(max_examples=60, deadline=None)
@given(values, st.booleans(), st.booleans(), st.sampled_from([(",", "."), (";", ","), ("\t", ",")]))
def test_what_is_added_is_the_sum_of_the_file(tmp_path_factory, days, named, numbered, dialect):
    separator, mark = dialect
    lines, number = [], 0
    for day, amounts in zip(DAYS, days, strict=False):
        for amount in amounts:
            cells = [f"{day:%Y-%m-%d}", f"{amount / 100:.2f}".replace(".", mark)]
            number += 1
            lines.append(separator.join([str(number)] * numbered + cells + ["shop"] * named))
    header = separator.join(["order"] * numbered + ["ds", "y"] + ["store"] * named)
    path = tmp_path_factory.mktemp("sums") / "orders.csv"
    path.write_text("\n".join([header, *lines]))
    out = read(path, duplicates="sum")
    assert out["y"].sum() == pytest.approx(sum(map(sum, days)) / 100)
    assert len(out) == len(days)


# -- numbers --------------------------------------------------------------------


def test_points_that_may_set_thousands_apart_are_asked_about():
    rows = pd.DataFrame({"ds": DAYS[:4], "y": ["980", "1.210", "950", "1.105"]})
    with pytest.raises(DataError, match=r"'y': 1.210 may be thousands or a decimal point.*decimal=',' or"):
        read(rows)
    assert read(rows, decimal=",")["y"].tolist() == [980, 1210, 950, 1105]
    assert read(rows, decimal=".")["y"].tolist() == [980, 1.21, 950, 1.105]


def test_points_before_three_digits_in_every_cell_are_read_as_decimal_marks_and_that_is_said():
    rows = pd.DataFrame({"ds": DAYS[:3], "y": ["1.210", "2.105", "3.000"]})
    out = read(rows)
    assert out["y"].tolist() == [1.21, 2.105, 3]
    assert "points read as decimal marks; if they set thousands apart, say decimal=','" in mended(out)


@pytest.mark.parametrize("cells", [["0.125", "1.250", "3"], ["1.5", "1.250", "3"], ["1.250", "1250", "3"]])
def test_points_that_are_decimal_marks_are_not_asked_about(cells):
    rows = pd.DataFrame({"ds": DAYS[:3], "y": cells})
    assert read(rows)["y"].tolist() == [float(cell) for cell in cells]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12-", -12),
        ("1.234,5-", -1234.5),
        ("12,5- \u20ac", -12.5),
        ("EUR 5", 5),
        ("5 EUR", 5),
        ("eur -5", -5),
        ("-EUR 5", -5),
        ("(5 CHF)", -5),
        ("USD5", 5),
        ("5 GBP", 5),
        ("kr 5", 5),
        ("kr. 5", 5),
        ("5 kr.", 5),
        ("\u20b9 5", 5),
        ('="5"', 5),
        ('="1 234,5"', 1234.5),
        ("$ -", None),
        ("- \u20ac", None),
        ("EUR -", None),
    ],
)
def test_amounts_as_other_programs_write_them(written, value):
    out = numbers(pd.Series(["0,5", written]), "y", [])
    assert out[1] == value if value is not None else np.isnan(out[1])


def test_a_minus_behind_is_said():
    out = read(pd.DataFrame({"ds": DAYS[:3], "y": ["12-", "(3)", "$(4)"]}))
    assert out["y"].tolist() == [-12, -3, -4]
    assert "values with a minus sign behind, read as negative: 1" in mended(out)
    assert "values in brackets, read as negative: 2" in mended(out)


@pytest.mark.parametrize("cell", ["-12-", "(12-)", "12-5", "EURO 5", "5 crates", "EUR", "%", "()"])
def test_what_is_no_amount_is_refused(cell):
    with pytest.raises(DataError, match=r"row 2, column 'y': .* is not a finite number"):
        numbers(pd.Series(["1", cell]), "y", [])


def test_text_stays_text():
    words = ["kr\u00f6ner", "Europe", "EUR", "5 euros", "-", ""]
    assert bare(pd.Series(words)).tolist() == [word.replace(" ", "") for word in words]


# -- which columns are read -----------------------------------------------------


def wide(**columns):
    return pd.DataFrame({"date": DAYS.strftime("%Y-%m-%d"), **columns})


@pytest.mark.parametrize("cell", ["closed", "#DIV/0!", "12:30"])
def test_an_odd_cell_in_a_wide_table_is_an_error_with_its_place(cell):
    south = [*map(str, range(11)), cell]
    with pytest.raises(DataError, match=f"row 12, column 'south': {cell} is not a finite number"):
        read(wide(north=["1"] * 12, south=south))
    with pytest.raises(DataError, match=f"row 12, column 'south': {cell} is not a finite number"):
        read(wide(south=south))


def test_columns_without_numbers_are_named():
    notes = ["closed"] * 7 + ["5"] * 5  # less than half
    out = read(wide(north=range(12), south=range(12), note=notes, open=[True] * 12))
    assert set(out["unique_id"]) == {"north", "south"}
    assert "columns without numbers, left out: 'note', 'open'" in mended(out)
    out = read(wide(amount=range(12), note=notes, open=[True] * 12))
    assert "columns without numbers, left out: 'note', 'open'" in mended(out)
    assert "'amount' was read as the target, being the only one with numbers" in mended(out)


@pytest.mark.parametrize("other", [range(12), ["closed"] * 12])
def test_two_columns_of_one_name_are_refused_where_one_holds_numbers(other):
    rows = wide(a=range(12), b=other, c=range(12)).set_axis(["date", "north", "north", "south"], axis=1)
    with pytest.raises(DataError, match="column 'north' stands there 2 times"):
        read(rows)


@pytest.mark.parametrize("way", ["%d.%m.%Y", "%d.%m.%y", "%Y.%m.%d", "%Y-%m-%d", "%d/%m/%Y"])
def test_a_second_column_of_dates_is_no_number(way):
    out = read(wide(Valuta=DAYS.strftime(way), Umsatz=range(12)), time="date")
    assert out["y"].tolist() == list(range(12))
    assert "without numbers, left out: 'Valuta'" in mended(out)


@pytest.mark.parametrize(
    "cells", [[20240101 + k for k in range(12)], ["1.5", "2.25"] * 6, ["1.234.567"] * 12]
)
def test_numbers_are_no_dates(cells):
    out = read(wide(north=cells, south=list(range(12))))
    assert set(out["unique_id"]) == {"north", "south"}


@pytest.mark.parametrize("name", ["", "Unnamed: 0"])
def test_the_index_that_pandas_writes_is_no_series(name):
    rows = pd.DataFrame({name: range(12), "date": DAYS, "north": 1.0, "south": 2.0})
    out = read(rows)
    assert set(out["unique_id"]) == {"north", "south"}
    assert f"columns that have no name, or count rows or times, left out: {name!r}" in mended(out)
    assert "being the only one" in mended(read(rows.drop(columns="south")))
    out = read(pd.DataFrame({name: DAYS.strftime("%Y-%m-%d"), "north": 1.0, "south": 2.0}))
    assert out["ds"].tolist() == 2 * DAYS.tolist()


COUNTED = ["Year", "month", "week", "quarter", "day", "hour", "weekday", "Nr", "no", "index", "row"]
COUNTED += ["jour", "semaine", "mois", "trimestre", "Ann\u00e9e", "heure"]


@pytest.mark.parametrize("name", COUNTED)
def test_what_counts_rows_or_times_is_no_series(name):
    rows = wide(**{name: range(12)}, north=[1.0] * 12)
    out = read(rows)
    assert out["y"].tolist() == [1.0] * 12
    assert f"count rows or times, left out: {name!r}" in mended(out)
    assert set(read(rows.assign(south=2.0))["unique_id"]) == {"north", "south"}
    with pytest.raises(DataError, match="column 'y' is missing"):
        read(rows.drop(columns="north"))
    assert read(rows, target=name)["y"].tolist() == list(range(12))


# -- tables laid out by years ---------------------------------------------------

HEADERS = {
    "words": (MONTHS, "MS"),
    "numbers": ([str(k) for k in range(1, 13)], "MS"),
    "padded": ([f"{k:02}" for k in range(1, 13)], "MS"),
    "M": ([f"M{k:02}" for k in range(1, 13)], "MS"),
    "Q": (["Q1", "Q2", "Q3", "Q4"], "QS"),
    "T": (["T1", "T2", "T3", "T4"], "QS"),
    "W": ([f"W{k:02}" for k in range(1, 53)], "W-MON"),
}


def by_year(parts, total=None):
    """Years 2021 to 2023 down, a number for each part of them across, and their total."""
    n = len(parts)
    rows = [["Year", *parts], *([2021 + k, *range(k * n, k * n + n)] for k in range(3))]
    if total:
        rows = [rows[0] + [total], *([*row, sum(row[1:])] for row in rows[1:])]
    return pd.DataFrame(rows[1:], columns=rows[0])


@pytest.mark.parametrize(
    "total", [None, "Total", "Sum", "SUMME", "Somme", "Gesamt", "Ann\u00e9e", "Year total"]
)
@pytest.mark.parametrize("header", HEADERS)
def test_years_by_months_or_quarters_are_one_series(header, total):
    parts, freq = HEADERS[header]
    out = read(by_year(parts, total))
    assert out["y"].tolist() == list(range(3 * len(parts)))
    assert out["ds"].tolist() == pd.date_range("2021-01-01", periods=len(out), freq=freq).tolist()
    assert out.attrs["freq"] == (freq if freq[0] != "Q" else "QS-OCT")
    assert (f"columns of totals, left out: {total!r}" in mended(out)) == (total is not None)


def test_the_years_may_stand_behind_the_months():
    rows = by_year(MONTHS).rename(columns={"Year": "Ann\u00e9e"})
    assert read(rows[[*MONTHS, "Ann\u00e9e"]])["y"].tolist() == list(range(36))
    # The word for a total names them here, where a total stands too.
    assert read(rows.assign(Total=0))["y"].tolist() == list(range(36))


def test_a_row_of_totals_is_left_out_and_that_is_said():
    rows = by_year(MONTHS, "Total")
    rows.loc[3] = ["Total", *rows.iloc[:, 1:].sum()]
    out = read(rows)
    assert out["y"].tolist() == list(range(36))
    assert "rows of totals, left out: 1" in mended(out)


LABELS = {
    ("Month", "words"): MONTHS,
    ("", "words"): ["janv.", "f\u00e9vr.", "mars", "avr.", "mai", "juin", "juil.", "ao\u00fbt", "sept.", "oct.", "nov.", "d\u00e9c."],
    ("Mois", "numbers"): range(1, 13),
    ("Quarter", "words"): ["Q1", "Q2", "Q3", "Q4"],
    ("Trimestre", "numbers"): range(1, 5),
    ("Week", "numbers"): range(1, 53),
}  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
def test_months_quarters_or_weeks_by_years_are_one_series(label):
    parts = list(LABELS[label])
    n = len(parts)
    rows = pd.DataFrame({label[0]: parts, "2021": range(n), "2022": range(n, 2 * n)})
    rows["2023"] = [*map(str, range(2 * n, 2 * n + 2)), *[""] * (n - 2)]
    out = read(rows.assign(Total=0))
    assert out["y"].tolist() == list(range(2 * n + 2))
    assert "columns of totals, left out: 'Total'" in mended(out)
    assert "and a column a year: the table was read as one " in mended(out)
    assert out["ds"].iloc[0].year == 2021
    assert len(out["ds"].diff().dropna().dt.days.unique()) <= 4


def test_only_a_year_that_has_a_53rd_week_fills_it():
    weeks = pd.DataFrame({"week": range(1, 54), "2020": range(53), "2021": [*range(53, 105), None]})
    assert read(weeks)["y"].tolist() == list(range(105))
    with pytest.raises(DataError, match="time 2021-W53: not a date"):
        read(weeks.fillna(1))


def test_what_numbers_shops_is_no_month():
    rows = pd.DataFrame({"shop": range(1, 13), "2021": 1.0, "2022": 2.0})
    assert unfolded(rows, []) is rows
    with pytest.raises(DataError, match="column 'ds' is missing"):
        read(rows)


def test_times_in_the_header_may_have_a_total_beside_them():
    rows = pd.DataFrame(
        {"shop": ["a", "b"], "2024-01": [1, 4], "2024-02": [2, 5], "2024-03": [3, 6], "Total": [6, 15]}
    )
    out = read(rows)
    assert out["y"].tolist() == [1, 2, 3, 4, 5, 6]
    assert "totals, left out: 'Total'" in mended(out)


# -- headers --------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["2024-01-{day:02},A,{day}", "A,{day},2024-01-{day:02}", "{day};x;{day:02}.01.2024"]
)
def test_data_where_names_should_stand_lose_no_row(saved, line):
    with pytest.raises(DataError, match=r"the first line .*holds data, not names: add a line with the names"):
        read(saved(*(line.format(day=day) for day in range(1, 8))))


@pytest.mark.parametrize(
    "line", ["2024-01-{day:02},{day},NA", "{day:02}.01.2024;{day}", "{day},2024-01-{day:02}"]
)
def test_dates_and_numbers_alone_need_no_names(saved, line):
    out = read(saved(*(line.format(day=day) for day in range(1, 20))), target=None)
    assert out["y"].tolist() == list(range(1, 20))
    assert "no header" in mended(out)


@pytest.mark.parametrize(
    "header",
    ["shop;01.01.2024;02.01.2024;03.01.2024", "shop;2024-01;2024-02;2024-03", "shop;Q1 2024;Q2 2024;Q3 2024"],
)
def test_times_in_the_first_line_are_a_header(saved, header):
    out = read(saved(header, "north;1;2;3", "south;4;5;6"), dayfirst=True)
    assert out["y"].tolist() == [1, 2, 3, 4, 5, 6]


def test_years_in_the_first_line_are_a_header(saved):
    assert len(read(saved("Month,2021,2022", *(f"{k},1,2" for k in range(1, 13))))) == 24
    rows = saved("shop,2024-01,2024-02,2024-03,2024", "a,1,2,3,6")  # with the whole year beside its months
    with pytest.raises(DataError, match="column 'ds' is missing; the data have 'shop', '2024-01'"):
        read(rows)


TABLE = ["Datum;Menge", *(f"2024-01-{day:02};{day},5" for day in range(1, 8))]
ABOVE = {
    "one title": ["Umsatz 2024"],
    "a title with a comma": ["Umsatz, alle Filialen"],
    "titles and blank lines": ["Umsatz", "", "in Euro, netto", ""],
    "a title padded with separators": ["Umsatz;"],
    "comments": ["# -----", "# Umsatz; alle", "# 20240101-20240107", "# -----", ""],
}


@pytest.mark.parametrize("above", ABOVE)
def test_lines_above_the_table_are_left_out_and_that_is_said(saved, above):
    out = read(saved(*ABOVE[above], *TABLE), time="Datum")
    assert out["y"].tolist() == [day + 0.5 for day in range(1, 8)]
    assert f"lines above the table, left out: {sum(map(bool, ABOVE[above]))}" in mended(out)


@pytest.mark.parametrize("header", ["# ds,y", "#ds,y", ",y", "#,y"])
def test_a_header_that_looks_like_a_comment_or_a_title_is_a_header(saved, header):
    out = read(saved(header, *(f"2024-01-{day:02},{day}" for day in range(1, 8))))
    assert out["y"].tolist() == list(range(1, 8))
    assert "above the table" not in mended(out)


@pytest.mark.parametrize("cells", ["{day},5;{day},25", "{day};{day}"])
def test_commas_in_names_do_not_cut_a_semicolon_file(saved, cells):
    rows = [f"2024-01-{day:02};" + cells.format(day=day) for day in range(1, 8)]
    out = read(saved("Datum;Umsatz, netto;Menge, Stk", *rows))
    assert set(out["unique_id"]) == {"Umsatz, netto", "Menge, Stk"}
    assert out["y"].iloc[0] == float(cells.split(";")[1].format(day=1).replace(",", "."))


def test_a_row_with_a_cell_too_many_is_not_cut_another_way(saved):
    rows = [f"2024-01-{day:02};{day},5" for day in range(1, 8)]
    with pytest.raises(DataError, match="row 5: 3 cells where the header has 2"):
        read(saved("ds;y", *rows[:3], rows[3] + ";x", *rows[4:]))


# -- rows to forecast -----------------------------------------------------------


def test_marks_read_off_the_history_hold_for_the_future(saved):
    past = read(wide(y=range(12), price=["1.250,50", *["2.100"] * 11]), exog=["price"])
    assert past.attrs["marks"] == {"price": ","}
    ahead = saved("date;price", "2024-01-13;1.125", "2024-01-14;1.250")
    assert future_rows(ahead, past, ["price"])["price"].tolist() == [1125, 1250]
    assert future_rows(ahead, past, ["price"], decimal=".")["price"].tolist() == [1.125, 1.25]


def test_a_column_that_shows_no_mark_leaves_it_open(saved):
    past = read(wide(y=range(12), price=["1"] * 12), exog=["price"])
    assert past.attrs["marks"] == {}
    out = future_rows(saved("date;price", "2024-01-13;1,5"), past, ["price"])
    assert out["price"].tolist() == [1.5]
    assert "column 'price': comma read as the decimal mark" in mended(out)


def test_days_of_the_future_may_come_first(saved):
    past = read(frame(price=1.0), exog=["price"])
    ahead = saved("ds;price", "01/02/2024;1", "02/02/2024;1")
    assert future_rows(ahead, past, ["price"], dayfirst=True)["ds"].dt.month.tolist() == [2, 2]
    assert future_rows(ahead, past, ["price"], dayfirst=False)["ds"].dt.month.tolist() == [1, 2]


def test_two_rows_for_one_step_are_refused(saved):
    past = read(frame(price=1.0), exog=["price"])
    with pytest.raises(
        DataError, match=r"series 'series': two for 2024-01-13.*one per series and time expected"
    ):
        future_rows(saved("ds,price", "2024-01-13,1", "2024-01-14,1", "2024-01-13,2"), past, ["price"])
    late = frame(price=1.0).assign(y=[*range(10), None, None], ds=[*DAYS[:11], DAYS[10]])
    with pytest.raises(DataError, match="two for 2024-01-11"):
        future_rows(None, read(late, exog=["price"]), ["price"])


def test_rows_at_the_end_of_the_data_need_no_mending():
    past = read(frame(price=1.0).assign(y=[*range(10), None, None]), exog=["price"])
    assert future_rows(None, past, ["price"]).attrs["mended"] == []
