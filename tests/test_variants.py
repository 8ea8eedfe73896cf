"""Every variant against its equations written out once more, one line changed each, and sLSTM without a stabiliser."""

import numpy as np
import pytest

from lstm.gradcheck import check_all
from lstm.switches import VARIANTS
from lstm.trials import Trials

H, B, T = 3, 2, 6


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def written_out(kind, W, p, x):
    """h of all steps, (T, B, H), from the equations of the chapter; W has the columns that the variant has."""
    h = c = n = np.zeros((B, H), W.dtype)
    gates, hs = np.zeros((B, 3 * H), W.dtype), []
    names = {"no input gate": "fog", "no forget gate": "iog", "no output gate": "ifg", "coupled gates": "iog"}
    names = {"forget gate only": "ig", "minLSTM": "ifg"} | names
    tanh, one = np.tanh, np.ones((B, H))
    for x_t in x:
        seen = [x_t, np.ones((B, 1)), h] + ([gates] if kind == "full gate recurrence" else [])
        columns = np.split(np.hstack(seen) @ W, len(names.get(kind, "ifog")), axis=1)
        a = dict(zip(names.get(kind, "ifog"), columns, strict=True))
        if kind == "peepholes":
            a["i"], a["f"] = a["i"] + p[0] * c, a["f"] + p[1] * c
        i = sigmoid(a["i"]) if "i" in a else one
        f = sigmoid(a["f"]) if "f" in a else one
        g = a["g"] if kind in ("no input activation", "minLSTM") else tanh(a["g"])
        if kind in ("coupled gates", "forget gate only"):
            f = 1 - i
        if kind == "minLSTM":
            i, f = i / (i + f), f / (i + f)
        if kind == "sLSTM":
            i = np.exp(a["i"])
        c, n = f * c + i * g, f * n + i
        if kind == "peepholes":
            a["o"] = a["o"] + p[2] * c
        o = sigmoid(a["o"]) if "o" in a else one
        squash = kind not in ("no output activation", "forget gate only", "minLSTM", "sLSTM")
        h = o * (c / n if kind == "sLSTM" else tanh(c) if squash else c)
        gates = np.hstack([i, f, o])
        hs.append(h)
    return np.array(hs)


def network(kind):
    """A network, its weights, its peepholes, and sequences."""
    trials = Trials(kind, 2, H, 1, seeds=[9])
    trials.parameters["matrix"] *= 2  # away from the straight part of the curves
    p = trials.parameters.get("peepholes", np.zeros((1, 3, 1, H)))[0]
    return trials, trials.parameters["matrix"][0], p, np.random.default_rng(1).normal(size=(T, B, 2))


@pytest.mark.parametrize("kind", [kind for kind in VARIANTS if kind != "1997"])
def test_a_variant_is_its_equations_written_out(kind):
    trials, W, p, x = network(kind)
    ours = trials.forward(x[:, None])[1].h[:, 0]
    np.testing.assert_allclose(ours, written_out(kind, W, p, x), atol=1e-13)


def test_no_two_variants_are_the_same():
    hs = {}
    for kind in VARIANTS:
        trials = Trials(kind, 2, 4, 1, seeds=[9])
        for q in trials.parameters.values():
            q[:] = np.linspace(-1, 1, q.size).reshape(q.shape)
        hs[kind] = trials.forward(np.ones((T, 1, B, 2)))[1].h[-1, 0, 0]
    kinds = list(hs)
    for place, kind in enumerate(kinds):
        assert all(np.abs(hs[kind] - hs[other]).max() > 1e-6 for other in kinds[:place]), kind


@pytest.mark.parametrize("kind", ["sLSTM", "minLSTM", "peepholes", "full gate recurrence"])
def test_the_gradient_is_that_of_the_written_out_equations(kind):
    """The complex step goes through the equations above: for sLSTM they have no stabiliser to cancel."""
    trials, W, p, x = network(kind)
    pull = np.random.default_rng(2).normal(size=(T, B, H))
    y, cache = trials.forward(x[:, None])
    # With the readout at the identity of one unit at a time the outputs are h: pull them one by one.
    trials.parameters["readout"] = np.vstack([np.eye(H), np.zeros((1, H))])[None]
    trials.exists["readout"] = np.ones((H + 1, H))
    grads = trials.backward(pull[:, None], cache)
    there = trials.exists["matrix"]
    f = lambda q: (pull * written_out(kind, q["matrix"] * there, q.get("peepholes", p), x)).sum()  # noqa: E731
    parameters, ours = {"matrix": W}, {"matrix": grads["matrix"][0]}
    if kind == "peepholes":
        parameters["peepholes"], ours["peepholes"] = p, grads["peepholes"][0]
    for name, report in check_all(f, parameters, ours).items():
        assert report.right, (name, report)
    assert y.shape == (T, 1, B, 1)


@pytest.mark.parametrize("size", [1.0, 5.0, 20.0])
def test_slstm_with_and_without_its_stabiliser_gives_the_same_h_and_with_it_nothing_grows(size):
    trials, W, p, x = network("sLSTM")
    W[:, :H] *= size  # the exponential gates reach e^(20 * ...)
    cache = trials.forward(x[:, None])[1]
    naive = written_out("sLSTM", W, p, x)
    np.testing.assert_allclose(cache.h[:, 0], naive, atol=1e-12)
    assert max(np.abs(s.i).max() for s in cache.steps) <= 1
    assert max(np.abs(s.f).max() for s in cache.steps) <= 1


def test_the_normalised_state_of_slstm_is_a_weighted_mean_of_its_candidates():
    trials, *_, x = network("sLSTM")
    steps = trials.forward(10 * x[:, None])[1].steps
    g = np.array([s.g for s in steps])
    for t, s in enumerate(steps):
        u = s.after.c / s.after.n
        assert (u <= g[: t + 1].max(axis=0) + 1e-12).all()
        assert (u >= g[: t + 1].min(axis=0) - 1e-12).all()


def test_slstm_stays_finite_where_its_first_input_gates_are_all_but_shut():
    """c / n of the first step is the candidate, however small the weight: with m = 0 at the start it was 0 / 0."""
    trials, W, _, x = network("sLSTM")
    W[2, :H] = -5000  # the bias of the input gate
    y, cache = trials.forward(x[:, None])
    first = cache.steps[0]
    np.testing.assert_allclose(first.after.c / first.after.n, first.g, atol=1e-14)
    assert np.isfinite(y).all()
    assert all(np.isfinite(g).all() for g in trials.backward(np.ones_like(y), cache).values())
