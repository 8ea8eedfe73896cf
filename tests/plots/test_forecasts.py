import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from lstm.plots import forecasts


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def after(**columns):
    return pd.DataFrame(
        {"ds": [3, 4], "y": [1.0, 2.0], "LSTM": [1.0, 1.5], "SeasonalNaive": [2.0, 2.0], **columns}
    )


def test_the_lines_hold_the_forecasts_and_the_band_the_interval():
    ends = {"LSTM-lo-80": [0.5, 1.0], "LSTM-hi-80": [1.5, 2.5]}
    fig = forecasts.forecast(pd.DataFrame({"ds": [1, 2], "y": [1.0, 3.0]}), after(**ends))
    lines = {line.get_label(): line.get_ydata().tolist() for line in fig.axes[0].get_lines()}
    assert lines == {"history": [1, 3], "what came": [1, 2], "SeasonalNaive": [2, 2], "LSTM": [1, 1.5]}
    band = fig.axes[0].collections[0].get_paths()[0].vertices
    assert {tuple(v) for v in band} >= {(3, 0.5), (4, 1.0), (3, 1.5), (4, 2.5)}


def test_the_narrower_of_two_intervals_is_the_darker_one():
    ends = {f"LSTM-{end}-{level}": [1.0, 2.0] for end in ("lo", "hi") for level in (95, 80)}
    fig = forecasts.forecast(pd.DataFrame({"ds": [1, 2], "y": [1.0, 3.0]}), after(**ends))
    depth = {band.get_label(): band.get_facecolor()[0][3] for band in fig.axes[0].collections}
    assert depth["80 % interval"] > depth["95 % interval"]


def test_what_is_missing_is_not_drawn():
    only = after().drop(columns=["SeasonalNaive", "y"])
    fig = forecasts.forecast(pd.DataFrame({"ds": [1, 2], "y": [1.0, 3.0]}), only)
    assert [line.get_label() for line in fig.axes[0].get_lines()] == ["history", "LSTM"]


def test_bars_end_at_the_mean_over_seeds_and_every_seed_is_a_dot():
    fig = forecasts.errors({"SeasonalNaive": np.array([4.0]), "LSTM": np.array([1.0, 3.0])}, oracle=0.5)
    assert [bar.get_width() for bar in fig.axes[0].patches] == [4, 2]
    assert fig.axes[0].get_lines()[1].get_xdata().tolist() == [1, 3]
    assert fig.axes[0].get_lines()[2].get_xdata() == [0.5, 0.5]
