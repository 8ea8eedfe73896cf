"""The cell with switches and the common form translate into each other exactly, and the layers that they make agree."""

import numpy as np
import pytest

from lstm.layer import Recurrent
from lstm.switches import VARIANTS, Switches, start
from lstm.variants import step
from lstm.weights import from_onnx, from_variant, to_onnx, to_variant

CELLS = [Switches(forget_gate=f, peepholes=p) for f in ("sigmoid", "coupled") for p in (False, True)]


@pytest.mark.parametrize("switches", CELLS)
@pytest.mark.parametrize("reverse", [False, True])
def test_there_to_onnx_and_back_is_exact(switches, reverse):
    rng, H = np.random.default_rng(0), 3
    matrix = rng.normal(size=(2 + 1 + H, (len(switches.gates) + 1) * H))
    peepholes = rng.normal(size=(3, 1, H)) if switches.peepholes else np.zeros((3, 1, H))
    ours = from_variant(switches, matrix, peepholes, layer=1, reverse=reverse)
    tensors, attributes = to_onnx("lstm", ours, layer=1)
    settings = {n: attributes[n] for n in ("direction", "input_forget") if n in attributes}
    back = to_variant(from_onnx("lstm", tensors, **settings), reverse=reverse)
    assert back[0] == switches
    assert back[1].tobytes() == matrix.tobytes()
    assert back[2].tobytes() == peepholes.tobytes()


def test_the_plain_cell_equals_the_layer():
    layer, x = Recurrent("lstm", 2, 3, seed=1), np.random.default_rng(0).normal(size=(4, 5, 2))
    switches, matrix, peepholes = to_variant(layer.parameters)
    memory = start(switches, (5, 3))
    for row in x:
        v = np.concatenate([row, np.ones((5, 1)), memory.h], axis=1)
        memory = step(v @ matrix, peepholes, memory, switches).after
    np.testing.assert_allclose(memory.h, layer(x)[0][-1], atol=1e-15)


def test_what_has_no_translation_is_named():
    layer = Recurrent("lstm", 2, 3)
    with pytest.raises(ValueError, match="no weight_hh_l0_reverse came, one expected; choose the direction"):
        to_variant(layer.parameters, reverse=True)
    with pytest.raises(ValueError, match="a plain LSTM, perhaps with peepholes or coupled gates, expected"):
        from_variant(VARIANTS["sLSTM"], np.ones((6, 12)), np.zeros((3, 1, 3)))
    with pytest.raises(ValueError, match=r"matrix: shape \(6, 9\) came, \(I\+1\+H, 12\) expected"):
        from_variant(Switches(), np.ones((6, 9)), np.zeros((3, 1, 3)))
    with pytest.raises(ValueError, match="matrix: 4 rows came, at least 5 expected"):
        from_variant(Switches(), np.ones((4, 12)), np.zeros((3, 1, 3)))
