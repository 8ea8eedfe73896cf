"""A reader's gradients are right, it learns, and its state can be changed on the way."""

import numpy as np
import pytest

from lstm.gradcheck import complex_step, relative_error
from lstm.layer import Recurrent
from lstm.losses import mse
from lstm.readout import Reader, train
from lstm.tasks import adding


@pytest.fixture
def batch():
    return adding(8, 5, np.random.default_rng(3))


@pytest.mark.parametrize("kind", ["rnn_tanh", "lstm", "gru"])
def test_the_answer_is_linear_in_the_last_hidden_state(kind, batch):
    reader = Reader(kind, 2, 4, seed=1)
    output, _ = Recurrent(kind, 2, 4, seed=1)(batch[0])
    expected = output[-1] @ reader.parameters["readout.weight"].T + reader.parameters["readout.bias"]
    np.testing.assert_allclose(reader(batch[0]), expected, atol=1e-14)


@pytest.mark.parametrize("kind", ["rnn_tanh", "lstm", "gru"])
def test_gradients_equal_central_differences(kind, batch):
    x, target = batch
    reader = Reader(kind, 2, 3, seed=2)
    y, cache = reader.forward(x)
    _, grads = reader.backward(mse(y, target)[1], cache)
    assert set(grads) == set(reader.parameters)
    for name, parameter in reader.parameters.items():
        for index in [(0,) * parameter.ndim, tuple(n - 1 for n in parameter.shape)]:
            kept, losses = parameter[index], []
            for shift in (1e-6, -1e-6):
                parameter[index] = kept + shift
                losses.append(mse(reader(x), target)[0])
            parameter[index] = kept
            np.testing.assert_allclose(grads[name][index], (losses[0] - losses[1]) / 2e-6, atol=1e-8)


def test_the_gradient_of_the_input_equals_the_complex_step(batch):
    x, target = batch
    reader = Reader("lstm", 2, 3)
    y, cache = reader.forward(x)
    dx, _ = reader.backward(mse(y, target)[1], cache)
    weights = {k.removesuffix("_l0"): v for k, v in reader.layer.parameters.items()}

    def loss(x):
        from lstm.cell import lstm_step

        h = c = np.zeros((5, 3), dtype=x.dtype)
        for x_t in x:
            h, c, _ = lstm_step(x_t, h, c, {k: v.astype(x.dtype) for k, v in weights.items()})
        y = h @ reader.parameters["readout.weight"].T + reader.parameters["readout.bias"]
        return ((y - target) ** 2).mean()

    assert relative_error(dx, complex_step(loss, x)) < 1e-10


def test_the_layer_and_the_reader_share_their_arrays():
    reader = Reader("gru", 2, 3)
    assert all(reader.parameters[name] is value for name, value in reader.layer.parameters.items())


def test_the_readout_does_not_repeat_the_layers_random_numbers():
    reader = Reader("rnn_tanh", 1, 4, seed=0)
    assert not np.isin(reader.parameters["readout.weight"], reader.parameters["weight_ih_l0"]).any()


def test_training_lowers_the_error_and_repeats_with_its_seed():
    def draw(rng):
        x = rng.uniform(-1, 1, (4, 32, 1))
        return x, x[1]

    first, second = Reader("lstm", 1, 4, seed=1), Reader("lstm", 1, 4, seed=1)
    losses = train(first, draw, 150, lr=0.05, seed=7)
    assert losses[-10:].mean() < losses[:10].mean() / 10
    np.testing.assert_array_equal(losses, train(second, draw, 150, lr=0.05, seed=7))


def test_an_interruption_that_changes_nothing_changes_nothing(batch):
    for kind in ("rnn_tanh", "lstm"):
        reader = Reader(kind, 2, 4)
        for at in (1, 7):
            np.testing.assert_allclose(
                reader.interrupted(batch[0], at, lambda state: state), reader(batch[0]), atol=1e-14
            )


def test_with_the_state_erased_only_the_later_steps_count(batch):
    reader = Reader("lstm", 2, 4)
    erased = reader.interrupted(batch[0], 3, lambda state: (0 * state[0], 0 * state[1]))
    np.testing.assert_allclose(erased, reader(batch[0][3:]), atol=1e-14)


@pytest.mark.parametrize("at", [0, 8])
def test_a_step_outside_the_sequence_is_refused(at, batch):
    with pytest.raises(ValueError, match=f"at: {at} came, a step from 1 to 7"):
        Reader("lstm", 2, 4).interrupted(batch[0], at, lambda state: state)


def test_settings_out_of_range_are_refused():
    with pytest.raises(ValueError, match="output_size"):
        Reader("lstm", 2, 4, 0)
    with pytest.raises(ValueError, match="updates"):
        train(Reader("lstm", 2, 4), lambda rng: adding(6, 2, rng), 0)
