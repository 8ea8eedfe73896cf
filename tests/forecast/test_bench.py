"""`compare` with covariates: as they came, or as they were forecast at the cutoff of each window."""

import numpy as np
import pandas as pd
import pytest

from lstm.cli import main
from lstm.errors import DataError
from lstm.forecast import SeasonalForecaster
from lstm.forecast.bench import bench
from lstm.forecast.covariates import WINDOWS
from lstm.forecast.evaluation import rolling_origin, until_first_cutoff
from lstm.forecast.foreseen import foreseen
from lstm.forecast.frame import read
from lstm.forecast.lagged import Lagged

H, N = 7, 4


@pytest.fixture
def data():
    """Sales that rain lowers."""
    rng = np.random.default_rng(0)
    rain = 10 + 3 * rng.normal(size=300)
    y = 100 * np.exp(-0.1 * rain + 0.02 * rng.normal(size=300))
    df = pd.DataFrame({"ds": pd.date_range("2024-01-01", periods=300), "y": y, "rain": rain})
    return read(df, exog=["rain"])


@pytest.fixture
def archive(data):
    """Rain as it was forecast on each of the last sixty days, badly."""
    rng, parts = np.random.default_rng(1), []
    for n in range(233, 293):
        rows = data[["ds", "rain"]].iloc[n + 1 : n + 1 + H].assign(cutoff=data["ds"].iloc[n])
        parts.append(rows.assign(rain=rows["rain"] + 2 * rng.normal(size=H)))
    return pd.concat(parts)


def test_every_method_is_given_the_forecasts_and_the_lstm_learns_from_older_ones(data, archive):
    result = bench(data, H, season=7, n_windows=N, methods=["Ridge"], covariates=["rain"], futr_df=archive)
    early = until_first_cutoff(data, H, N, H)
    ours = SeasonalForecaster(season_length=7).fit(early, futr_exog=["rain"], h=H, futr_df=archive)
    assert "as forecast" in ours.gate_.tried
    for model, names in ((ours, ["LSTM", "LSTM-lo-80"]), (Lagged("Ridge", 7, ["rain"]), ["Ridge"])):
        rows = rolling_origin(model, data, H, n_windows=N, level=[80, 95], futr_df=archive)
        np.testing.assert_array_equal(result.forecasts[names], rows[names])
    assert "covariates as forecast at each cutoff" in str(result)


def test_without_forecasts_it_says_that_the_covariates_are_those_that_came(data, archive):
    settings = {"season": 7, "n_windows": N, "methods": ["Ridge"], "covariates": ["rain"]}
    seen, forecast = bench(data, H, **settings), bench(data, H, **settings, futr_df=archive)
    assert "covariates as observed, as if known in advance" in str(seen)
    for name in ("LSTM", "Ridge"):
        assert seen.table["MASE"][name] < 0.3 * forecast.table["MASE"][name]
    assert "covariates" not in str(bench(data, H, season=7, n_windows=N, methods=[]))


def test_as_many_windows_as_have_forecasts(data, archive):
    late = archive[archive["cutoff"] >= data["ds"].iloc[-1 - 3 * H]]
    settings = {"season": 7, "methods": [], "covariates": ["rain"], "futr_df": late}
    assert bench(data, H, **settings).forecasts["cutoff"].nunique() == 3
    with pytest.raises(DataError, match=r"as forecast at 2024-09-28 is missing.*: ask for 3 windows"):
        bench(data, H, **settings, n_windows=4)
    gap = late[late["ds"] != data["ds"].iloc[-1]]
    with pytest.raises(DataError, match=r"2024-10-26 as forecast at 2024-10-19 is missing.*: give one"):
        bench(data, H, **settings | {"futr_df": gap})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda one: one.drop(columns="cutoff").drop_duplicates("ds"), "column 'cutoff' is missing"),
        (lambda one: one.drop(columns="rain"), "rain"),
        (lambda one: one.assign(ds="soon"), "soon"),
        (lambda one: one.assign(cutoff=one["ds"]), "no time after it"),
        (lambda one: pd.concat([one, one]), "one per series and time"),
    ],
)
def test_odd_forecasts_get_one_clear_error(data, archive, change, says):
    with pytest.raises(DataError, match=says):
        bench(data, H, season=7, methods=[], covariates=["rain"], futr_df=change(archive))
    with pytest.raises(DataError, match="without covariates"):
        bench(data, H, season=7, methods=[], futr_df=change(archive))


def test_few_old_forecasts_do_not_judge_alone(data, archive):
    frame = until_first_cutoff(data, H, 2, H)
    few = archive[archive["cutoff"] == data["ds"].iloc[260]]
    assert len(foreseen(frame, few, ["rain"])[0]) == 1
    gate = SeasonalForecaster(season_length=7).fit(frame, futr_exog=["rain"], h=H, futr_df=few).gate_
    assert (gate.windows, gate.tried) == (WINDOWS, "covariates as forecast")


def test_the_command_line_takes_them(data, archive, tmp_path, capsys):
    sales, rain = tmp_path / "sales.csv", tmp_path / "rain.csv"
    data[["ds", "y", "rain"]].to_csv(sales, index=False)
    archive.to_csv(rain, index=False)
    asked = ["compare", str(sales), "--horizon", "7", "--methods", "Ridge", "--windows", "3"]
    assert main([*asked, "--covariates", "rain", "--future", str(rain)]) == 0
    assert "covariates as forecast at each cutoff" in capsys.readouterr().out
    assert main([*asked, "--future", str(rain)]) == 2
    assert "came without --covariates" in capsys.readouterr().err
    archive.drop(columns="cutoff").drop_duplicates("ds").to_csv(rain, index=False)
    assert main([*asked, "--covariates", "rain", "--future", str(rain)]) == 2
    assert capsys.readouterr().err.startswith("lstm: --future: column 'cutoff' is missing")
