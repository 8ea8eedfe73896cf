import numpy as np
import pandas as pd
import pytest
import torch

from lstm.errors import DataError
from lstm.forecast import recurrent, store
from lstm.forecast.bench import TRAINED, bench
from lstm.forecast.evaluation import rolling_origin
from lstm.forecast.frame import read
from lstm.forecast.network import SeasonalLSTM
from lstm.forecast.recurrent import CELLS, FromScratch


@pytest.fixture
def quick(monkeypatch):
    """A few updates: enough where the question is not how good it is."""
    monkeypatch.setattr(recurrent, "UPDATES", 5)


def monthly(n=96, seed=0):
    rng = np.random.default_rng(seed)
    y = 100 + np.arange(n) + 20 * np.sin(2 * np.pi * np.arange(n) / 12) + rng.normal(0, 2, n)
    return pd.DataFrame({"unique_id": "a", "ds": pd.date_range("2010-01-01", periods=n, freq="MS"), "y": y})


def parameters(network):
    return sum(value.numel() for value in network.parameters())


def test_compare_knows_its_names_without_loading_it():
    assert tuple(CELLS) == TRAINED


@pytest.mark.parametrize("name", CELLS)
def test_it_has_as_many_parameters_as_the_shipped_network(name):
    core, units = CELLS[name]
    assert parameters(SeasonalLSTM(units, core=core)) == pytest.approx(
        store.pretrained().parameters, rel=0.01
    )


@pytest.mark.parametrize("name", CELLS)
def test_it_learns_season_and_trend_of_one_series_and_beats_seasonal_naive(name):
    df = monthly()
    rows = rolling_origin(FromScratch(name, 12), df, 12, n_windows=1, level=[80])
    naive = df["y"].iloc[-24:-12].to_numpy()
    ours = np.abs(rows[name] - rows["y"]).mean()
    assert ours < 0.6 * np.abs(rows["y"].to_numpy() - naive).mean()
    assert rows["y"].between(rows[f"{name}-lo-80"], rows[f"{name}-hi-80"]).mean() > 0.5


@pytest.mark.usefixtures("quick")
def test_equal_seeds_give_equal_bytes_and_the_global_generator_is_left_alone():
    torch.manual_seed(3)
    before = torch.random.get_rng_state()
    one, two, other = (FromScratch("GRU", 12, seed=seed).predict(monthly(), 3)["GRU"] for seed in (0, 0, 1))
    assert one.equals(two)
    assert not one.equals(other)
    assert torch.equal(before, torch.random.get_rng_state())


@pytest.mark.usefixtures("quick")
def test_the_seed_decides_the_first_weights_too(monkeypatch):
    seeds = []
    make = SeasonalLSTM.__init__
    monkeypatch.setattr(
        SeasonalLSTM, "__init__", lambda *a, seed=0, **k: (seeds.append(seed), make(*a, seed=seed, **k))[1]
    )
    FromScratch("RNN", 12, seed=7).predict(monthly(), 1)
    assert 7 in seeds


@pytest.mark.usefixtures("quick")
def test_one_thread_is_used_and_the_setting_put_back(monkeypatch):
    seen, threads = [], torch.get_num_threads()
    forward = SeasonalLSTM.forward
    monkeypatch.setattr(
        SeasonalLSTM, "forward", lambda *a, **k: (seen.append(torch.get_num_threads()), forward(*a, **k))[1]
    )
    torch.set_num_threads(2)
    try:
        FromScratch("RNN", 12).predict(monthly(), 3)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)
    assert set(seen) == {1}


@pytest.mark.usefixtures("quick")
def test_nothing_of_the_shipped_network_goes_in(monkeypatch):
    def refuse(*_):
        raise AssertionError("the pre-trained network was asked for")

    monkeypatch.setattr(store, "pretrained", refuse)
    FromScratch("RNN", 12).predict(monthly(), 3)


@pytest.mark.usefixtures("quick")
def test_several_series_in_any_order_get_their_own_forecasts_and_times():
    df = pd.concat([monthly().assign(unique_id="b"), monthly(60, seed=1)])
    made = FromScratch("GRU", 12).predict(df, 2)
    assert made["unique_id"].tolist() == ["a", "a", "b", "b"]
    assert made["ds"].dt.strftime("%Y-%m").tolist() == ["2015-01", "2015-02", "2018-01", "2018-02"]
    assert made["GRU"].notna().all()


def test_another_name_and_too_short_a_history_get_one_clear_error():
    with pytest.raises(DataError, match="'LSTM' came; one of RNN, GRU expected"):
        FromScratch("LSTM", 12)
    with pytest.raises(DataError, match=r"at least three seasons \(36\) expected"):
        FromScratch("RNN", 12).predict(monthly(30), 3)


@pytest.mark.usefixtures("quick")
def test_compare_lists_both_with_their_cost():
    result = bench(read(monthly()), 6, n_windows=2, methods=["RNN", "GRU"])
    assert {"LSTM", "SeasonalNaive", "RNN", "GRU"} == set(result.table.index)
    rows = {line.split()[0]: line.split() for line in str(result).splitlines()[2:6]}
    for name in CELLS:
        assert result.table.loc[name, "coverage 80"] >= 0
        assert float(rows[name][-1]) == pytest.approx(result.seconds[name], abs=0.006)
        assert result.seconds[name] > 0
