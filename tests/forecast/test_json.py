"""JSON, as pandas writes it and services answer: the only table in it is read."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm.errors import DataError
from lstm.forecast.door.records import records
from lstm.forecast.frame import read

DAYS = pd.date_range("2022-01-03", periods=40)
ROWS = pd.DataFrame({"ds": DAYS, "y": range(40)})
TEXT = [f"{d:%Y-%m-%d}" for d in DAYS]


@pytest.fixture
def opened(tmp_path):
    """Read a value as a file."""

    def read_value(value, **options):
        path = tmp_path / "file.json"
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return read(path, **options)

    return read_value


@pytest.mark.parametrize("dates", ["epoch", "iso"])
@pytest.mark.parametrize("orient", ["records", "columns", "index", "split", "values", "table", "lines"])
def test_what_pandas_writes_is_read(orient, dates, opened):
    how = {"orient": "records", "lines": True} if orient == "lines" else {"orient": orient}
    if orient == "table" and dates == "epoch":
        dates = None
    text = ROWS.to_json(**how, **({"date_format": dates} if dates else {}))
    options = {"time": "column 1", "target": "column 2"} if (orient, dates) == ("values", "iso") else {}
    out = opened(text, **options)
    assert out["y"].tolist() == [*range(40)]
    assert out["ds"].tolist() == DAYS.tolist()
    # Rows that are only counted have no labels, unless pandas writes them as a column.
    assert ("index" in records("a.json", text, [])[0]) == (orient == "table")


@pytest.mark.parametrize("dates", ["epoch", "iso"])
def test_values_by_time_are_a_series(dates, opened):
    out = opened(ROWS.set_index("ds")["y"].to_json(date_format=dates))
    assert out["y"].tolist() == [*range(40)]
    assert out["ds"].tolist() == DAYS.tolist()


SHOPS = {
    "shops of days": {"north": dict(zip(TEXT, range(40), strict=True)), "south": dict.fromkeys(TEXT, 5)},
    "days of shops": {day: {"north": k, "south": 5} for k, day in enumerate(TEXT)},
    "records": [{"day": day, "north": k, "south": 5} for k, day in enumerate(TEXT)],
    "columns": {"day": TEXT, "north": [*range(40)], "south": [5] * 40},
    "lists": [["day", "north", "south"], *([day, k, 5] for k, day in enumerate(TEXT))],
}


@pytest.mark.parametrize("case", SHOPS)
def test_several_series_come_in_any_order_of_keys(case, opened):
    out = opened(SHOPS[case])
    assert out.groupby("unique_id")["y"].agg(list).to_dict() == {"north": [*range(40)], "south": [5] * 40}
    assert out["ds"].tolist() == DAYS.tolist() * 2


ANSWERS = {
    "a page": (
        {"meta": {"total": 40}, "data": [{"date": d, "value": k} for k, d in enumerate(TEXT)]},
        "data",
    ),
    "a list of a page": ([{"page": 1}, [{"date": d, "value": k} for k, d in enumerate(TEXT)]], "2"),
    "weather": (
        {"latitude": 1.0, "units": {"rain": "mm"}, "daily": {"time": TEXT, "rain": [*range(40)]}},
        "daily",
    ),
    "deep": (
        {"result": {"ok": True, "rows": [{"date": d, "value": k} for k, d in enumerate(TEXT)]}},
        "result.rows",
    ),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_the_only_table_in_an_answer_is_found_and_named(case, opened):
    value, place = ANSWERS[case]
    out = opened(value)
    assert out["y"].tolist() == [*range(40)]
    assert f"{place!r} was read, the only table in the file" in out.attrs["mended"]


def test_cells_that_hold_more_are_text_and_null_is_nothing(opened):
    rows = [{"ds": day, "y": None if k == 3 else k, "tags": ["a", {"b": 1}]} for k, day in enumerate(TEXT)]
    del rows[7]["y"]
    out = opened(rows)
    assert out["y"].tolist() == [0, 1, 2, 2, 4, 5, 6, 6, *range(8, 40)]


WRONG = {
    "two tables": ({"a": [{"x": 1}], "b": [{"x": 1}]}, "it holds 'a', 'b'"),
    "no table": ({"a": "b"}, "it holds none"),
    "nothing": ("[]", "it holds none"),
    "objects of one value": ({"a": {"x": 1}, "b": {"y": 2}}, "it holds none"),
    "an open list": ('{"a": [1, 2', "begins as JSON but is damaged"),
    "an open record": ('[{"a": 1}, {"a": ', "begins as JSON but is damaged"),
    "a line cut short": ('{"ds": 1, "y": 2}\n{"ds": 2, "y"', "begins as JSON but is damaged"),
    "a name twice": ('[{"a": 1, "a": 2}]', "'a' stands twice in one object"),
    "a cellar": ('{"a":' * 100_000, "begins as JSON but is damaged"),
    "five thousand digits": ('[{"ds": 1, "y": ' + "9" * 5000 + "}]", "begins as JSON but is damaged"),
    "a name twice among many": (
        "{" + "".join(f'"k{k}": 1, ' for k in range(20_000)) + '"k0": 1}',
        "'k0' stands twice in one object",
    ),
    "a table that is nearly empty": ([{f"k{k}": 1} for k in range(500)], "it holds none"),
    "columns that are nearly empty": ({f"c{k}": {f"k{k}": 1} for k in range(500)}, "it holds none"),
    "a table below too many things": ([{"a": 1, "b": [1]}, 1] * 300 + [[{"ds": 1, "y": 1}]], "it holds none"),
    "a value of 400 digits": ('[{"ds": 1, "y": 1%s}]' % ("0" * 400), "row 1, column 'y'"),
    "a time of 400 digits": ('[{"ds": 1%s, "y": 1}]' % ("0" * 400), "row 1, time"),
    "infinity": ('[{"ds": 1, "y": 1}, {"ds": 2, "y": Infinity}, {"ds": 3, "y": 1}]', "row 2, column 'y'"),
    "rows of many lengths": ([["ds", "y"], [1, 2], [2, 3, 4], [3, 4]], "3 cells where the header has 2"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_not_one_table_is_one_clear_error(case, opened):
    value, message = WRONG[case]
    with pytest.raises(DataError, match=message):
        opened(value)


def test_a_csv_file_whose_names_have_brackets_is_none(opened):
    out = opened("[date],[sold]\n" + "".join(f"{day},{k}\n" for k, day in enumerate(TEXT)))
    assert out["y"].tolist() == [*range(40)]


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
values = st.recursive(
    scalars, lambda v: st.lists(v, max_size=4) | st.dictionaries(st.text(max_size=5), v, max_size=4)
)


@given(value=st.lists(values, max_size=5) | st.dictionaries(st.text(max_size=5), values, max_size=5))
def test_any_json_is_rows_of_plain_cells_or_one_clear_error(value):
    try:
        rows = records("file.json", json.dumps(value), [])
    except DataError:
        return
    assert rows
    assert not any(isinstance(cell, list | dict) for row in rows for cell in row)
