"""The command line, as a person meets it: outputs, files that are written, and errors without a traceback."""

import io
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from lstm.cli import main

DAYS = pd.date_range("2023-01-01", periods=120)


def sales(**changes):
    y = 50 + 20 * np.sin(2 * np.pi * np.arange(120) / 7) + np.random.default_rng(0).normal(0, 2, 120)
    return pd.DataFrame({"ds": DAYS, "y": y.round(2), **changes})


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sales().to_csv("sales.csv", index=False)
    return tmp_path / "sales.csv"


def test_a_forecast_goes_to_the_standard_output_and_nothing_is_written(file, capsys):
    assert main(["forecast", "sales.csv", "--horizon", "7"]) == 0
    out, err = capsys.readouterr()
    made = pd.read_csv(io.StringIO(out))
    assert list(made.columns) == ["unique_id", "ds", "LSTM", "LSTM-lo-80", "LSTM-hi-80"]
    assert len(made) == 7
    assert err == ""
    assert [path.name for path in file.parent.iterdir()] == ["sales.csv"]


def test_files_and_pictures_are_written_where_asked(file, capsys):
    arguments = ["--out", "forecast.csv", "--plot", "forecast.png", "--level", "50", "95"]
    assert main(["forecast", "sales.csv", "--horizon", "7", *arguments]) == 0
    assert capsys.readouterr().out == ""
    assert "LSTM-hi-95" in pd.read_csv("forecast.csv")
    assert (file.parent / "forecast.png").read_bytes()[1:4] == b"PNG"
    assert main(["forecast", "sales.csv", "--horizon", "7", "--out", "forecast.parquet"]) == 0
    assert len(pd.read_parquet("forecast.parquet")) == 7


def test_covariates_come_from_another_file_or_from_the_rows_ahead(file, capsys):
    x = np.random.default_rng(1).integers(0, 2, 127).astype(float)
    y = 50 + 30 * x[:120]
    ahead = pd.DataFrame({"ds": pd.date_range(DAYS[-1], periods=8)[1:], "promotion": x[120:]})
    sales(y=y, promotion=x[:120]).to_csv("past.csv", index=False)
    ahead.to_csv("ahead.csv", index=False)
    pd.concat([sales(y=y, promotion=x[:120]), ahead]).to_csv("both.csv", index=False)
    outputs = []
    for arguments in (["past.csv", "--future", "ahead.csv"], ["both.csv"]):
        assert main(["forecast", *arguments, "--horizon", "7", "--covariates", "promotion"]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    made = pd.read_csv(io.StringIO(outputs[0]))["LSTM"]
    np.testing.assert_allclose(made, 50 + 30 * x[120:], atol=4)


def test_compare_says_what_to_use(file, capsys):
    assert (
        main(["compare", "sales.csv", "--horizon", "7", "--methods", "Theta", "Ridge", "--windows", "4"]) == 0
    )
    out = capsys.readouterr().out
    assert "120 observations at frequency D" in out
    for name in ("LSTM", "SeasonalNaive", "Theta", "Ridge"):
        assert name in out
    assert out.strip().endswith((".",))
    assert any(word in out for word in ("Use the LSTM", "Don't use", "No need", "The LSTM or"))


def test_check_tells_what_was_mended(file, capsys):
    sales().drop(index=5).sample(frac=1, random_state=0).rename(columns={"ds": "Date", "y": "Sales"}).to_csv(
        "odd.csv", index=False, sep=";"
    )
    assert main(["check", "odd.csv"]) == 0
    out = capsys.readouterr().out
    for rule in (
        "'Date' was read as the time",
        "sorted by time",
        "filled from the past: 1 of 120 times",
        "season 7",
    ):
        assert rule in out


BAD = {
    "no such file": ["forecast", "nowhere.csv", "--horizon", "3"],
    "two observations": ["forecast", "short.csv", "--horizon", "3"],
    "--horizon: 0": ["forecast", "sales.csv", "--horizon", "0"],
    "--level: 120": ["forecast", "sales.csv", "--horizon", "3", "--level", "120"],
    "'price' is missing": ["forecast", "sales.csv", "--horizon", "3", "--covariates", "price"],
    "an ending of .png": ["forecast", "sales.csv", "--horizon", "3", "--plot", "forecast.xyz"],
    "no such folder": ["forecast", "sales.csv", "--horizon", "3", "--out", "nowhere/forecast.csv"],
    "AutoMagic": ["compare", "sales.csv", "--horizon", "3", "--methods", "AutoMagic"],
    "give more history": ["compare", "sales.csv", "--horizon", "300"],
    "--season: 0": ["forecast", "sales.csv", "--horizon", "3", "--season", "0"],
    "--freq: 'fortnight'": ["forecast", "sales.csv", "--horizon", "3", "--freq", "fortnight"],
    ".: no such file": ["check", "."],
    "--horizon: -1": ["compare", "sales.csv", "--horizon", "-1"],
    "--windows: 0": ["compare", "sales.csv", "--horizon", "3", "--windows", "0"],
    "--season: -3": ["check", "sales.csv", "--season", "-3"],
    "--freq: -1 came, the times are dates": ["check", "sales.csv", "--freq", "-1"],
    "--freq: '-1D'": ["check", "sales.csv", "--freq=-1D"],
    "series 'series': 120 observations, the fewest": ["compare", "sales.csv", "--horizon", "300"],
    "at least 116 expected": ["compare", "sales.csv", "--horizon", "3", "--methods", "Ridge", "--windows", "2", "--season", "28"],
    "forecast.txt: an ending of .csv, .xlsx, .parquet expected, such as forecast.csv": ["forecast", "sales.csv", "--horizon", "3", "--out", "forecast.txt"],
    "--out: forecast: an ending": ["forecast", "sales.csv", "--horizon", "3", "--out", "forecast"],
    "--out: both.png: the same file as --plot": ["forecast", "sales.csv", "--horizon", "3", "--out", "both.png", "--plot", "any/../both.png"],
    "--out: ./sales.csv: holds the data": ["forecast", "sales.csv", "--horizon", "3", "--out", "././sales.csv"],
    "--future: short.csv came without --covariates": ["forecast", "sales.csv", "--horizon", "3", "--future", "short.csv"],
    "--out: short.csv: holds the data": ["forecast", "sales.csv", "--horizon", "3", "--future", "short.csv", "--covariates", "y", "--out", "short.csv"],
}  # fmt: skip


@pytest.mark.parametrize("expected", BAD)
def test_bad_input_is_one_message_and_status_two(file, capsys, expected):
    sales().iloc[:2].to_csv("short.csv", index=False)
    before = sorted(path.name for path in file.parent.iterdir())
    assert main(BAD[expected]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("lstm: ")
    assert err.count("\n") == 1
    assert expected.replace("two observations", "2 observation").replace("./", "") in err
    assert sorted(path.name for path in file.parent.iterdir()) == before


REMEDIES = {  # what the data leave open, and the words of an error that the command line repeats as options
    "--day-first or --month-first": "ds,y\n01/01/2024,1\n02/01/2024,2\n03/01/2024,3\n04/01/2024,4\n",
    "--decimal ',' or --decimal '.'": 'ds,y\n2024-01-01,"1,101"\n2024-01-02,"1,102"\n2024-01-03,"1,103"\n',
    "--duplicates sum, mean or last": "ds,y\n2024-01-01,1\n2024-01-01,2\n2024-01-02,3\n2024-01-03,4\n",
    "--duplicates last or --duplicates sum": "ds,y\n2024-01-01,1\n2024-01-01,1\n2024-01-02,3\n2024-01-03,4\n",
    "name the target with --target": "ds,shop,north,south\n2024-01-01,a,1,2\n2024-01-02,a,3,4\n2024-01-03,a,3,4\n",
    "name the column with the times with --time": "when,y\nsoon,1\nlater,2\nlast,3\n",
    "name the column that tells series apart with --series": "ds,y\n2024-01-01,1\n2024-01-01,2\n2024-01-03,3\n",
}


@pytest.mark.parametrize("remedy", REMEDIES)
def test_remedies_are_those_of_a_command(file, capsys, remedy):
    (file.parent / "open.csv").write_text(REMEDIES[remedy])
    arguments = ["--series", "shop"] if "shop" in REMEDIES[remedy] else []
    assert main(["check", "open.csv", *arguments]) == 2
    error = capsys.readouterr().err
    assert remedy in error
    for python in ("=True", "=False", "decimal=", "duplicates=", "ds="):
        assert python not in error


def test_what_was_mended_is_said_with_the_options_of_a_command(file, capsys):
    (file.parent / "open.csv").write_text("ds,y\n2024-01-01,1.101\n2024-01-02,1.102\n2024-01-03,1.103\n")
    assert main(["check", "open.csv"]) == 0
    assert "if they set thousands apart, say --decimal ','" in capsys.readouterr().out


def test_what_a_remedy_says_can_be_typed(file, capsys):
    for name, options in (
        ("--day-first or --month-first", ["--month-first"]),
        ("--decimal ',' or --decimal '.'", ["--decimal", ","]),
        ("--duplicates sum, mean or last", ["--duplicates", "mean"]),
    ):
        (file.parent / "open.csv").write_text(REMEDIES[name])
        assert main(["check", "open.csv", *options]) == 0, name


@pytest.mark.parametrize("ending", ["CSV", "Xlsx", "PARQUET"])
def test_an_ending_says_the_format_in_capitals_too(file, ending):
    assert (
        main(["forecast", "sales.csv", "--horizon", "3", "--out", f"made.{ending}", "--plot", "made.PNG"])
        == 0
    )
    read = {"CSV": pd.read_csv, "Xlsx": pd.read_excel, "PARQUET": pd.read_parquet}[ending]
    assert len(read(f"made.{ending}")) == 3
    assert (file.parent / "made.PNG").read_bytes()[1:4] == b"PNG"


def test_a_link_to_the_data_is_the_data(file, capsys):
    (file.parent / "linked.csv").symlink_to(file)
    before = file.read_bytes()
    assert main(["forecast", "sales.csv", "--horizon", "3", "--out", "linked.csv"]) == 2
    assert "--out: linked.csv: holds the data" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_a_name_that_no_workbook_holds_leaves_no_broken_file(file, capsys):
    sales(unique_id="a\x07b").to_parquet("odd.parquet")
    assert main(["forecast", "odd.parquet", "--horizon", "3", "--out", "made.xlsx"]) == 2
    error = capsys.readouterr().err
    assert "holds a character that no workbook can" in error
    assert error.count("\n") == 1
    assert not (file.parent / "made.xlsx").exists()
    assert main(["forecast", "odd.parquet", "--horizon", "3", "--out", "made.csv"]) == 0


def test_a_target_with_signs_of_money_is_drawn_as_it_is_called(file):
    name = "Umsatz $ und €_$x^{"
    sales().rename(columns={"y": name}).to_csv("money.csv", index=False)
    arguments = ["forecast", "money.csv", "--horizon", "3", "--target", name, "--plot", "made.svg"]
    assert main([*arguments, "--out", "made.csv"]) == 0
    assert (file.parent / "made.svg").stat().st_size > 1000


def test_the_file_of_the_future_is_read_as_the_data_are_and_what_was_mended_is_said(
    file, capsys, monkeypatch
):
    days, x = pd.date_range("2024-01-08", periods=59), np.arange(59) % 7 / 2
    rows = pd.DataFrame({"ds": days.strftime("%d/%m/%Y"), "y": 50 + 30 * x, "x": x})
    rows[:56].to_csv("past.csv", index=False, sep=";", decimal=",")
    ahead = rows[56:].drop(columns="y").rename(columns={"ds": "Date"})  # 4, 5 and 6 March, or in three months
    ahead.to_csv("ahead.csv", index=False, sep=";", decimal=",")
    said = []
    monkeypatch.setattr("lstm.cli._say", said.append)
    arguments = ["--covariates", "x", "--decimal", ",", "--day-first", "--future", "ahead.csv"]
    assert main(["forecast", "past.csv", "--horizon", "3", *arguments]) == 0
    made = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert list(made["ds"]) == ["2024-03-04", "2024-03-05", "2024-03-06"]
    assert "mended in the rows ahead: column 'Date' was read as the time" in said


def test_wrong_use_of_the_command_is_status_two_as_well():
    with pytest.raises(SystemExit) as error:
        main(["forecast", "sales.csv"])
    assert error.value.code == 2


def test_the_module_runs_in_a_fresh_process_and_prints_no_traceback(file):
    command = [sys.executable, "-m", "lstm", "check", "nowhere.csv"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert "nowhere.csv" in run.stderr


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_compare_answers_where_seasonal_naive_is_never_wrong(tmp_path, capsys):
    path = tmp_path / "same.csv"
    rows = "".join(
        f"{day:%Y-%m-%d},{10 + day.dayofweek}\n" for day in pd.date_range("2024-01-01", periods=70)
    )
    path.write_text("ds,y\n" + rows)
    assert main(["compare", str(path), "--horizon", "7", "--methods", "SeasonalNaive"]) == 0
    out = capsys.readouterr().out
    assert "nan" not in out
    assert "inf" not in out
    assert "+9900 % (+9900 to +9900)" in out
    assert "Don't use the LSTM" in out


def test_a_missing_library_is_named_with_the_extra_that_brings_it(file, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(["forecast", str(file), "--horizon", "2", "--out", str(file.with_name("f.parquet"))]) == 2
    assert "pyarrow is not installed: pip install 'lstm[parquet]'" in capsys.readouterr().err
    assert not file.with_name("f.parquet").exists()
