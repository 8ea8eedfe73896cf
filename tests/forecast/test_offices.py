"""Files as statistics offices, banks, grids and till systems hand them out: what stands around and behind numbers."""

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook

from lstm.errors import DataError
from lstm.forecast.frame import read

MONTHS = pd.date_range("2020-01-01", periods=24, freq="MS")
VALUES = [100 + k / 10 for k in range(24)]


def lines(pattern, **more):
    return "".join(
        pattern.format(d=d, v=v, c=f"{v:.1f}".replace(".", ","), **more)
        for d, v in zip(MONTHS, VALUES, strict=True)
    )


def mended(out):
    return "\n".join(out.attrs["mended"])


ABOUT = {
    "fewer cells, and names above some columns only": (
        '"Libellé";"Indice des prix"\n"idBank";"001759970"\n"Période";"";""\n',
        '"{d:%Y-%m}";"{v:.1f}";"A"\n',
        2,
        "column 2",
    ),
    "keys, and no header": (
        "Titre :;Taux de change;\nCode série :;EXR;\nUnité :;Dollar;\nSource :;BCE;\n",
        "{d:%d/%m/%Y};{c};\n",
        3,
        "Taux de change",
    ),
    "keys, the last of them empty": (
        '"Title","CPI"\n"CDID","D7BT"\n"Release date","14-12-2022"\n"Important notes",\n',
        '"{d:%Y %b}","{v:.1f}"\n',
        3,
        "CPI",
    ),
    "keys, the last of them with a date": (
        '"Title","CPI"\n"CDID","D7BT"\n"Next release","18 January 2023"\n',
        '"{d:%Y %b}","{v:.1f}"\n',
        2,
        "CPI",
    ),
    "a table of its own above": (
        "Identifiant;Type;Unite\n123456;Courbe de charge;W\nHorodate;Valeur;\n",
        "{d:%Y-%m-%dT00:00:00};{v:.1f};\n",
        2,
        "Valeur",
    ),
    "a title, keys, and a header": (
        "Sales of 2022\nCountry;France;\nMade by;Ann;\nDate;Sold;Note\n",
        "{d:%Y-%m-%d};{v:.1f};ok\n",
        3,
        "Sold",
    ),
}


@pytest.mark.parametrize("case", ABOUT)
def test_lines_that_say_something_about_a_series_are_left_out_and_counted(opened, case):
    above, row, count, target = ABOUT[case]
    out = opened(above + lines(row))
    assert out["y"].tolist() == VALUES
    assert out["ds"].tolist() == MONTHS.tolist()
    assert f"lines above the table, left out: {count}" in mended(out)
    assert f"column {target!r} was read as the target" in mended(out)


def test_a_first_row_with_a_mistake_is_no_line_about_the_table(opened):
    text = lines("{d:%Y-%m-%d},{v:.1f}\n").replace("2020-01-01", "someday")
    with pytest.raises(DataError, match="column 'ds' is missing"):
        opened("when,sold\n" + text)


def test_a_first_column_that_holds_dates_among_others_has_no_lines_about_it(opened):
    text = lines("{d.day},{d:%Y-%m-%d},{v:.1f}\n").replace("1,2020-05", "2020-05-01,2020-05")
    assert opened("batch,date,sold\n" + text, target="sold", time="date")["y"].tolist() == VALUES


def test_flags_are_counted_where_they_stand(opened):
    days = pd.date_range("2020-01-01", periods=1200)
    out = opened("date,sold\n" + "".join(f"{d:%Y-%m-%d},{d.day}{' p' * (d.day == 3)}\n" for d in days))
    assert out["y"].tolist() == days.day.tolist()
    assert f"flags behind numbers, left out: {(days.day == 3).sum()}" in mended(out)


def test_a_header_that_is_short_is_an_error_and_no_row_becomes_a_header(opened):
    with pytest.raises(DataError, match="3 cells where the header has 2"):
        opened("date,sold\n" + lines("{d:%Y-%m-%d},{v:.1f},A\n"))
    with pytest.raises(DataError, match="3 cells where the header has 2"):
        opened("date,sold\n2019-12-01,,A\n" + lines("{d:%Y-%m-%d},{v:.1f},A\n"))


@pytest.mark.parametrize(
    ("flagged", "plain"),
    [("101.0 p", "101.0"), ("101.0 bu", "101.0"), ("101.0*", "101.0"), ("101.0 (e)", "101.0")],
)
def test_flags_behind_a_few_numbers_are_left_out_and_counted(opened, flagged, plain):
    out = opened("date,sold\n" + lines("{d:%Y-%m-%d},{v:.1f}\n").replace(plain, flagged))
    assert out["y"].tolist() == VALUES
    assert "column 'sold': flags behind numbers, left out: 1" in mended(out)


@pytest.mark.parametrize("wrong", ["101.0 k", "101.0 kg", "101.0 x y", "101.0 P", "101.0e"])
def test_what_may_be_a_unit_is_no_flag(opened, wrong):
    with pytest.raises(DataError, match="row 11, column 'sold'"):
        opened("date,sold\n" + lines("{d:%Y-%m-%d},{v:.1f}\n").replace("101.0", wrong))


def test_letters_behind_most_numbers_are_no_flags(opened):
    with pytest.raises(DataError, match="is not a finite number"):
        opened("date,sold\n" + lines("{d:%Y-%m-%d},{v:.1f} p\n"), target="sold")


def test_a_value_below_a_limit_is_half_of_it(opened):
    text = lines("{d:%Y-%m-%d},{v:.1f}\n").replace("101.0", "<1").replace("101.5", "< 0.5")
    out = opened("Category: All categories\n\nMonth,ice cream: (Worldwide)\n" + text)
    assert (out["y"][10], out["y"][15]) == (0.5, 0.25)
    assert "values below a limit, read as half of it: 2" in mended(out)


@pytest.mark.parametrize("nothing", [":", "..", "***", "…", ": c"])
def test_what_offices_write_for_nothing_is_missing(opened, nothing):
    out = opened("date,sold\n" + lines("{d:%Y-%m-%d},{v:.1f}\n").replace("101.0", nothing))
    assert out["y"][10] == VALUES[9]
    assert "gaps, filled from the past: 1 of 24" in mended(out)


def test_ranges_of_hours_are_times(opened):
    hours = pd.date_range("2022-01-01", periods=48, freq="h")
    rows = "".join(
        f'"{d:%d.%m.%Y %H:%M} - {d + pd.Timedelta("1h"):%d.%m.%Y %H:%M}","{60000 + k}"\n'
        for k, d in enumerate(hours)
    )
    out = opened('"Time (CET/CEST)","Actual Load [MW]"\n' + rows)
    assert out["ds"].tolist() == hours.tolist()
    assert "of each range of times the first was read" in mended(out)


def test_years_and_quarters_beside_months_are_left_out(opened):
    longer = "".join(f"{y},999\n" for y in (2020, 2021)) + "".join(f"2020 Q{q},999\n" for q in range(1, 5))
    out = opened("Title,CPI\nCDID,D7BT\n" + longer + lines("{d:%Y %b},{v:.1f}\n"))
    assert out["y"].tolist() == VALUES
    assert "rows of totals, left out: 6" in mended(out)


def test_a_thirteenth_month_is_the_mean_of_the_year(opened):
    rows = lines("X,{d.year},M{d.month:02d},{v:.1f}\n") + "X,2020,M13,999\nX,2021,M13,999\n"
    out = opened("Series Id,Year,Period,Value\n" + rows)
    assert out["y"].tolist() == VALUES
    assert out["ds"].tolist() == MONTHS.tolist()
    assert "rows of totals, left out: 2" in mended(out)


def test_periods_without_a_letter_are_no_months(opened):
    rows = "".join(f"{y},{p},{p}\n" for y in (2020, 2021, 2022) for p in range(1, 5))
    with pytest.raises(DataError, match="two rows for"):
        opened("Year,Period,Value\n" + rows)


def test_a_sum_below_without_a_time_is_left_out(opened):
    out = opened("Day Index,Sessions\n" + lines("{d:%Y-%m-%d},{v:.1f}\n") + ',"234,567"\n', decimal=".")
    assert out["y"].tolist() == VALUES
    assert "rows without a time below the others, left out: 1" in mended(out)


def test_an_empty_time_among_the_others_is_an_error(opened):
    with pytest.raises(DataError, match="row 11, time"):
        opened("date,sold\n" + lines("{d:%Y-%m-%d},{v:.1f}\n").replace("2020-11-01", ""))


def test_means_behind_twelve_months_are_left_out(opened):
    header = "Year," + ",".join(f"{d:%b}" for d in MONTHS[:12]) + ",J-D,DJF\n"
    rows = "".join(f"{y}," + ",".join(f"{k}" for k in range(12)) + ",999,***\n" for y in range(1895, 1905))
    out = opened("Land-Ocean: Global Means\n" + header + rows)
    assert out["y"].tolist() == [*range(12)] * 10
    assert out["ds"].iloc[0] == pd.Timestamp("1895-01-01")
    assert "columns of numbers behind those, left out: 'J-D'" in mended(out)


def test_years_across_name_each_row_by_the_first_column_whose_cells_differ(opened):
    years = range(1990, 2020)
    header = '"Data Source","World",\n"Unit","Country","Code",' + ",".join(f'"{y}"' for y in years) + ",\n"
    rows = "".join(
        f'"t","{c}","{c[:3]}",' + ",".join(str(k + len(c)) for k, _ in enumerate(years)) + ",\n"
        for c in ("France", "Korea, Rep.")
    )
    rows += '"t","Nowhere","NOW",' + "," * len(years) + "\n"
    out = opened(header + rows)
    assert out["unique_id"].unique().tolist() == ["France", "Korea, Rep."]
    assert out["y"].tolist() == [*range(6, 36), *range(11, 41)]
    assert "each row was read as a series, named by 'Country'" in mended(out)
    assert "rows without a number, left out: 1" in mended(out)


def test_a_workbook_pads_the_lines_about_a_table_and_its_last_years_may_be_empty(tmp_path):
    book = Workbook()
    for row in (
        ["Data Source", "World"],
        ["Last Updated", "2022-12-22"],
        ["Country Name", "Country Code", *map(str, range(2000, 2022))],
        *([c, c[:3].upper(), *range(20), None, None] for c in ("France", "Japan", "Chile")),
    ):
        book.active.append(row)
    book.save(tmp_path / "world.xlsx")
    out = read(tmp_path / "world.xlsx")
    assert out["unique_id"].unique().tolist() == ["Chile", "France", "Japan"]
    assert out["y"].tolist() == [*range(20)] * 3
    assert "lines above the table, left out: 2" in mended(out)


def test_a_text_file_may_be_padded_as_a_sheet_is(opened):
    years = range(2000, 2022)
    text = "Country;Code;" + ";".join(map(str, years)) + "\n"
    text += "".join(
        f"{c};{c[:2]};" + ";".join(map(str, range(22))) + "\n" for c in ("France", "Japan", "Chile")
    )
    out = opened(f"Source;World{';' * 22}\nUpdated;May{';' * 22}\n" + text)
    assert out["y"].tolist() == [*range(22)] * 3
    assert "lines above the table, left out: 2" in mended(out)


def test_rows_that_no_column_names_alone_are_named_by_all_that_vary():
    rows = pd.DataFrame({"shop": ["a", "a", "b"], "unit": "t", "item": ["x", "y", "x"]})
    out = read(rows.assign(**{f"d_{k}": [k, 2 * k, 3 * k] for k in range(1, 21)}))
    assert out["unique_id"].unique().tolist() == ["a / x", "a / y", "b / x"]
    assert out["ds"].tolist() == [*range(1, 21)] * 3


def test_the_first_of_the_columns_that_count_may_hold_the_names():
    table = {"V1": ["H1", "H2"]} | {f"V{k}": [str(k), str(2 * k) if k < 18 else ""] for k in range(2, 22)}
    out = read(pd.DataFrame(table))
    assert out.groupby("unique_id")["y"].agg(list).to_dict() == {
        "H1": [*range(2, 22)],
        "H2": [*range(4, 36, 2)],
    }


@pytest.mark.parametrize(
    "table",
    [
        {"id": ["a", "b"]} | {f"q{k}": [1, 2] for k in range(1, 21)},
        {"id": ["a", "b"]} | {f"d{k}": [1, 2] for k in range(1, 9)},
        {"id": [1, 2]} | {f"d{k}": [1, 2] for k in range(1, 21)},
        {"id": ["a", "b"]} | {f"d{k * k}": [1, 2] for k in range(1, 21)},
        {"shop": [1, 2], "2020": [1, 2], "2021": [1, 2], "2022": [1, 2]},
    ],
    ids=["questions", "few", "no words", "squares", "numbers of shops"],
)
def test_numbers_that_are_no_times_stay_what_they_are(table):
    with pytest.raises(DataError, match="column 'ds' is missing"):
        read(pd.DataFrame(table))


def test_words_of_which_each_has_every_time_once_name_the_series():
    rows = pd.DataFrame(
        {"Entity": np.repeat(["F", "J"], 24), "Code": np.repeat(["FRA", "JPN"], 24), "flag": "A"}
    )
    rows = rows.assign(month=[*MONTHS] * 2, births=[*VALUES] * 2)
    out = read(rows)
    assert out["unique_id"].unique().tolist() == ["F", "J"]
    assert "column 'Entity' was read as the series: each of its names has a time once" in mended(out)
    apart = rows.assign(Code=["x", "y"] * 24)  # says something else than Entity, and tells rows apart as well
    apart.loc[24:, "Code"] = ["y", "x"] * 12
    with pytest.raises(DataError, match="two rows for"):
        read(apart)


def test_a_day_written_twice_does_not_make_a_note_a_series():
    rows = pd.DataFrame(
        {"date": [*MONTHS, MONTHS[3]], "note": ["none"] * 24 + ["sale"], "sold": [*VALUES, 7.0]}
    )
    with pytest.raises(DataError, match="two rows for 2020-04-01"):
        read(rows)


def test_a_word_in_its_name_tells_the_target_among_covariates():
    rows = pd.DataFrame({"Store": 1, "Date": MONTHS, "Weekly_Sales": VALUES, "Temperature": 5.0, "CPI": 2.0})
    out = read(rows)
    assert out["y"].tolist() == VALUES
    assert "column 'Weekly_Sales' was read as the target" in mended(out)
    with pytest.raises(DataError, match="name the target"):
        read(rows.assign(Gross_Sales=1.0))


def test_dates_and_hours_have_names_in_other_languages():
    rows = pd.DataFrame(
        {"Datum": ["13.02.2022"] * 24, "Zeit": [f"{h:02}:00" for h in range(24)], "kWh": VALUES}
    )
    assert read(rows).attrs["freq"] == "h"


def test_the_column_that_is_asked_for_names_the_rows():
    rows = pd.DataFrame({"id": ["1a", "2b"], "city": ["Paris", "Lyon"], "unit": "t"})
    rows = rows.assign(**{str(year): [year, -year] for year in range(2000, 2010)})
    assert read(rows)["unique_id"].unique().tolist() == ["1a", "2b"]
    assert read(rows, series="city")["unique_id"].unique().tolist() == ["Lyon", "Paris"]


def test_rows_that_all_lack_numbers_are_an_error():
    with pytest.raises(DataError, match="series 'a': column 'y' holds no number at all"):
        read(pd.DataFrame({"id": ["a", "b"]} | {f"{year}": [":", ".."] for year in range(2000, 2010)}))


def test_years_out_of_order_are_no_times():
    with pytest.raises(DataError, match="column 'ds' is missing"):
        read(pd.DataFrame({"id": ["a", "b"], "2020": [1, 2], "1999": [1, 2], "2021": [1, 2]}))


def test_columns_that_count_beside_dates_are_series():
    rows = pd.DataFrame({"when": [f"{d:%Y-%m-%d}" for d in MONTHS]} | {f"d{k}": VALUES for k in range(1, 21)})
    assert read(rows)["unique_id"].nunique() == 20


def test_one_column_named_after_sales_beside_others_leaves_a_wide_table_wide():
    rows = pd.DataFrame({"Day": MONTHS, "Total sales": VALUES, "Orders": VALUES})
    assert read(rows)["unique_id"].unique().tolist() == ["Orders", "Total sales"]


def test_words_behind_twelve_months_name_the_series():
    table = {"Year": [2020, 2020]} | {f"{d:%b}": [1, 2] for d in MONTHS[:12]} | {"Region": ["n", "s"]}
    assert read(pd.DataFrame(table))["unique_id"].unique().tolist() == ["n", "s"]


@pytest.mark.parametrize("label", ["Average", "Moyenne", "Total"])
def test_months_by_years_with_a_mean_below_are_one_series(label):
    table = pd.DataFrame(
        {"Month": [f"{d:%b}" for d in MONTHS[:12]]} | {f"{y}": range(12) for y in (2020, 2021, 2022)}
    )
    mean = {"Month": label, "2020": 999, "2021": 999, "2022": 999}
    assert read(pd.concat([table, pd.DataFrame([mean])]))["y"].tolist() == [*range(12)] * 3
    # Months are no series, whatever stands below them.
    with pytest.raises(DataError, match="row 1, time Jan"):
        read(pd.concat([table, pd.DataFrame([mean | {"Month": "Normal"}])]))


def test_a_blank_column_behind_quarters_names_no_series(opened):
    rows = "".join(f"{y},1,2,3,4,10,\n" for y in range(2010, 2015))
    assert opened("Year,Q1,Q2,Q3,Q4,Total,Notes\n" + rows)["y"].tolist() == [1, 2, 3, 4] * 5


def test_a_month_that_has_not_come_yet_is_no_blank_column(opened):
    header = "Year," + ",".join(f"{d:%b}" for d in MONTHS[:12])
    out = opened(f"{header}\n2020,1,2,3,4,5,6,7,8,9,10,11,\n")
    assert out["y"].tolist() == [*range(1, 12)]
    assert out["ds"].iloc[-1] == pd.Timestamp("2020-11-01")


def test_rows_of_times_may_be_named_by_cells_that_cannot_be_looked_up():
    table = {"id": [["x"], ["y"]]} | {f"2024-{k:02}": [k, -k] for k in range(1, 7)}
    assert read(pd.DataFrame(table))["unique_id"].unique().tolist() == ["['x']", "['y']"]


def test_columns_set_apart_by_spaces_alone_are_read(opened):
    rows = lines("  {d.year}   {d.month:2d}  {v:8.1f}   {v:.1f}\n")
    out = opened("Monthly means\n\n  year  month  mean   trend\n" + rows, target="mean")
    assert out["y"].tolist() == VALUES
    assert out["ds"].tolist() == MONTHS.tolist()
    out = opened(lines("{d:%Y-%m-%d}   {v:.1f}\n"))  # without a header
    assert out["y"].tolist() == VALUES


def test_spaces_that_cut_lines_into_unlike_parts_set_nothing_apart(opened):
    for header in ("month sold", "the month sold here"):
        with pytest.raises(DataError, match=f"one column came, '{header}'"):
            opened(f"{header}\n" + lines("{d:%Y-%m-%d} 00:00   {v:.1f}\n"))


def test_a_space_in_a_cell_does_not_compete_with_a_comma(opened):
    out = opened("the month,units sold,of which here\n" + lines("{d:%Y-%m-%d} 00:00,{v:.1f},1 000\n"))
    assert out["unique_id"].unique().tolist() == ["of which here", "units sold"]
