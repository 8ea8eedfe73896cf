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
        main(["compare", "sales.csv", "--horizon", "7", "--methods", "AutoTheta", "Ridge", "--windows", "4"])
        == 0
    )
    out = capsys.readouterr().out
    assert "120 observations at frequency D" in out
    for name in ("LSTM", "SeasonalNaive", "AutoTheta", "Ridge"):
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
    "h: 0": ["forecast", "sales.csv", "--horizon", "0"],
    "level": ["forecast", "sales.csv", "--horizon", "3", "--level", "120"],
    "'price' is missing": ["forecast", "sales.csv", "--horizon", "3", "--covariates", "price"],
    "an ending of .png": ["forecast", "sales.csv", "--horizon", "3", "--plot", "forecast.xyz"],
    "no such folder": ["forecast", "sales.csv", "--horizon", "3", "--out", "nowhere/forecast.csv"],
    "AutoMagic": ["compare", "sales.csv", "--horizon", "3", "--methods", "AutoMagic"],
    "give more history": ["compare", "sales.csv", "--horizon", "300"],
    "season_length": ["forecast", "sales.csv", "--horizon", "3", "--season", "0"],
    "freq": ["forecast", "sales.csv", "--horizon", "3", "--freq", "fortnight"],
    ".: no such file": ["check", "."],
}


@pytest.mark.parametrize("expected", BAD)
def test_bad_input_is_one_message_and_status_two(file, capsys, expected):
    sales().iloc[:2].to_csv("short.csv", index=False)
    before = sorted(path.name for path in file.parent.iterdir())
    assert main(BAD[expected]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("lstm: ")
    assert err.count("\n") == 1
    assert expected.replace("two observations", "2 observation") in err
    assert sorted(path.name for path in file.parent.iterdir()) == before


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
