"""Six leaks, planted one by one, are caught and an honest pipeline is not."""

import numpy as np
import pandas as pd
import pytest

from lstm.errors import DataError
from lstm.forecast import SeasonalForecaster
from lstm.forecast.shop import shop
from lstm.forecast.tripwires import check

DF = shop(200).frame
CUTOFF, H = DF["ds"].iloc[169], 14


def lags(z, future_z=None):
    """Ridge on the values 14 and 21 days before."""
    y = z if future_z is None else np.concatenate([z, future_z])
    X = np.column_stack([np.ones(len(y) - 21), y[7:-14], y[:-21]])
    return X, y[21:]


def fit(X, y, penalty=1.0):
    return np.linalg.solve(X.T @ X + penalty * np.eye(X.shape[1]), X.T @ y)


def pipeline(leak):
    """Forecast with ridge on lags; `leak` says what is done wrong."""

    def run(df, cutoff, h):
        y, past = df["y"].to_numpy(float), (df["ds"] <= cutoff).to_numpy()
        n = int(past.sum())
        known = y if leak == "scaling on all data" else y[past]
        center, spread = known.mean(), known.std()
        z = (y - center) / spread
        X, target = lags(z)  # row k is day k + 21
        train, ahead = np.arange(n - 21), np.arange(n - 21, n - 21 + h)
        if leak == "shuffled split":
            train = np.random.default_rng(0).permutation(len(target))[: len(train)]
        if leak == "target in features":
            X = np.column_stack([X, np.convolve(z, np.ones(7) / 7, "same")[21:]])
        if leak == "observed weather":
            X = np.column_stack([X, df["temperature"].to_numpy()[21:]])
        penalty = 1.0
        if leak == "tuning on test":
            penalty = min(
                (0.01, 1.0, 100.0),
                key=lambda p: np.abs(X[ahead] @ fit(X[train], target[train], p) - target[ahead]).sum(),
            )
        w = fit(X[train], target[train], penalty)
        if leak == "early stopping on test":
            w, best = np.zeros(X.shape[1]), (np.inf, None)
            for _ in range(40):
                w = w - 0.1 * X[train].T @ (X[train] @ w - target[train]) / len(train)
                best = min(best, (np.abs(X[ahead] @ w - target[ahead]).sum(), tuple(w)))
            w = np.array(best[1])
        return pd.DataFrame({"forecast": center + spread * (X[ahead] @ w)})

    return run


def moved(leak):
    findings = check(pipeline(leak), DF, CUTOFF, H, not_known=["temperature"])
    return [bool(finding.moved) for finding in findings]


def test_an_honest_pipeline_is_clean():
    assert moved(None) == [False] * 4


@pytest.mark.parametrize(
    ("leak", "expected"),
    [
        ("scaling on all data", [True, False, True, False]),
        ("shuffled split", [True, True, True, False]),
        ("observed weather", [False, False, False, True]),
        ("target in features", [True, True, None, False]),
        ("early stopping on test", [None, True, False, False]),
        ("tuning on test", [None, None, False, False]),
    ],
)
def test_each_planted_leak_is_caught_and_told_apart(leak, expected):
    found = moved(leak)
    assert any(found)
    assert [f if e is not None else None for f, e in zip(found, expected, strict=True)] == expected


def test_the_forecaster_itself_is_clean():
    def ours(df, cutoff, h):
        early = df[df["ds"] <= cutoff]
        model = SeasonalForecaster().fit(early, futr_exog=["promotion"], h=h)
        return model.predict(early, h, futr_df=df[["ds", "promotion"]])

    assert not any(finding.moved for finding in check(ours, DF, CUTOFF, H, not_known=["temperature", "rain"]))


def test_findings_are_spelt_out():
    words = [str(finding) for finding in check(pipeline("scaling on all data"), DF, CUTOFF, H)]
    assert words[0].startswith("LEAK: all y after the cutoff")
    assert words[1].startswith("clean")


def test_a_pipeline_that_rolls_dice_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(DataError, match="two runs on the same data differ"):
        check(lambda *_: pd.DataFrame({"forecast": rng.normal(size=H)}), DF, CUTOFF, H)
    with pytest.raises(DataError, match="'weather' is missing"):
        check(pipeline(None), DF, CUTOFF, H, not_known=["weather"])
    with pytest.raises(DataError, match="no column of numbers"):
        check(lambda df, *_: pd.DataFrame({"ds": df["ds"]}), DF, CUTOFF, H)


def test_a_forecast_of_nothing_twice_has_not_moved_and_one_that_becomes_nothing_has():
    def honest(df, cutoff, h):
        return pd.DataFrame({"forecast": [1.0, np.nan]})

    def leaking(df, cutoff, h):
        return pd.DataFrame({"forecast": [1.0 if df["y"].max() <= DF["y"].max() else np.nan]})

    assert not any(finding.moved for finding in check(honest, DF, CUTOFF, H))
    assert check(leaking, DF, CUTOFF, H)[0].moved == np.inf


def test_without_a_future_nothing_is_called_clean():
    def scaled(df, cutoff, h):
        return pd.DataFrame({"forecast": [df["y"].max()]})

    with pytest.raises(DataError, match="no row comes after"):
        check(scaled, DF, DF["ds"].iloc[-1], H)
    assert len(check(scaled, DF, DF["ds"].iloc[-1 - H], H)) == 2  # nothing after the last step to forecast
