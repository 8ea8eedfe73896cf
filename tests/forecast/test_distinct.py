"""Long columns whose cells repeat are read as short ones are, to the messages."""

import numpy as np
import pandas as pd
import pytest

from lstm.errors import DataError
from lstm.forecast.door import distinct
from lstm.forecast.door.dates import dates
from lstm.forecast.door.texts import numbers
from lstm.forecast.door.times import times
from lstm.forecast.frame import read

N = 3000
NUMBERS = {
    "points": ["1.5", "2", "3.25"],
    "decimal commas": ["1 234,5", "2", "0,25"],
    "brackets": ["(12)", "7", "8", "9-"],
    "per cent, money and nothing": ["5 %", "EUR 6", "", "n/a"],
}
TIMES = {
    "dates": [f"2024-01-{k:02}" for k in range(1, 29)],
    "the day first": [f"{k}/1/2024" for k in range(1, 29)],
    "months": ["janv. 2024", "févr. 2024", "mars 2024"],
    "digits": ["20240131", "20240229"],
    "counts": ["1", "2", "3"],
    "offsets": ["2024-03-30 00:00+01", "2024-04-01 00:00+02"],
}


@pytest.fixture
def whole(monkeypatch):
    """Give what comes of reading all cells."""

    def call(reader, column, told):
        monkeypatch.setattr(distinct, "LEAST", 10**9)
        try:
            return reader(column, told)
        finally:
            monkeypatch.setattr(distinct, "LEAST", 1000)

    return call


def repeated(cells, seed=0):
    return pd.Series(np.random.default_rng(seed).choice(np.array(cells, object), N), index=np.arange(N) + 7)


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_that_repeat_are_the_same(name, whole):
    column, told, expected = repeated(NUMBERS[name]), [], []
    out = numbers(column, "y", told)
    pd.testing.assert_series_equal(out, whole(lambda c, t: numbers(c, "y", t), column, expected))
    assert told == expected
    if name == "brackets":
        assert f"in brackets, read as negative: {(column == '(12)').sum()}" in told[0]


@pytest.mark.parametrize("name", TIMES)
def test_times_that_repeat_are_the_same(name, whole):
    column, told, expected = repeated(TIMES[name]), [], []
    pd.testing.assert_series_equal(times(column, told), whole(times, column, expected))
    assert told == expected


@pytest.mark.parametrize(
    ("cells", "bad", "row"),
    [(["1", "2"], "two", 1733), (["1", "2"], "1e999", 42), (["1,5", "2"], "1.2.3", 2999)],
)
def test_an_error_names_the_row_of_the_column(cells, bad, row):
    column = repeated(cells)
    column.iloc[[row - 1, N - 1]] = bad
    with pytest.raises(DataError, match=f"^row {row}, column 'y': {bad} is not"):
        numbers(column, "y", [])


def test_a_time_that_is_none_is_named_by_its_row():
    column = repeated(TIMES["dates"])
    column.iloc[1733] = "soon"
    with pytest.raises(DataError, match=r"^row 1734, time soon: not a date"):
        times(column, [])


def test_each_different_cell_is_read_once(monkeypatch):
    seen = []
    monkeypatch.setattr(
        "lstm.forecast.door.times.dates",
        lambda cells, *a, **k: seen.append(len(cells)) or dates(cells, *a, **k),
    )
    rows = pd.DataFrame(
        {"ds": np.tile(TIMES["dates"], 100), "y": 1.0, "unique_id": np.repeat(np.arange(100), 28)}
    )
    read(rows)
    assert seen == [28]
