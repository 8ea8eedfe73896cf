"""Several views of a series go through the network together, and each gets what it would get alone."""

import numpy as np
import pandas as pd
import pytest

from lstm.forecast import SeasonalForecaster, domains, zeroshot
from lstm.forecast.evaluation import rolling_origin
from lstm.forecast.questions import Question
from lstm.forecast.shop import shop

H, WINDOWS = 7, 5
SALES = shop(300, seed=4).frame


class OneByOne:
    """A forecaster that is asked for one window after the other."""

    def __init__(self, model):
        self.predict = model.predict


@pytest.fixture
def runs(monkeypatch):
    """Count how often the network is run."""
    count, describe = [0], domains.describe

    def counted(*args, **how):
        count[0] += 1
        return describe(*args, **how)

    monkeypatch.setattr(domains, "describe", counted)
    return count


def panel(n):
    days = pd.date_range("2024-01-01", periods=60)
    rng = np.random.default_rng(0)
    parts = [
        pd.DataFrame({"unique_id": f"{k:02}", "ds": days[k:], "y": rng.poisson(9.0, 60 - k)})
        for k in range(n)
    ]
    return pd.concat(parts, ignore_index=True)


def whole_numbers():
    """Days as numbers whose season shows late: what is found differs from window to window."""
    t, rng = np.arange(120), np.random.default_rng(1)
    y = 20 + np.where(t < 75, rng.normal(0, 1, 120), 9 * np.sin(2 * np.pi * t / 6))
    return pd.DataFrame({"unique_id": "a", "ds": t, "y": y})


@pytest.mark.parametrize("how", ["sales alone", "covariates", "fine-tuned", "13 series", "whole numbers"])
def test_windows_together_give_the_bytes_of_one_after_the_other(how):
    df = {"13 series": panel(13), "whole numbers": whole_numbers()}.get(how, SALES)
    model = SeasonalForecaster()
    if how == "covariates":
        model.fit(df.iloc[:250], futr_exog=["promotion", "holiday"], h=H)
        assert model.gate_.kept
    if how == "fine-tuned":
        model.fit(df.iloc[:250], h=H)
        model.gate_ = model.gate_._replace(widths=(1.5, 1.4, 1.3, 1.2, 1.1))
    asked = {"n_windows": WINDOWS, "level": [80]}
    together, alone = (rolling_origin(one, df, H, **asked) for one in (model, OneByOne(model)))
    pd.testing.assert_frame_equal(together, alone, check_exact=True)


def test_the_season_of_each_window_is_found_in_that_window_alone(monkeypatch):
    seen, cuts = [], zeroshot.cuts
    monkeypatch.setattr(zeroshot, "cuts", lambda n, m, long: seen.append((n, m)) or cuts(n, m, long))
    rolling_origin(SeasonalForecaster(), whole_numbers(), H, n_windows=WINDOWS)
    found = dict(seen)
    assert found[120 - H] == 6
    assert found[120 - WINDOWS * H] == 1


def test_windows_of_one_series_run_the_network_as_often_as_one_window(runs):
    model = SeasonalForecaster()
    model.predict(SALES, H)
    once = runs[0]
    rolling_origin(model, SALES, H, n_windows=WINDOWS)
    assert runs[0] == 2 * once


def test_the_gate_judges_all_windows_in_one_go(runs):
    SeasonalForecaster().fit(SALES, futr_exog=["promotion"], h=H)
    # Data, logarithms, data two seasons at a time; then, of each of four windows, the past of what the columns leave.
    assert runs[0] == 3 + 4


@pytest.mark.parametrize(
    ("n", "asked", "judged"), [(100, None, 14), (20, None, 5), (100, 3, 3), (3, None, 1), (8, 9, 2)]
)
def test_what_is_judged_by_is_two_seasons_or_what_was_asked_within_a_quarter_of_the_data(n, asked, judged):
    rows = pd.DataFrame({"unique_id": "a", "ds": range(n), "y": np.arange(n, dtype=float)})
    rows.attrs |= {"freq": 1, "mended": []}
    assert Question.of(rows, 7, []).horizon(asked) == judged


def test_what_waits_for_an_answer_is_bounded():
    waiting, most = [0], [0]

    def views():
        for _ in range(12):
            waiting[0] += 1
            most[0] = max(most[0], waiting[0])
            yield panel(20), None

    for _ in SeasonalForecaster().predict_windows(views(), H):
        waiting[0] -= 1
    assert most[0] <= 3
