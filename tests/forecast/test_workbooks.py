"""Excel workbooks: which sheet holds the table, where it begins, and what damage or doubt says."""

import datetime as dt
import io
import random
import re
import zipfile

import pandas as pd
import pytest
from openpyxl import Workbook

from lstm.cli import main
from lstm.errors import DataError
from lstm.forecast.frame import future_rows, read

MONTHS = [dt.date(2024, month, 1) for month in range(1, 7)]
SALES = [["Month", "Sold"], *([month, 10.5 + k] for k, month in enumerate(MONTHS))]


def mended(out):
    return " | ".join(out.attrs["mended"])


@pytest.fixture
def saved(tmp_path):
    """Write sheets of rows into a workbook and return its path."""

    def write(hidden=(), **sheets):
        book = Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
            if title in hidden:
                sheet.sheet_state = "hidden"
        path = tmp_path / "sales.xlsx"
        book.save(path)
        return path

    return write


def test_days_and_numbers_keep_their_kind(saved):
    out = read(saved(Sales=SALES))
    assert out["ds"].tolist() == list(pd.date_range("2024-01-01", periods=6, freq="MS"))
    assert out["y"].tolist() == [10.5, 11.5, 12.5, 13.5, 14.5, 15.5]
    assert "sheet" not in mended(out)


def test_the_only_shown_sheet_with_a_table_is_read_and_named(saved):
    notes = [["Made by Ann"], ["in May"], ["for Bob"], ["and Eve"], ["who asked"]]
    out = read(saved(Notes=notes, Sales=SALES, Empty=[], Old=SALES[::-1], hidden=["Old"]))
    assert out["y"].sum() == 78
    assert "sheet 'Sales' was read, the only one with a table" in mended(out)


def test_of_several_tables_one_is_to_be_named(saved):
    path = saved(North=SALES, South=[[a, b if k == 0 else b * 2] for k, (a, b) in enumerate(SALES)])
    with pytest.raises(DataError, match=r"the sheets 'North', 'South' hold a table each.*--sheet"):
        read(path)
    assert read(path, sheet="South")["y"].sum() == 2 * read(path, sheet="North")["y"].sum()
    with pytest.raises(DataError, match="no sheet 'East'; one of 'North', 'South' expected"):
        read(path, sheet="East")


def test_no_table_is_an_error(saved):
    with pytest.raises(DataError, match="no sheet holds a table; a header and three rows"):
        read(saved(Notes=[["a"], ["b"]]))


def test_title_lines_blank_lines_and_a_margin_are_passed_over(saved):
    rows = [[], ["", "", "Sales of 2024"], [], ["", "", "in thousands"]]
    rows += [["", "", *row] for row in SALES[:4]] + [[]] + [["", "", *row] for row in SALES[4:]]
    out = read(saved(Sales=rows))
    assert out["y"].tolist() == [10.5, 11.5, 12.5, 13.5, 14.5, 15.5]
    assert "lines above the table, left out: 2" in mended(out)


def test_a_table_without_a_header_loses_no_row(saved):
    out = read(saved(Sales=SALES[1:]))
    assert len(out) == 6
    assert "no header" in mended(out)


def test_empty_cells_are_missing_and_broken_formulas_are_named(saved):
    rows = [list(row) for row in SALES]
    rows[3][1] = None
    assert read(saved(Sales=rows))["y"].tolist() == [10.5, 11.5, 11.5, 13.5, 14.5, 15.5]
    rows[3][1] = "#DIV/0!"
    with pytest.raises(DataError, match="row 3, column 'Sold': #DIV/0! is not a finite number"):
        read(saved(Sales=rows), target="Sold")


def test_text_among_the_cells_is_read_as_in_a_csv(saved):
    rows = [["Datum", "Menge"], *([f"{day:02}.01.2024", f"{day},5"] for day in range(1, 32))]
    out = read(saved(Sales=rows), time="Datum", target="Menge")
    assert out["y"].tolist() == [day + 0.5 for day in range(1, 32)]
    assert "day first" in mended(out)


def test_tables_of_series_by_months_and_of_years_by_months(saved):
    across = [["shop", *MONTHS], ["north", *range(6)], ["south", *range(6, 12)], ["east", *range(12, 18)]]
    out = read(saved(Wide=across))
    assert out[out["unique_id"] == "south"]["y"].tolist() == [6, 7, 8, 9, 10, 11]
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    years = [["Year", *names], *([2020 + k, *range(12 * k, 12 * k + 12)] for k in range(4))]
    out = read(saved(Years=[["", *row] for row in years]))  # with a margin
    assert out["y"].tolist() == list(range(48))
    assert out["ds"].iloc[-1] == pd.Timestamp("2023-12-01")


def test_the_size_that_a_program_wrote_for_a_sheet_is_not_believed(saved, tmp_path):
    with zipfile.ZipFile(saved(Sales=SALES)) as whole, zipfile.ZipFile(tmp_path / "odd.xlsx", "w") as odd:
        for name in whole.namelist():
            odd.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', whole.read(name)))
    assert read(tmp_path / "odd.xlsx")["y"].sum() == 78


def test_days_written_as_text_in_the_file_are_days(tmp_path):
    book = Workbook(iso_dates=True)
    for row in SALES:
        book.active.append(row)
    book.save(tmp_path / "iso.xlsx")
    assert read(tmp_path / "iso.xlsx")["ds"].tolist() == list(
        pd.date_range("2024-01-01", periods=6, freq="MS")
    )


def test_codes_of_series_stay_whole(saved):
    rows = [["item", "ds", "y"], *([code, month, 1] for code in (1001, 1002) for month in MONTHS)]
    assert read(saved(Sales=rows))["unique_id"].unique().tolist() == ["1001", "1002"]


def test_covariates_of_the_future_may_come_in_a_workbook(saved):
    past = read(pd.DataFrame({"ds": pd.DatetimeIndex(MONTHS), "y": 1.0, "price": 2.0}), exog=["price"])
    ahead = saved(Plan=[["ds", "price"], *([dt.date(2024, 6 + k, 1), 2.5] for k in range(1, 4))])
    assert future_rows(ahead, past, ["price"])["price"].tolist() == [2.5, 2.5, 2.5]


def test_a_cell_gone_astray_costs_an_error_not_the_memory(tmp_path):
    book = Workbook()
    for row in SALES:
        book.active.append(row)
    book.active["XFD300000"] = 1
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(DataError, match="16384 cells where the header has 2"):
        read(tmp_path / "far.xlsx")


def test_a_sheet_is_refused_where_there_are_none(tmp_path):
    (tmp_path / "a.csv").write_text("ds,y\n1,1\n2,2\n3,3\n")
    for data in (tmp_path / "a.csv", pd.DataFrame({"ds": [1, 2, 3], "y": 1.0})):
        with pytest.raises(DataError, match="only a workbook"):
            read(data, sheet="Sales")


def test_damage_is_a_table_or_one_clear_error(saved, tmp_path):
    whole, chance, refused = saved(Sales=SALES).read_bytes(), random.Random(0), []  # noqa: S311
    path = tmp_path / "damaged.xlsx"
    for k in range(150):
        content = bytearray(whole)
        for _ in range(chance.randrange(1, 5)):
            content[chance.randrange(len(whole))] = chance.randrange(256)
        path.write_bytes(content[: chance.randrange(len(whole))] if k % 3 == 0 else content)
        try:
            read(path)
        except DataError as error:
            refused.append(str(error))
    assert len(refused) > 50
    assert not any("\n" in message for message in refused)


def test_the_command_line_takes_a_workbook(saved, capsys):
    path = saved(North=SALES, South=SALES)
    assert main(["check", str(path)]) == 2
    assert "--sheet" in capsys.readouterr().err
    assert main(["check", str(path), "--sheet", "South"]) == 0
    assert "6" in capsys.readouterr().out


def test_what_pandas_writes_is_read(tmp_path):
    frame = pd.DataFrame({"ds": pd.DatetimeIndex(MONTHS), "y": [1, 2, 3, 4, 5, 6]})
    file = io.BytesIO()
    frame.to_excel(file, index=False)
    (tmp_path / "pandas.xlsx").write_bytes(file.getvalue())
    assert read(tmp_path / "pandas.xlsx")["y"].tolist() == [1, 2, 3, 4, 5, 6]


def test_forecasts_are_written_into_a_workbook(saved, tmp_path, capsys):
    out = tmp_path / "made.xlsx"
    assert main(["forecast", str(saved(Sales=SALES)), "--horizon", "2", "--out", str(out)]) == 0
    assert capsys.readouterr().out == ""
    made = pd.read_excel(out)
    assert made["ds"].tolist() == [pd.Timestamp("2024-07-01"), pd.Timestamp("2024-08-01")]
    assert made["LSTM"].notna().all()
