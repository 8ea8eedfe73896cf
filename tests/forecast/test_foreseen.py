"""Past forecasts of covariates: what is judged, and how wide intervals are."""

import numpy as np
import pandas as pd
import pytest

from lstm.cli import main
from lstm.errors import DataError
from lstm.forecast import SeasonalForecaster
from lstm.forecast.evaluation import rolling_origin, until_first_cutoff
from lstm.forecast.foreseen import ALL, LEAST, MOST, Foreseen, doubt, foreseen
from lstm.forecast.frame import future_rows, read
from lstm.forecast.known import Known, ahead

H, WINDOWS = 7, 8


def rainy(wrong, n=420, effect=0.1):
    """Sales that rain lowers, and rain as it was forecast before each week, `wrong` off a day ahead, more later."""
    rng = np.random.default_rng(0)
    rain = 10 + 3 * rng.normal(size=n)
    y = 100 * np.exp(-effect * rain + 0.02 * rng.normal(size=n))
    df = pd.DataFrame({"unique_id": "a", "ds": range(n), "y": y, "rain": rain})
    parts = []
    for cutoff in range(n - 1 - H * 30, n - H, H):
        rows = df.iloc[cutoff + 1 : cutoff + 1 + H][["ds", "rain"]].assign(cutoff=cutoff)
        rows["rain"] += wrong * np.sqrt(np.arange(1, H + 1)) * rng.normal(size=H)
        parts.append(rows)
    df.attrs["freq"] = 1
    return df, pd.concat(parts)


def held(model, df, archive, level=80):
    rows = rolling_origin(model, df, H, n_windows=WINDOWS, level=[level], futr_df=archive)
    return rows["y"].between(rows[f"LSTM-lo-{level}"], rows[f"LSTM-hi-{level}"]).mean(), rows["LSTM"]


def fitted(df, archive):
    early = until_first_cutoff(df, H, WINDOWS, H)
    return SeasonalForecaster(season_length=7).fit(early, futr_exog=["rain"], h=H, futr_df=archive)


def test_intervals_hold_once_the_errors_of_the_forecast_covariates_are_known():
    df, archive = rainy(0.6)
    blind, wise = fitted(df, None), fitted(df, archive)
    (too_seldom, middle), (often, same) = held(blind, df, archive), held(wise, df, archive)
    assert too_seldom < 0.5
    assert abs(often - 0.8) < 0.1
    np.testing.assert_array_equal(middle, same)  # only the widths learn
    errors = wise.regression.doubt / (0.1 * 0.6 * np.sqrt(np.arange(1, H + 1)))
    assert (np.diff(wise.regression.doubt) >= 0).all()
    assert np.abs(errors - 1).max() < 0.4


def test_cross_validation_learns_from_the_forecasts_before_its_first_cutoff():
    df, archive = rainy(0.6)
    held = []
    first = until_first_cutoff(df, H, WINDOWS, H)["ds"].max()
    for known in (archive, archive[archive["cutoff"] >= first]):
        model = fitted(df, archive)
        rows = model.cross_validation(df, H, n_windows=WINDOWS, level=[80], futr_df=known)
        assert rows.attrs["covariates"] == "as forecast"
        held.append(rows["y"].between(rows["LSTM-lo-80"], rows["LSTM-hi-80"]).mean())
    assert held[0] > held[1] + 0.2


def test_forecasts_that_came_true_change_nothing():
    df, archive = rainy(0.0)
    blind, wise = fitted(df, None), fitted(df, archive)
    assert wise.gate_ == blind.gate_._replace(tried="covariates as forecast")
    coming = df.iloc[-H:]
    one, other = (model.predict(df.iloc[:-H], H, level=[80], futr_df=coming) for model in (blind, wise))
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)


def test_the_gate_judges_by_what_was_known():
    df, archive = rainy(12.0)
    assert fitted(df, None).gate_.kept
    assert not fitted(df, archive).gate_.kept


def test_a_forecast_whose_steps_have_not_come_teaches_nothing():
    df, archive = rainy(0.6)
    early = until_first_cutoff(df, H, WINDOWS, H)
    known = archive[archive["ds"] <= early["ds"].max()]
    assert len(known) < len(archive)
    one, other = fitted(df, known), fitted(df, archive)
    np.testing.assert_array_equal(one.regression.doubt, other.regression.doubt)
    assert one.gate_ == other.gate_


def test_without_a_past_forecast_that_can_be_judged_the_gate_says_so():
    df, archive = rainy(0.6)
    short = archive[archive["ds"] <= archive["cutoff"] + 2]
    model = fitted(df, short)
    assert model.gate_.tried == "covariates"
    assert len(model.regression.doubt) == 2
    # Further ahead than any past forecast, as much is missed as at the last lead.
    assert held(model, df, archive)[0] > held(fitted(df, None), df, archive)[0]


def test_what_was_known_for_certain_needs_no_column():
    rows = pd.DataFrame({"unique_id": "a", "ds": range(9), "y": 1.0, "rain": 0.0, "sale": 1.0})
    past = pd.DataFrame({"cutoff": 4, "ds": [5, 6, 8], "rain": 3.0})
    for archive in (past, past.assign(sale=np.nan)):
        assert [one.x.tolist() for one in foreseen(rows, archive, ["sale", "rain"])[0]] == [[[1, 3], [1, 3]]]
    # A forecast of nothing is none, and not one that came true.
    assert foreseen(rows, past.assign(rain=np.nan), ["sale", "rain"]) == [[]]


def test_each_series_has_its_own_past_forecasts_or_all_have_the_same():
    rows = pd.concat(
        pd.DataFrame({"unique_id": name, "ds": range(n), "y": 1.0, "rain": 0.0})
        for name, n in (("a", 9), ("b", 7))
    )
    past = pd.DataFrame(
        {"unique_id": list("aab"), "cutoff": [2, 5, 5], "ds": [3, 6, 6], "rain": [1.0, 2.0, 3.0]}
    )
    a, b = foreseen(rows, past, ["rain"])
    assert [(one.n, one.x.item()) for one in a] == [(3, 1), (6, 2)]
    assert [(one.n, one.x.item()) for one in b] == [(6, 3)]
    shared = foreseen(rows, past.iloc[:2].drop(columns="unique_id"), ["rain"])
    assert [[one.n for one in made] for made in shared] == [[3, 6], [3, 6]]


@pytest.mark.parametrize(("series", "most"), [(1, MOST), (100, ALL // 100), (200, LEAST)])
def test_of_many_past_forecasts_some_are_looked_at_the_newest_among_them(series, most):
    n = 4 * MOST
    rows = pd.concat(
        pd.DataFrame({"unique_id": f"{k}", "ds": range(n), "y": 1.0, "rain": 0.0}) for k in range(series)
    )
    past = pd.DataFrame({"cutoff": range(n - 1), "ds": range(1, n), "rain": 1.0})
    for made in foreseen(rows, past, ["rain"]):
        places = [one.n for one in made]
        assert most / 2 < len(places) <= most
        assert places[-1] == n - 1
        assert places == sorted(places)


def test_only_the_steps_are_put():
    x = np.arange(6.0)[:, None]
    s = Known(pd.Series(range(6)), np.zeros(5), x, np.zeros((5, 0)), np.zeros(0))
    put = Foreseen(3, np.array([[9.0], [8.0]])).put(s)
    assert put.future.ravel().tolist() == [0, 1, 2, 9, 8, 5]
    assert s.future.ravel().tolist() == [0, 1, 2, 3, 4, 5]


def test_doubt_weighs_leads_by_how_often_they_were_forecast():
    assert doubt([np.array([2.0, 0.0]), np.array([0.0, 0.0]), np.array([2.0])]) == pytest.approx(
        [np.sqrt(8 / 5)] * 2
    )


def test_of_several_forecasts_of_a_step_the_newest_counts():
    rows = pd.DataFrame({"cutoff": [1, 2, 0], "ds": [4, 4, 4], "rain": [1.0, 2.0, 3.0]})
    assert ahead("a", np.array([4]), ["rain"], rows)["rain"].tolist() == [2.0]


@pytest.mark.parametrize(
    ("drop", "message"),
    [("cutoff", "column 'cutoff' is missing"), ("rain", "none of rain is there")],
)
def test_past_forecasts_without_their_columns_get_one_clear_error(drop, message):
    df, archive = rainy(0.6)
    with pytest.raises(DataError, match=message):
        fitted(df, archive.drop(columns=drop))


def test_past_forecasts_of_no_covariate_get_one_clear_error():
    df, archive = rainy(0.6)
    with pytest.raises(DataError, match="no futr_exog being named"):
        SeasonalForecaster().fit(df, futr_df=archive)


@pytest.mark.parametrize(
    ("cutoff", "message"),
    [
        ("soon", "column 'cutoff': row 1, time soon: not a date"),
        ("", "column 'cutoff': row 1, time : not a date"),
        ("7", "column 'cutoff': 7 came for 2024-02-02; .*, as times are written"),
        ("2024-02-03", "column 'cutoff': 2024-02-03 .* and no time after it"),
    ],
)
def test_a_cutoff_that_says_nothing_gets_one_clear_error(tmp_path, cutoff, message):
    df = pd.DataFrame({"ds": pd.date_range("2024-01-01", periods=32), "y": range(32), "rain": 1.0})
    rows = pd.DataFrame({"ds": pd.date_range("2024-02-02", periods=2), "cutoff": cutoff, "rain": 1.0})
    rows.to_csv(tmp_path / "rain.csv", index=False)
    with pytest.raises(DataError, match=message):
        future_rows(tmp_path / "rain.csv", read(df, exog=["rain"]), ["rain"])


def test_a_cutoff_may_be_written_in_capitals(tmp_path):
    df = pd.DataFrame({"ds": range(9), "y": range(9), "rain": 1.0})
    pd.DataFrame({"Cutoff": 8, "ds": [9, 10], "rain": 1.0}).to_csv(tmp_path / "rain.csv", index=False)
    assert future_rows(tmp_path / "rain.csv", read(df, exog=["rain"]), ["rain"])["cutoff"].tolist() == [8, 8]


def test_two_forecasts_of_one_step_at_one_time_are_refused():
    df, archive = rainy(0.6)
    with pytest.raises(DataError, match="two for"):
        fitted(df, pd.concat([archive, archive.assign(rain=0.0)]))


def test_doubt_is_saved_and_files_from_before_have_none(tmp_path):
    df, archive = rainy(0.6)
    model = fitted(df, archive)
    again = SeasonalForecaster.load(model.save(tmp_path / "model"))
    np.testing.assert_array_equal(again.regression.doubt, model.regression.doubt)
    arrays, about = model.regression.state()
    del arrays["doubt"]
    assert type(model.regression).of(arrays, about).doubt.size == 0


def test_the_command_line_learns_from_past_forecasts_in_the_file_of_the_future(tmp_path, capsys):
    df, archive = rainy(0.6)
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(df["ds"], "D")
    df.assign(ds=days).iloc[:-H].to_csv(tmp_path / "sales.csv", index=False)
    for name in ("ds", "cutoff"):
        archive[name] = (pd.Timestamp("2023-01-01") + pd.to_timedelta(archive[name], "D")).dt.strftime(
            "%d/%m/%Y"
        )
    now = archive["cutoff"].iloc[-1]
    widths = []
    for rows in (archive[archive["cutoff"] == now], archive):
        rows.to_csv(tmp_path / "rain.csv", index=False)
        command = [
            "forecast",
            tmp_path / "sales.csv",
            "--covariates",
            "rain",
            "--future",
            tmp_path / "rain.csv",
        ]
        assert main([*map(str, command), "--horizon", str(H), "--day-first"]) == 0
        out = pd.read_csv(pd.io.common.StringIO(capsys.readouterr().out))
        widths.append((out["LSTM-hi-80"] - out["LSTM-lo-80"]).mean())
    assert widths[1] > 1.5 * widths[0]
