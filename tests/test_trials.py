"""Networks side by side: every cell's gradients, what the switches mean, and that neighbours do not matter."""

import numpy as np
import pytest
import torch

from lstm.gradcheck import check_all
from lstm.layer import Recurrent
from lstm.switches import VARIANTS, Switches
from lstm.trials import STARTS, Trials
from lstm.variants import step

KINDS = ["rnn_tanh", "rnn_relu", "gru", *STARTS, *VARIANTS]


def sequences(T=5, S=2, B=3, I=2, seed=0):
    return np.random.default_rng(seed).normal(size=(T, S, B, I))


def loss_of(trials, x, pull):
    """A loss whose gradient before the sigmoid is known: sum(pull * a)."""

    def f(parameters):
        own, trials.parameters = trials.parameters, parameters
        _, cache = trials.forward(x)
        readout = parameters["readout"]
        a = cache.h @ readout[:, :-1] + readout[:, -1:]
        trials.parameters = own
        return (pull * a).sum()

    return f


@pytest.mark.parametrize("kind", KINDS)
def test_the_gradients_are_those_of_the_complex_step_and_of_central_differences(kind):
    trials = Trials(kind, 2, 4, 2, seeds=[1, 2], forget_bias=0.5)
    rng = np.random.default_rng(5)
    for name, p in trials.parameters.items():
        trials.parameters[name] = p + 0.1 * rng.normal(
            size=p.shape
        )  # away from zeros, where relu and the normaliser have corners
    trials.parameters["matrix"] *= trials.exists["matrix"]
    x, pull = sequences(), rng.normal(size=(5, 2, 3, 2))
    _, cache = trials.forward(x)
    grads = trials.backward(pull, cache)
    f = loss_of(trials, x, pull)
    exists = {"matrix": trials.exists["matrix"]}
    # Where no weight is, none may be looked for.
    masked = lambda p: f({n: v * exists.get(n, 1) for n, v in p.items()})  # noqa: E731
    for name, report in check_all(masked, trials.parameters, grads).items():
        assert report.right, (name, report)


def test_the_open_switches_are_the_lstm_of_chapter_5_and_of_torch():
    trials = Trials("LSTM", 2, 3, 1, seeds=[7])
    matrix = trials.parameters["matrix"][0]
    i, f, o, g = np.split(matrix, 4, axis=1)
    rows = np.hstack([i, f, g, o]).T
    layer = Recurrent("lstm", 2, 3)
    layer.parameters["weight_ih_l0"][:] = rows[:, :2]
    layer.parameters["bias_ih_l0"][:] = rows[:, 2]
    layer.parameters["bias_hh_l0"][:] = 0
    layer.parameters["weight_hh_l0"][:] = rows[:, 3:]
    x = sequences(S=1)
    ours = trials.forward(x)[1].h[:, 0]
    np.testing.assert_allclose(ours, layer(x[:, 0])[0], atol=1e-14)
    module = torch.nn.LSTM(2, 3, dtype=torch.float64)
    with torch.no_grad():
        for name, value in layer.parameters.items():
            getattr(module, name).copy_(torch.from_numpy(value))
    np.testing.assert_allclose(ours, module(torch.from_numpy(x[:, 0]))[0].detach().numpy(), atol=1e-14)


def test_the_gru_is_torchs():
    trials = Trials("gru", 2, 3, 1, seeds=[3])
    layer = Recurrent("gru", 2, 3)
    matrix = trials.parameters["matrix"][0]
    blocks = np.arange(12).reshape(4, 3)
    x_cols, h_cols = blocks[[0, 1, 2]].ravel(), blocks[[0, 1, 3]].ravel()
    layer.parameters["weight_ih_l0"][:] = matrix[:2, x_cols].T
    layer.parameters["weight_hh_l0"][:] = matrix[3:, h_cols].T
    layer.parameters["bias_ih_l0"][:] = matrix[2, x_cols]
    layer.parameters["bias_hh_l0"][:] = 0
    x = sequences(S=1)
    np.testing.assert_allclose(trials.forward(x)[1].h[:, 0], layer(x[:, 0])[0], atol=1e-14)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def test_the_slstm_obeys_the_papers_equations_without_a_stabiliser():
    trials = Trials("sLSTM", 2, 3, 1, seeds=[4])
    W, x = trials.parameters["matrix"][0], sequences(S=1)
    ours = trials.forward(x)[1].h[:, 0]
    h = c = n = np.zeros((3, 3))
    for t in range(5):
        ai, af, ao, ag = np.split(np.hstack([x[t, 0], np.ones((3, 1)), h]) @ W, 4, axis=1)
        i, f, o, z = np.exp(ai), sigmoid(af), sigmoid(ao), np.tanh(ag)
        c, n = f * c + i * z, f * n + i
        h = o * c / n
        np.testing.assert_allclose(ours[t], h, atol=1e-13)


def test_the_slstm_does_not_overflow_where_its_equations_do():
    trials = Trials("sLSTM", 2, 3, 1, seeds=[4])
    trials.parameters["matrix"] *= 2000
    y, cache = trials.forward(sequences(S=1))
    assert np.isfinite(y).all()
    assert np.isfinite(trials.backward(np.ones_like(y), cache)["matrix"]).all()


def test_the_minlstm_obeys_the_papers_equations_and_can_be_computed_by_a_scan():
    trials = Trials("minLSTM", 2, 3, 1, seeds=[4])
    W, x = trials.parameters["matrix"][0], sequences(S=1)
    ai, af, ag = np.split(x[:, 0] @ W[:2] + W[2], 3, axis=-1)
    i, f = sigmoid(ai), sigmoid(af)
    i, f = i / (i + f), f / (i + f)
    through = np.cumprod(f, axis=0)  # no step waits for the one before
    h = through * np.cumsum(i * ag / through, axis=0)
    np.testing.assert_allclose(trials.forward(x)[1].h[:, 0], h, atol=1e-13)


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        ("no input gate", lambda s: s.i == 1),
        ("no forget gate", lambda s: s.f == 1),
        ("no output gate", lambda s: s.o == 1),
        ("coupled gates", lambda s: np.isclose(s.i + s.f, 1)),
        ("forget gate only", lambda s: s.after.h == s.after.c),
        ("no output activation", lambda s: np.isclose(s.after.h, s.o * s.after.c)),
        ("minLSTM", lambda s: np.isclose(s.i + s.f, 1) & (s.after.h == s.after.c)),
        ("sLSTM", lambda s: np.isclose(s.after.h, s.o * s.after.c / s.after.n)),
    ],
)
def test_a_switch_does_what_it_says(kind, meaning):
    for cache in Trials(kind, 2, 4, 1, seeds=[0]).forward(sequences(S=1))[1].steps:
        assert meaning(cache).all()


def test_peepholes_let_the_gates_see_the_cell_and_nothing_else_does():
    for kind, moves in (("peepholes", True), ("LSTM", False)):
        trials = Trials(kind, 2, 4, 1, seeds=[0])
        state = trials.forward(sequences(S=1))[1].steps[-1].after
        a = np.zeros((1, 3, trials.parameters["matrix"].shape[2]))
        peepholes = trials.parameters.get("peepholes", np.zeros((3, 1, 1)))
        plain, shifted = (
            step(a, peepholes, state._replace(c=state.c + shift), trials.switches) for shift in (0, 1)
        )
        assert np.allclose(plain.i, shifted.i) != moves
        assert np.allclose(plain.o, shifted.o) != moves


def test_a_network_does_not_depend_on_its_neighbours():
    x = sequences(S=3)
    together = Trials("1997", 2, 4, 1, seeds=[5, 6, 7]).forward(x)[0]
    alone = Trials("1997", 2, 4, 1, seeds=[6]).forward(x[:, 1:2])[0]
    np.testing.assert_array_equal(together[:, 1], alone[:, 0])


def test_the_recurrence_of_minlstm_and_the_second_bias_of_the_gru_do_not_exist():
    for kind in ("minLSTM", "gru"):
        trials = Trials(kind, 2, 4, 1, seeds=[0])
        y, cache = trials.forward(sequences(S=1))
        none = trials.exists["matrix"] == 0
        assert none.any()
        assert not trials.parameters["matrix"][:, none].any()
        assert not trials.backward(np.ones_like(y), cache)["matrix"][:, none].any()


def test_the_truncated_gradient_is_that_of_an_unrolled_cell_whose_gates_see_constants():
    """In 1997 an error flows back through the cell's own state only: freeze h_prev and the gates before."""
    trials = Trials("1997", 2, 4, 1, seeds=[1])
    x, pull = sequences(S=1), np.random.default_rng(2).normal(size=(5, 1, 3, 1))
    _, cache = trials.forward(x)
    frozen = cache.v.copy()
    W = trials.parameters["matrix"]

    def f(parameters):
        state, total = None, 0
        from lstm.switches import start

        state = start(trials.switches, (1, 3, 4))
        for t in range(5):
            s = step(frozen[t] @ parameters["matrix"], np.zeros((3, 1, 1)), state, trials.switches)
            state = s.after
            a = state.h @ trials.parameters["readout"][:, :-1]
            total = total + (pull[t] * a).sum()
        return total

    grads = trials.backward(pull, cache, truncated=True)
    report = check_all(f, {"matrix": W}, {"matrix": grads["matrix"]})["matrix"]
    assert report.right, report
    full = trials.backward(pull, cache)
    assert np.abs(full["matrix"] - grads["matrix"]).max() > 1e-3


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match=r"kind: 'nope' came, one of rnn_tanh, .* expected"):
        Trials("nope", 1, 1, 1, seeds=[0])


def test_the_forget_bias_reaches_the_forget_gates_only():
    plain, open_ = (Trials("LSTM", 2, 3, 1, seeds=[0], forget_bias=b).parameters["matrix"] for b in (0, 5))
    changed = np.argwhere(open_ != plain)
    assert {tuple(place) for place in changed} == {(0, 2, 3), (0, 2, 4), (0, 2, 5)}


def test_a_block_shares_its_gates():
    s = Switches(block=2)
    assert Trials("own", 2, 4, 1, seeds=[0], switches=s).parameters["matrix"].shape == (1, 7, 3 * 2 + 4)
