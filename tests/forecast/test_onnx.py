"""The exported network under ONNX Runtime equals the network."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from lstm import atomic
from lstm.forecast import store
from lstm.forecast.network import SeasonalLSTM
from lstm.forecast.onnx import export
from lstm.forecast.quantiles import QUANTILES
from lstm.forecast.seasons import describe, from_nodes
from lstm.forecast.zeroshot import exact

SHAPES = [(1, 1, 1), (1, 2, 4), (3, 5, 7), (2, 9, 12), (4, 22, 24), (2, 6, 52), (1, 3, 168)]


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def seasons(N, S, m, seed=0):
    """Positive series with a season, a trend and noise, as the network reads them."""
    rng, t = np.random.default_rng(seed), np.arange(S * m)
    Y = (
        10
        + np.sin(2 * np.pi * t / m + rng.uniform(0, 6, (N, 1)))
        + 0.01 * t
        + 0.3 * rng.normal(size=(N, S * m))
    )
    seen = describe(Y.reshape(N, S, m), seasonal=m > 1)
    return seen.inputs, seen.bases


def difference(network, run, inputs, bases, m):
    """Return the largest difference of any quantile, in units from the level."""
    feed = {"inputs": inputs, "bases": bases, "points": from_nodes(m)}
    (found,) = run.run(None, feed)
    ours = exact(network)(inputs, bases, inputs.shape[1])
    assert found.shape == ours.shape
    return np.abs(found - ours).max()


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export(tmp_path_factory.mktemp("onnx") / "seasonal")


@pytest.mark.parametrize(("N", "S", "m"), SHAPES)
def test_the_shipped_network_forecasts_the_same_under_onnx_runtime(exported, N, S, m):
    inputs, bases = seasons(N, S, m)
    assert difference(store.pretrained(), session(exported), inputs, bases, m) <= 1e-10


def test_a_network_of_other_size_and_weights_does_too(tmp_path):
    network = SeasonalLSTM(16, seed=3)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(1.5)
    run = session(export(tmp_path / "other.onnx", network))
    assert difference(network, run, *seasons(3, 5, 12), 12) <= 1e-10


def test_a_network_in_64_bits_gives_the_same_file(tmp_path):
    one = export(tmp_path / "one", SeasonalLSTM(8))
    two = export(tmp_path / "two", SeasonalLSTM(8).double())
    assert one.read_bytes() == two.read_bytes()


def test_the_file_is_valid_standard_and_the_same_every_time(exported, tmp_path):
    made = onnx.load(exported)
    onnx.checker.check_model(made, full_check=True)
    assert {node.domain for node in made.graph.node} == {""}
    assert {(o.domain, o.version) for o in made.opset_import} == {("", 17)}
    assert [float(q) for q in made.metadata_props[0].value.split()] == list(QUANTILES)
    assert export(tmp_path / "again.onnx").read_bytes() == exported.read_bytes()
    assert [f.name for f in tmp_path.iterdir()] == ["again.onnx"]  # no temporary file is left


def test_a_failure_leaves_the_old_file(tmp_path, monkeypatch):
    path = export(tmp_path / "kept", SeasonalLSTM(8))
    before = path.read_bytes()
    monkeypatch.setattr(atomic.os, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        export(path, SeasonalLSTM(8, seed=1))
    assert path.read_bytes() == before
    assert [f.name for f in tmp_path.iterdir()] == ["kept.onnx"]


def test_other_cores_are_refused(tmp_path):
    with pytest.raises(ValueError, match="network: a core of GRU came, LSTM expected; take a SeasonalLSTM"):
        export(tmp_path / "gru", SeasonalLSTM(8, core=torch.nn.GRU))
    assert not list(tmp_path.iterdir())
