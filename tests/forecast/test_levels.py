"""Headers of several lines, as pivot tables and frames with levels have them."""

import io

import numpy as np
import pandas as pd
import pytest

from lstm.errors import DataError
from lstm.forecast.door.levels import joined
from lstm.forecast.frame import read

DAYS = pd.date_range("2022-01-03", periods=40)
ROWS = "".join(f"{d:%Y-%m-%d},{k},{k + 1},{k + 2},{k + 3}\n" for k, d in enumerate(DAYS))
MONTHS = "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec"


HEADERS = {
    "merged cells": ("Date,A,,B,\n,sold,sent,sold,sent\n", 2),
    "each name again": ("Date,A,A,B,B\n,sold,sent,sold,sent\n", 2),
    "the first column named below": ("What,A,,B,\nOf,sold,sent,sold,sent\nDate,,,,\n", 3),
    "a level that says nothing": (",sum,sum,sum,sum\n,A,A,B,B\nDate,sold,sent,sold,sent\n", 3),
    "the first column named above": (
        "Date,A,,B,\n,sold,,sent,\n".replace("sold,,sent,", "sold,sent,sold,sent"),
        2,
    ),
}


@pytest.mark.parametrize("case", HEADERS)
def test_the_names_above_one_another_are_joined(case, opened):
    header, count = HEADERS[case]
    out = opened(header + ROWS)
    made = out.groupby("unique_id")["y"].first().to_dict()
    assert made == {"A sold": 0, "A sent": 1, "B sold": 2, "B sent": 3}
    told = out.attrs["mended"]
    assert f"the header has {count} lines: the names in a column were joined" in told
    assert "column 'Date' was read as the time" in told


def test_lines_above_a_header_of_levels_are_still_left_out(opened):
    out = opened("Sales of our shops\n\nMade by,Ann\nDate,A,,B,\n,sold,sent,sold,sent\n" + ROWS)
    assert out["unique_id"].unique().tolist() == ["A sent", "A sold", "B sent", "B sold"]


def test_three_levels_with_a_line_of_units(opened):
    out = opened("Date,A,,B,\n,sold,,sold,\n,EUR,n,EUR,n\n" + ROWS)
    assert out["unique_id"].unique().tolist() == ["A EUR", "A n", "B EUR", "B n"]


def test_units_below_names_that_tell_the_columns_apart_are_no_level(opened):
    out = opened("Date,north,south,east,west\n,EUR,EUR,EUR,EUR\n" + ROWS)
    assert out["unique_id"].unique().tolist() == ["east", "north", "south", "west"]


@pytest.mark.parametrize(
    ("lower", "freq"), [("T1,T2,T3,T4", "QS-OCT"), ("Q1,Q2,Q3,Q4", "QS-OCT"), (MONTHS, "MS")]
)
def test_years_above_their_parts_are_times(lower, freq, opened):
    n = len(lower.split(","))
    years = "," * (n - 1) + ",2021" + "," * (n - 1) + ",2022" + "," * (n - 1)
    body = "".join(
        f"{name}," + ",".join(str(k + s) for k in range(3 * n)) + "\n" for s, name in ((0, "N"), (9, "S"))
    )
    out = opened(f"Region,2020{years}\n,{lower},{lower},{lower}\n{body}")
    assert out.attrs["freq"] == freq
    assert out.groupby("unique_id")["y"].agg(list).to_dict() == {
        "N": [*range(3 * n)],
        "S": [*range(9, 3 * n + 9)],
    }
    assert out["ds"].iloc[0] == pd.Timestamp("2020-01-01")


def test_the_totals_of_a_pivot_table_are_left_out(opened):
    quarters, values = "Q1,Q2,Q3,Q4", "1,2,3,4"
    header = f"Shop,2020,,,,2020 Total,2021,,,,Total 2021,Grand Total\n,{quarters},,{quarters},,\n"
    body = "".join(f"{name},{values},10,{values},10,20\n" for name in ("N", "S", "Grand Total"))
    out = opened(header + body)
    assert out.groupby("unique_id")["y"].agg(list).to_dict() == {"N": [1, 2, 3, 4] * 2, "S": [1, 2, 3, 4] * 2}
    told = "\n".join(out.attrs["mended"])
    assert "rows of totals, left out: 1" in told
    assert "columns of totals, left out: '2020 Total', 'Total 2021', 'Grand Total'" in told


def test_a_total_alone_is_the_series():
    table = {"shop": ["Total"]} | {f"2024-{k:02}": [k] for k in range(1, 7)}
    assert read(pd.DataFrame(table))["unique_id"].unique().tolist() == ["Total"]


def frame():
    columns = pd.MultiIndex.from_product([["Close", "Volume"], ["A", "B"]], names=["Price", "Ticker"])
    return pd.DataFrame(np.arange(160.0).reshape(40, 4), DAYS.rename("Date"), columns)


@pytest.mark.parametrize("how", ["frame", "csv", "xlsx"])
def test_a_frame_with_levels_is_read_as_its_files_are(how, tmp_path, opened):
    if how == "xlsx":
        frame().to_excel(tmp_path / "a.xlsx")
    text = io.StringIO()
    frame().to_csv(text)
    reads = {
        "frame": lambda: read(frame()),
        "csv": lambda: opened(text.getvalue()),
        "xlsx": lambda: read(tmp_path / "a.xlsx"),
    }
    out = reads[how]()
    assert out.groupby("unique_id")["y"].first().to_dict() == {
        "Close A": 0,
        "Close B": 1,
        "Volume A": 2,
        "Volume B": 3,
    }


@pytest.mark.parametrize(
    "text",
    [
        "when,shop,kind,sold\na,x,x,5\nb,x,x,6\nc,x,x,7\n",  # a first row of words and a number
        "when,,\nsome,x,x\na,1,2\nb,2,3\n",  # names that stay alike
        "when,A,,B,\n2024-01-01,n,m,n,m\n2024-01-02,1,2,3,4\n",  # a first row that begins with a time
        "when,A,,B,\nsome,n,m,n,m\nother,n,m,n,m\n",  # no number anywhere
        "when,A,,A,\n,sold,sent,sold,sent\n2024-01-01,1,2,3,4\n",  # nothing that tells the columns apart
    ],
)
def test_a_first_row_with_cells_alike_is_no_level(text):
    rows, told = [line.split(",") for line in text.splitlines()], []
    assert joined(rows, told) == rows
    assert not told


def test_two_names_alike_that_nothing_tells_apart_are_an_error(opened):
    with pytest.raises(DataError, match="column 'sold' stands there 2 times"):
        opened("Date,A,,A,\n,sold,sent,sold,sent\n" + ROWS)


def test_numbers_above_a_header_are_no_level_of_it(opened):
    out = opened("Made of,12,,13,\nDate,A,,B,\n,sold,sent,sold,sent\n" + ROWS)
    assert out["unique_id"].unique().tolist() == ["A sent", "A sold", "B sent", "B sold"]


@pytest.mark.parametrize("more", [",", ",,", ",,note"])
def test_lines_of_unlike_length_are_one_header(more, opened):
    out = opened(f"Date,A,,B,{more}\n,sold,sent,sold,sent\n" + ROWS)
    assert out["unique_id"].unique().tolist() == ["A sent", "A sold", "B sent", "B sold"]
    assert "the header has 2 lines: the names in a column were joined" in out.attrs["mended"]
