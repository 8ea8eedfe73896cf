"""The displayed formulas of chapters 2, 3 and 5, read from the page as printed, against the package and complex steps."""

import re

import numpy as np
import pytest
from formulas import equalities
from pages import BOOK, displayed, edges, errors, looking, survivors

from lstm import Recurrent
from lstm.cell import lstm_step, rnn_step
from lstm.gradcheck import complex_step
from lstm.tasks import toy, toy_weights

PAGES = ("02_gradients", "03_recurrent", "05_cell")
FORMULAS = {name: formula for page in PAGES for name, formula in displayed(BOOK / f"{page}.ipynb").items()}
UNREAD = {
    "02-central": "about any function L of w: chapter 2 compares the method with known slopes",
    "02-expansion": "the same, with terms left out",
    "02-complex": "the same",
    "02-test": "a function by its name, its slope, and the value at one place",
}
T = 3


def over_time(stated, q, k=T):
    """Places for a sequence: a look and an at for each step."""
    ats = [{"t": t + 1, "n": 1, "k": k, "T": T, "B": 1} for t in range(T)]
    return [(looking(q, stated, at), at) for at in ats]


def slopes(run, zeros):
    """The gradient of the loss by each quantity, found with complex steps: `run` adds a nudge where it arises."""
    return {
        f"d{name}": complex_step(lambda v, n=name: run({n: v})["L"].sum(), zero)
        for name, zero in zeros.items()
    }


def lstm():
    """An LSTM on the toy sequence, from states that are not zero."""
    rng, w, x = np.random.default_rng(5), toy_weights("lstm"), toy()
    start = h, c = rng.normal(size=(2, 1, 2))
    caches = []
    for x_t in x:
        h, c, cache = lstm_step(x_t, h, c, w)
        caches.append(cache)
    q = {name: np.stack([getattr(cache, name) for cache in caches]) for name in "ifgoch"}
    q |= {"x": x, "h0": start[0], "c0": start[1]}
    whole = {"W": w["weight_ih"], "U": w["weight_hh"], "b": w["bias_ih"] + w["bias_hh"]}
    for name, value in whole.items():
        q |= {f"{name}_{gate}": part for gate, part in zip("ifgo", np.split(value, 4), strict=True)}
    return q


def rnn():
    """A plain recurrent network on the toy sequence; the loss looks at every step. Then the same, cut after k steps."""
    rng = np.random.default_rng(3)
    w, x, e = toy_weights("rnn_tanh") | {"bias_hh": rng.normal(size=2)}, toy(), rng.normal(size=(T, 1, 2))
    w = {name.replace("weight", "W").replace("bias", "b"): value for name, value in w.items()}

    def run(nudge, start=None, first=0):
        own = {name: value + nudge.get(name, 0) for name, value in w.items()}
        named = {n.replace("W", "weight").replace("b_", "bias_"): v for n, v in own.items()}
        h, states = np.zeros((1, 2)) if start is None else start, []
        for t in range(first, T):
            shift = nudge.get("b", 0) + (nudge["a"][t, 0] if "a" in nudge else 0)
            h, _ = rnn_step(x[t], h, named | {"bias_ih": named["bias_ih"] + shift})
            states.append(h)
        return {"h": np.stack(states), "L": (e[first:] * np.stack(states)).sum()}

    h = run({})["h"]
    zeros = {name: np.zeros_like(value) for name, value in w.items()}
    q = (
        w
        | {"x": x, "h": h, "dh_direct": e}
        | slopes(run, zeros | {"a": np.zeros((T, 1, 2)), "b": np.zeros(2)})
    )
    q["delta"] = q["da"]

    cuts = {}
    for k in range(1, T + 1):  # the state k steps before the end is held where it is
        start = h[T - k - 1] if k < T else None
        cuts[k] = q | slopes(lambda n, s=start, k=k: run(n, s, T - k), {"W_hh": zeros["W_hh"]})
    return q, cuts


def network_places():
    """The network of chapter 2 with two layers; here a vector is a row, and `y_n` a row of y."""
    rng, B = np.random.default_rng(2), 4
    shapes = {"x": (B, 2), "W0": (3, 2), "b0": (1, 3), "W1": (1, 3), "b1": (1, 1), "t": (B, 1)}
    given = {name: rng.normal(size=shape) for name, shape in shapes.items()}

    def run(nudge):
        q = {name: value + nudge.get(name, 0) for name, value in given.items()}
        q["a"] = q["x"] @ q["W0"].T + q["b0"] + nudge.get("a", 0)
        q["h"] = np.tanh(q["a"]) + nudge.get("h", 0)
        q["y"] = q["h"] @ q["W1"].T + q["b1"] + nudge.get("y", 0)
        return q | {"L": ((q["y"] - q["t"]) ** 2).mean(keepdims=True)}

    q = run({})
    q |= slopes(run, {name: np.zeros_like(value) for name, value in q.items() if name not in {"t", "L"}})
    q["B"] = np.asarray(B)

    def look(name, index):
        if not index:
            return q[name]
        (row,) = index
        return q[f"{name}{row}"] if f"{name}{row}" in q else q[name][[row - 1]]

    return [(look, {"B": B})]


def neuron_places():
    """One neuron and one example, all quantities numbers."""
    q = {"w": 0.8, "b": -0.3, "x": 1.5, "t": 0.2}
    q["a"] = q["w"] * q["x"] + q["b"]
    q["y"] = np.tanh(q["a"])
    q["L"] = (q["y"] - q["t"]) ** 2
    a, y, loss = lambda w: w * q["x"] + q["b"], np.tanh, lambda y: (y - q["t"]) ** 2
    chains = {"da/dw": (a, "w"), "dy/da": (y, "a"), "dy": (loss, "y"), "dw": (lambda w: loss(y(a(w))), "w")}
    for name, (f, at) in chains.items():
        q[name] = complex_step(lambda v, f=f: f(v[0]), np.array([q[at]]))[0]
    return [(lambda name, _: np.asarray(q[name]), {})]


PLAIN, CUTS = rnn()
CELL, NETWORK, NEURON = lstm(), network_places(), neuron_places()
# What each formula is held against, given what the chapter states of the steps before the first and after the last.
PLACES = dict.fromkeys(["02-neuron", "02-chain"], lambda _: NEURON)
PLACES |= dict.fromkeys(["02-forward", "02-dy", "02-second", "02-tanh", "02-first"], lambda _: NETWORK)
PLACES |= dict.fromkeys(["03-step", "03-delta", "03-sum"], lambda stated: over_time(stated, PLAIN))
PLACES["03-truncated"] = lambda stated: [p for k, q in CUTS.items() for p in over_time(stated, q, k)]
PLACES |= dict.fromkeys(
    ["02-memory", "05-forget", "05-input", "05-candidate", "05-cell", "05-output"],
    lambda stated: over_time(stated, CELL),
)
SAME = {"03-sum": ["a first step 2"]}  # the first term of that sum is zero, with h_0


def errors_of(name, formula):
    """The errors of a formula that stands in the place of a display."""
    names = [other for other in FORMULAS if other[:2] == name[:2] and other not in UNREAD]
    earlier = [FORMULAS[other] for other in names[: names.index(name)]]
    return errors(formula, PLACES[name](edges([*earlier, formula])))


def test_every_display_is_read_or_has_a_reason():
    assert [*FORMULAS] == [name for name in FORMULAS if name in {*PLACES, *UNREAD, "05-count"}]
    assert {*PLACES, *UNREAD, "05-count"} <= {*FORMULAS}
    for name in UNREAD:  # a reason is stale once the formula can be read
        with pytest.raises(ValueError, match=re.compile("came")):
            equalities(FORMULAS[name])


@pytest.mark.parametrize("name", PLACES)
def test_a_formula_holds(name):
    worst = errors_of(name, FORMULAS[name])
    assert worst
    assert {left: error for left, error in worst.items() if not error.max() < 1e-12} == {}


@pytest.mark.parametrize("name", PLACES)
def test_no_slip_of_the_pen_would_pass(name):
    assert survivors(FORMULAS[name], lambda wrong: errors_of(name, wrong)) == SAME.get(name, [])


def test_the_count_of_parameters_is_that_of_the_package():
    [[count]] = equalities(FORMULAS["05-count"])
    for inputs, hidden in ((2, 2), (3, 5), (10, 32)):
        sizes = {"I": inputs, "H": hidden}
        held = sum(p.size for p in Recurrent("lstm", inputs, hidden).parameters.values())
        assert count(lambda name, _, s=sizes: np.asarray(s[name]), {}) == held
