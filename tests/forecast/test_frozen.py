import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from lstm.forecast import store
from lstm.forecast.frozen import Frozen, shapes
from lstm.forecast.network import SeasonalLSTM
from lstm.forecast.seasons import describe
from lstm.forecast.simulate import invent
from lstm.forecast.thaw import exact, freeze, thaw
from lstm.forecast.zeroshot import forecast

SHIPPED = store.pretrained()


def described(N, S, m, seed=0):
    seen = describe(10 + np.random.default_rng(seed).normal(size=(N, S, m)), seasonal=m > 1)
    return seen.inputs, seen.bases


@pytest.mark.parametrize(
    "case", [(32, 8, 12, 8), (1, 22, 12, 1), (3, 1, 7, 1), (2, 26, 24, 5), (2, 3, 366, None)]
)
def test_it_gives_the_numbers_that_torch_gives_in_64_bits(case):
    *shape, last = case
    inputs, bases = described(*shape)
    network = thaw(SHIPPED).double()
    with torch.no_grad():
        expected = network(torch.from_numpy(inputs), torch.from_numpy(bases), last=last).numpy()
    made = SHIPPED(inputs, bases, last)
    assert made.shape == expected.shape
    assert np.abs(made - expected).max() < 1e-12


def test_every_weight_counts():
    inputs, bases = described(2, 4, 12)
    rng = np.random.default_rng(1)
    weights = {name: rng.normal(0, 0.2, shape) for name, shape in shapes(8).items()}
    network = SeasonalLSTM(8).double()
    before = Frozen(weights)(inputs, bases).copy()
    for name, value in weights.items():
        changed = weights | {name: value + 0.1 * rng.normal(size=value.shape)}
        network.load_state_dict({key: torch.from_numpy(one) for key, one in changed.items()})
        with torch.no_grad():
            expected = network(torch.from_numpy(inputs), torch.from_numpy(bases)).numpy()
        made = Frozen(changed)(inputs, bases)
        assert np.abs(made - expected).max() < 1e-12, name
        assert np.abs(made - before).max() > 1e-6, name


@pytest.mark.filterwarnings("error")
def test_saturated_gates_and_far_quantiles_stay_finite():
    weights = {name: 300 * value for name, value in SHIPPED.weights.items()}
    made = Frozen(weights)(*described(2, 6, 12))
    assert np.isfinite(made).all()


def test_there_and_back_is_exact():
    again = freeze(thaw(SHIPPED))
    assert again.weights.keys() == SHIPPED.weights.keys()
    assert all(np.array_equal(again.weights[name], value) for name, value in SHIPPED.weights.items())


def test_it_travels_as_its_weights_alone():
    SHIPPED(*described(32, 8, 12))
    sent = pickle.dumps(SHIPPED)
    assert len(sent) < 1.01 * 4 * SHIPPED.parameters
    inputs, bases = described(2, 4, 12)
    assert np.array_equal(pickle.loads(sent)(inputs, bases), SHIPPED(inputs, bases))  # noqa: S301  its own


def test_threads_that_forecast_at_once_do_not_disturb_each_other():
    cases = [list(invent(np.random.default_rng(seed), 32, 12, 8)) for seed in range(4)]
    alone = [np.stack(forecast(SHIPPED, Y, 12, 0, 12)) for Y in cases]

    def work(k):
        return all(
            np.array_equal(np.stack(forecast(SHIPPED, cases[k], 12, 0, 12)), alone[k]) for _ in range(5)
        )

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(4)))
    assert not SHIPPED.twin().rooms


def test_other_cells_compute_in_torch_and_leave_its_threads_alone():
    inputs, bases = described(3, 5, 12)
    network = SeasonalLSTM(8, core=torch.nn.GRU)
    threads = torch.get_num_threads()
    made = exact(network)(inputs, bases, 2)
    assert made.dtype == np.float64
    assert made.shape == (3, 2, 2, 11, 12)
    assert torch.get_num_threads() == threads
    with pytest.raises(ValueError, match="a core of GRU came, LSTM expected"):
        freeze(network)


WITHOUT_TORCH = """
import sys

class NoTorch:
    def find_spec(self, name, *_):
        if name == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name=name)

sys.meta_path.insert(0, NoTorch())
import numpy as np, pandas as pd
from lstm.forecast import SeasonalForecaster
from lstm.cli import main

t = np.arange(80)
df = pd.DataFrame({"unique_id": "a", "ds": pd.date_range("2018-01-01", periods=80, freq="MS"), "y": 10 + np.sin(t / 2)})
df["promotion"] = (t % 5 == 0) * 1.0
made = SeasonalForecaster().predict(df[:72], 8, level=[80])
assert np.isfinite(made["LSTM"]).all()
rich = SeasonalForecaster().fit(df[:72], futr_exog=["promotion"])
path = rich.save(sys.argv[1] + "/model")
ahead = SeasonalForecaster.load(path).predict(df[:72], 8, futr_df=df[72:].drop(columns="y"))
assert np.isfinite(ahead["LSTM"]).all()
SeasonalForecaster().cross_validation(df, 4)
df.drop(columns="promotion").to_csv(sys.argv[1] + "/sales.csv", index=False)
file = [sys.argv[1] + "/sales.csv"]
assert main(["forecast", *file, "--horizon", "3"]) == 0
assert main(["check", *file]) == 0
assert main(["compare", *file, "--horizon", "6", "--methods", "SeasonalNaive"]) == 0
assert main(["forecast", *file, "--horizon", "3", "--tune"]) == 2
assert main(["forecast", *file, "--horizon", "3", "--device", "cuda"]) == 2
assert main(["forecast", *file, "--horizon", "3", "--device", "auto"]) == 0
"""


def test_a_file_is_forecast_where_torch_is_not_installed(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH, tmp_path],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    assert "lstm: torch is not installed: pip install 'lstm[tune]'" in run.stderr
    assert "no GPU here" in run.stderr
