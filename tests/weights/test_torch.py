"""Weights go to torch and come back unchanged."""

import numpy as np
import pytest
import torch

from lstm.layer import Recurrent
from lstm.weights import from_torch, to_torch


@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_there_and_back_is_exact(kind):
    layer = Recurrent(kind, 2, 3, num_layers=2, bidirectional=True, seed=4)
    module = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[kind](
        2, 3, 2, bidirectional=True, dtype=torch.float64
    )
    to_torch(layer.parameters, module)
    back = from_torch(module.state_dict())
    assert list(back) == list(layer.parameters)
    assert all(np.array_equal(back[name], value) for name, value in layer.parameters.items())


def test_nothing_is_shared_with_torch():
    module = torch.nn.LSTM(2, 3)
    ours = from_torch(module.state_dict())
    before = ours["bias_ih_l0"].copy()
    module.bias_ih_l0.data += 1
    np.testing.assert_array_equal(ours["bias_ih_l0"], before)
    ours["bias_ih_l0"] += 5
    assert module.bias_ih_l0.max() < 4


def test_values_are_rounded_to_the_precision_of_the_module():
    layer, module = Recurrent("lstm", 2, 3), torch.nn.LSTM(2, 3)
    to_torch(layer.parameters, module)
    assert module.weight_ih_l0.dtype == torch.float32
    np.testing.assert_allclose(
        from_torch(module.state_dict())["weight_ih_l0"], layer.parameters["weight_ih_l0"], atol=1e-7
    )


def test_mismatches_are_named_and_change_nothing():
    layer, module = Recurrent("lstm", 2, 3), torch.nn.LSTM(2, 3, dtype=torch.float64)
    before = from_torch(module.state_dict())
    with pytest.raises(ValueError, match=r"parameters: names differ from the module's in .*weight_hr_l0"):
        to_torch(layer.parameters, torch.nn.LSTM(2, 3, proj_size=1))
    layer.parameters["bias_hh_l0"] = np.zeros(1)
    with pytest.raises(ValueError, match=r"bias_hh_l0: shape \(1,\) came, \(12,\) expected"):
        to_torch(layer.parameters, module)
    after = from_torch(module.state_dict())
    assert all(np.array_equal(before[name], after[name]) for name in before)
    with pytest.raises(ValueError, match="step: dtype int64 came"):
        from_torch({"step": torch.tensor([1])})
