"""Three judges of the gradients of chapter 6, none of which knows a derivative: each runs the network and nudges.

A world is a network as one part of the chapter speaks of it: plain, a batch, masked, holed, stacked, or frozen, where h_{t-1}
enters the sums as fixed numbers. `found(world, judge)` gives all its quantities by name: values (`c`), gradients (`dc`)
and, in the plain world, motions along a push (`c_dot`); one array each, (T, ...) where there is one per step.
"""

from pathlib import Path

import numpy as np
import torch

from lstm.gradcheck import central_difference, complex_step
from lstm.tasks import toy, toy_weights

CHAPTER = Path(__file__).parents[2] / "book" / "06_by_hand.ipynb"
# The equations that do not speak of the plain world.
WORLD = {"06-dw-batch": "batch", "06-dh-below": "stacked"}
WORLD |= dict.fromkeys(["06-h-wait", "06-dh-tilde", "06-dh-wait", "06-dc-wait"], "holed")
WORLD |= dict.fromkeys(["06-dh-cut", "06-s", "06-dw-f-cut"], "frozen")
T, B, H = 3, 3, 2
# Real steps by sequence. Lengths 3, 2 and 1 as torch pads them; or with a hole, since a cell state that waits at the end
# is read by no later step and receives nothing.
MASKS = {"masked": [[1, 1, 1], [1, 1, 0], [1, 0, 0]], "holed": [[1, 1, 1], [1, 0, 1], [1, 0, 0]]}
WEIGHTS = ("W", "U", "b", "W_above", "U_above", "b_above")
START = ("h0", "c0", "h0_above", "c0_above")
TOLERANCE = {"complex step": 1e-12, "central differences": 1e-7, "torch": 1e-12}


def given(world):
    """The inputs of a network: toy sequence and weights, one sequence or three, states and pulls that hide nothing."""
    rng, batch = np.random.default_rng(6), B if world == "batch" or world in MASKS else 1
    w = toy_weights("lstm")
    p = {"W": w["weight_ih"], "U": w["weight_hh"], "b": w["bias_ih"] + w["bias_hh"]}
    p |= {f"{name}_above": rng.normal(size=value.shape) for name, value in p.items()}
    p["x"] = np.concatenate([toy(), rng.normal(size=(T, B - 1, 2))], axis=1)[:, :batch]
    p |= {name: rng.normal(size=(batch, H)) for name in START}
    p["e"] = rng.normal(size=(T, batch, H))
    p["m"] = np.ones((T, batch, 1))
    if world in MASKS:  # the loss looks at real steps and at the last state
        p["m"] = np.array(MASKS[world], float).T[..., None]
        p["e"] = p["e"] * p["m"]
        p["e"][-1] += rng.normal(size=(batch, H))
    return p


def layer(p, x, nudge, torched, above="", frozen=None):
    """Run one layer forward; `nudge` is added to quantities as they arise. Return what arose, step by step."""
    sigmoid, tanh, stack = (
        (torch.sigmoid, torch.tanh, torch.stack)
        if torched
        else (lambda a: 1 / (1 + np.exp(-a)), np.tanh, np.stack)
    )
    h, c, rows = p["h0" + above], p["c0" + above], []
    for t in range(T):

        def arises(name, value, t=t):
            return value + nudge[name + above][t] if name + above in nudge else value

        seen = h if frozen is None else frozen[t]
        a = arises("a", x[t] @ p["W" + above].T + seen @ p["U" + above].T + p["b" + above])
        i, f, g, o = (
            arises(name, bend(a[:, n * H : (n + 1) * H]))
            for n, (name, bend) in enumerate(zip("ifgo", (sigmoid, sigmoid, tanh, sigmoid), strict=True))
        )
        s = {"a": a, "i": i, "f": f, "g": g, "o": o, "x": x[t], "h_prev": h, "c_prev": c}
        s["c_tilde"] = arises("c_tilde", f * c + i * g)
        s["h_tilde"] = arises("h_tilde", o * tanh(s["c_tilde"]))
        c = s["c"] = arises("c", p["m"][t] * s["c_tilde"] + (1 - p["m"][t]) * c)
        h = s["h"] = arises("h", p["m"][t] * s["h_tilde"] + (1 - p["m"][t]) * h)
        rows.append(s)
    return {name: stack([row[name] for row in rows]) for name in rows[0]}


def play(world, p, nudge, *, torched=False, h_before=None):
    """Run the network of a world on p plus nudge; return the loss and what arose."""
    p = {name: value + nudge[name] if name in nudge else value for name, value in p.items()}
    values = layer(p, p["x"], nudge, torched, frozen=h_before)
    top = values["h"]
    if world == "stacked":
        above = layer(p, values["h"], nudge, torched, "_above")
        top = above["h"]
    return (p["e"] * top).sum(), values


def spaces(world, p):
    """Zeros to nudge with: one per quantity whose gradient an equation may speak of."""
    shapes = {name: p[name].shape for name in p if name not in ("e", "m")}
    shapes |= {"a": (T, p["x"].shape[1], 4 * H)}
    shapes |= dict.fromkeys((*"ifgoch", "c_tilde", "h_tilde"), (T, p["x"].shape[1], H))
    if world == "stacked":
        shapes["a_above"] = shapes["a"]
    else:
        shapes = {name: shape for name, shape in shapes.items() if not name.endswith("_above")}
    return {name: np.zeros(shape) for name, shape in shapes.items()}


def as_torch(p):
    return {name: torch.tensor(value) for name, value in p.items()}


def gradients(judge, loss_of, zeros):
    """The gradient of a loss by each nudge, as one judge finds it. `loss_of(nudge, torched)`."""
    if judge == "torch":
        leaves = {name: torch.tensor(value, requires_grad=True) for name, value in zeros.items()}
        found = torch.autograd.grad(loss_of(leaves, torched=True), list(leaves.values()), allow_unused=True)
        return {
            n: np.zeros(zeros[n].shape) if g is None else g.numpy() for n, g in zip(zeros, found, strict=True)
        }
    method = complex_step if judge == "complex step" else central_difference
    return {
        name: method(lambda v, n=name: loss_of({n: v}, torched=False), value) for name, value in zeros.items()
    }


def motion(judge, p, push):
    """How fast each quantity moves when the inputs move along `push`."""
    if judge == "complex step":
        loss, values = play("plain", p, {n: 1e-30j * v for n, v in push.items()})
        return {n: v.imag / 1e-30 for n, v in values.items()} | {"L": loss.imag / 1e-30}
    if judge == "central differences":
        (up, one), (down, other) = (
            play("plain", p, {n: s * v for n, v in push.items()}) for s in (1e-6, -1e-6)
        )
        return {n: (one[n] - other[n]) / 2e-6 for n in one} | {"L": (up - down) / 2e-6}
    names = list(push)

    def run(*moved):
        loss, values = play("plain", as_torch(p), dict(zip(names, moved, strict=True)), torched=True)
        return (*values.values(), loss)

    still = tuple(torch.zeros(push[n].shape, dtype=torch.float64) for n in names)
    _, found = torch.autograd.functional.jvp(run, still, tuple(torch.tensor(push[n]) for n in names))
    return {n: v.numpy() for n, v in zip([*play("plain", p, {})[1], "L"], found, strict=True)}


_FOUND = {}


def found(world, judge):
    """All quantities of a world by name, each (T, ...) or whole: values, gradients `d..` and motions `.._dot`."""
    if (world, judge) in _FOUND:
        return _FOUND[world, judge]
    p, zeros = given(world), spaces(world, given(world))
    values = play(world, p, {})[1]
    frozen = values["h_prev"] if world == "frozen" else None

    def run(nudge, torched):
        own, before = (
            (as_torch(p), None if frozen is None else torch.tensor(frozen)) if torched else (p, frozen)
        )
        return play(world, own, nudge, torched=torched, h_before=before)

    d = gradients(judge, lambda nudge, torched: run(nudge, torched)[0], zeros)
    d = {f"d{name}": value for name, value in d.items()}
    q = p | values | d
    if world not in MASKS:  # where no state waits, the gradient inside the step is the gradient
        q["dc"] = q["dc_tilde"]
    if world == "frozen":  # how c_t moves with the rows of W that lead to f
        rows = [
            gradients(judge, lambda n, torched, t=t: run(n, torched)[1]["c"][t].sum(), {"W": zeros["W"]})
            for t in range(T)
        ]
        q["S"] = np.stack([row["W"][H : 2 * H] for row in rows])[:, None]  # (T, B, H, I), one sequence
    if world == "plain":
        rng = np.random.default_rng(7)
        push = {n: rng.normal(size=p[n].shape) for n in ("W", "U", "b", "x", "h0", "c0")}
        q |= {f"{n}_dot": v for n, v in (motion(judge, p, push) | push).items()}
    for name in [n for n in q if n in ("a", "da", "a_dot")]:
        q |= {
            f"{name.replace('a', 'a_' + k, 1)}": q[name][..., n * H : (n + 1) * H]
            for n, k in enumerate("ifgo")
        }
    q["dW_f"] = q["dW"][H : 2 * H]
    _FOUND[world, judge] = q
    return q


def stepwise(name, value):
    base = name.removeprefix("d").removesuffix("_dot")
    return base not in (*WEIGHTS, *START, "W_f", "L") and np.ndim(value) >= 2


def single(name, value, n):
    """The part of a quantity that belongs to sequence n, (T, ...) or whole."""
    base = name.removeprefix("d").removesuffix("_dot")
    if base in START:
        return value[n]
    return value[:, n] if stepwise(name, value) else value
