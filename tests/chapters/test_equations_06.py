"""Every displayed equation of chapter 6, executed as the page shows it, against three judges.

An equation `eq-06-da-i` has a function `da_i` in a cell of the chapter that is tagged `equation`. Its arguments are
names of quantities at a step t, `_prev` and `_next` those of the steps beside it; it returns the quantity it is named
after. Here it is fed with what a judge found and must return what the same judge found. No judge knows a derivative:
each runs the network forward and nudges one quantity at one step.
"""

import ast
import inspect
import json
import re
import runpy
from pathlib import Path

import numpy as np
import pytest
import torch

from lstm.gradcheck import central_difference, complex_step, relative_error
from lstm.tasks import toy, toy_weights

CHAPTER = Path(__file__).parents[2] / "book" / "06_by_hand.ipynb"
CELLS = json.loads(CHAPTER.read_text(encoding="utf-8"))["cells"]
PROSE = "\n".join("".join(c["source"]) for c in CELLS if c["cell_type"] == "markdown")
IDS = re.findall(r"^\$\$ \(eq-(06-[\w-]+)\)$", PROSE, re.MULTILINE)
SOURCE = "\n".join("".join(c["source"]) for c in CELLS if "equation" in c["metadata"].get("tags", []))

# Which network an equation speaks of, and what it returns, where that is not the plain one and its own name.
WORLD = {
    "dc_all": ("plain", "dc"),
    "dW_batch": ("batch", "dW"),
    "h_wait": ("masked", "h"),
    "dh_tilde": ("masked", "dh_tilde"),
    "dh_wait": ("masked", "dh"),
    "dc_wait": ("masked", "dc"),
    "dh_below": ("stacked", "dh"),
    "dh_cut": ("frozen", "dh"),
    "S": ("frozen", "S"),
    "dW_f_cut": ("frozen", "dW_f"),
    "tutorial": ("plain", ("da", "dc")),
}
WRONG = ["tutorial"]  # the reader's to find
WHOLE = ["dc_all"]  # of all steps at once, though it has a step
T, B, H = 3, 3, 2
WEIGHTS = ("W", "U", "b", "W_above", "U_above", "b_above")
START = ("h0", "c0", "h0_above", "c0_above")
TOLERANCE = {"complex step": 1e-12, "central differences": 1e-7, "torch": 1e-12}


def given(world):
    """The inputs of a network: toy sequence and weights, one sequence or three, states and pulls that hide nothing."""
    rng, batch = np.random.default_rng(6), B if world in ("batch", "masked") else 1
    w = toy_weights("lstm")
    p = {"W": w["weight_ih"], "U": w["weight_hh"], "b": w["bias_ih"] + w["bias_hh"]}
    p |= {f"{name}_above": rng.normal(size=value.shape) for name, value in p.items()}
    p["x"] = np.concatenate([toy(), rng.normal(size=(T, B - 1, 2))], axis=1)[:, :batch]
    p |= {name: rng.normal(size=(batch, H)) for name in START}
    p["e"] = rng.normal(size=(T, batch, H))
    p["m"] = np.ones((T, batch, 1))
    if world == "masked":  # lengths 3, 2 and 1; the loss looks at real steps and at the last state
        p["m"] = (np.arange(T)[:, None] < np.array([3, 2, 1]))[..., None].astype(float)
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
        i, f, g, o = (k(a[:, n * H : (n + 1) * H]) for n, k in enumerate((sigmoid, sigmoid, tanh, sigmoid)))
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
    shapes |= dict.fromkeys(("c", "h", "c_tilde", "h_tilde"), (T, p["x"].shape[1], H))
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

    def loss_of(nudge, *, torched):
        own, before = (
            (as_torch(p), None if frozen is None else torch.tensor(frozen)) if torched else (p, frozen)
        )
        return play(world, own, nudge, torched=torched, h_before=before)[0]

    d = {f"d{name}": value for name, value in gradients(judge, loss_of, zeros).items()}
    q = p | values | d
    if world != "masked":  # where no state waits, the gradient inside the step is the gradient
        q["dc"] = q["dc_tilde"]
    if world == "frozen":  # how c_t moves with the rows of W that lead to f
        sums = lambda nudge, torched, t: play(  # noqa: E731
            world,
            as_torch(p) if torched else p,
            nudge,
            torched=torched,
            h_before=torch.tensor(frozen) if torched else frozen,
        )[1]["c"][t].sum()
        q["S"] = np.stack(
            [
                gradients(judge, lambda n, torched, t=t: sums(n, torched, t), {"W": zeros["W"]})["W"][
                    H : 2 * H
                ]
                for t in range(T)
            ]
        )
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
    return value[:, n] if stepwise(name, value) and base != "S" else value


def at(q, argument, t, n):
    """An argument of an equation at step t of sequence n: its name, its step before, or its step after."""
    for ending, shift in (("_prev", -1), ("_next", 1)):
        name = argument.removesuffix(ending)
        if argument.endswith(ending) and argument not in q:
            value = single(name, q[name], n)
            if 0 <= t + shift < T:
                return value[t + shift]
            before = f"{name}0"
            return q[before][n] if shift < 0 and before in q else np.zeros_like(value[0])
    value = single(argument, q[argument], n)
    return value[t] if stepwise(argument, q[argument]) else value


def equations(folder):
    """The functions of the chapter's tagged cells, by name, in a module of their own."""
    file = folder / "equations_06.py"
    file.write_text(f"import numpy as np\n{SOURCE}\n", encoding="utf-8")
    return {name: f for name, f in runpy.run_path(str(file)).items() if inspect.isfunction(f)}


@pytest.fixture(scope="module")
def functions(tmp_path_factory):
    return equations(tmp_path_factory.mktemp("equations"))


def name_of(equation):
    """`06-dw-batch` is the function whose name reads so without regard to case."""
    names = [n.name for n in ast.walk(ast.parse(SOURCE)) if isinstance(n, ast.FunctionDef)]
    same = [n for n in names if n.lower() == equation.removeprefix("06-").replace("-", "_")]
    return same[0] if same else None


def joined(returned):
    return np.concatenate(returned) if isinstance(returned, tuple) else returned


def errors(function, judge):
    """The relative error of one equation at each step, or as a whole, worst of all sequences."""
    name = function.__name__
    world, result = WORLD.get(name, ("plain", name))
    q, arguments = found(world, judge), inspect.signature(function).parameters
    worst = []
    if world == "batch":
        return [relative_error(function(**{a: q[a] for a in arguments}), q[result])]
    if isinstance(result, tuple):
        q, result = q | {"both": np.concatenate([q[part] for part in result], axis=-1)}, "both"
    for n in range(q["x"].shape[1]):
        if name in WHOLE or not stepwise(result, q[result]):
            want = single(result, q[result], n)
            got = function(**{a: single(a, q[a], n) for a in arguments})
            worst.append([relative_error(np.atleast_1d(got), np.atleast_1d(want))])
        else:
            want = single(result, q[result], n)
            got = np.stack([joined(function(**{a: at(q, a, t, n) for a in arguments})) for t in range(T)])
            assert got.shape == want.shape, f"{name}: shape {got.shape}, {want.shape} expected"
            scale = np.abs(want).max() or 1.0
            worst.append([float(np.abs(got[t] - want[t]).max() / scale) for t in range(T)])
    return np.max(worst, axis=0)


def test_every_displayed_equation_has_an_id_of_its_own():
    assert len(IDS) == len(set(IDS)) >= 25
    assert len(re.findall(r"^\$\$", PROSE, re.MULTILINE)) == 2 * len(IDS)


def test_every_equation_has_a_function_and_every_function_an_equation(functions):
    assert [equation for equation in IDS if not name_of(equation)] == []
    assert sorted(functions) == sorted(name_of(equation) for equation in IDS)
    assert set(WORLD) | set(WRONG) <= set(functions)


@pytest.mark.parametrize("judge", TOLERANCE)
@pytest.mark.parametrize("equation", IDS)
def test_an_equation_gives_what_the_judge_found(equation, judge, functions):
    error = errors(functions[name_of(equation)], judge)
    if name_of(equation) in WRONG:
        assert error[-1] < TOLERANCE[judge], "the mistake must not show on a single step"
        assert min(error[:-1]) > 1e-3, "the mistake must show wherever a step follows"
    else:
        assert max(error) < TOLERANCE[judge], dict(enumerate(error, start=1))


@pytest.mark.parametrize("world", ["plain", "batch", "masked", "stacked"])
def test_the_judges_ran_the_network_of_torch(world):
    """The loss, and the gradients by inputs and weights, are those of torch.nn.LSTM itself."""
    p, q = given(world), found(world, "complex step")
    layers = 2 if world == "stacked" else 1
    module = torch.nn.LSTM(2, H, layers, dtype=torch.float64)
    for k, above in enumerate(("", "_above")[:layers]):
        parts = {"weight_ih": p["W" + above], "weight_hh": p["U" + above], "bias_ih": p["b" + above]}
        with torch.no_grad():
            for name, value in (parts | {"bias_hh": 0 * p["b"]}).items():
                getattr(module, f"{name}_l{k}").copy_(torch.tensor(value))
    x = torch.tensor(p["x"], requires_grad=True)
    start = [
        torch.tensor(np.stack([p[n + a] for a in ("", "_above")[:layers]]), requires_grad=True)
        for n in ("h0", "c0")
    ]
    if world == "masked":
        packed = torch.nn.utils.rnn.pack_padded_sequence(x, [3, 2, 1])
        out, (last, _) = module(packed, tuple(start))
        out = torch.nn.utils.rnn.pad_packed_sequence(out)[0]
        pull = p["e"].copy()
        pull[-1] = pull[-1] * 0
        real = pull * p["m"]
        loss = (torch.tensor(real) * out).sum() + (torch.tensor(p["e"][-1]) * last[0]).sum()
    else:
        loss = (torch.tensor(p["e"]) * module(x, tuple(start))[0]).sum()
    loss.backward()
    pairs = {"W": module.weight_ih_l0, "U": module.weight_hh_l0, "b": module.bias_ih_l0, "x": x}
    for name, leaf in pairs.items():
        assert relative_error(leaf.grad.numpy(), q[f"d{name}"]) < 1e-12, name
    for name, leaf in zip(("h0", "c0"), start, strict=True):
        assert relative_error(leaf.grad.numpy()[0], q[f"d{name}"]) < 1e-12, name


def test_the_packages_truncated_gradient_is_the_one_of_the_chapter():
    from lstm.trials import Trials

    p, q = given("frozen"), found("frozen", "complex step")
    trials = Trials("LSTM", 2, H, H, seeds=[0])
    order = np.concatenate([np.arange(H) + H * k for k in (0, 1, 3, 2)])  # i, f, o, g
    trials.parameters["matrix"][0] = np.vstack([p["W"].T, p["b"], p["U"].T])[:, order]
    trials.parameters["readout"][0] = np.vstack([np.eye(H), np.zeros((1, H))])
    _, cache = trials.forward(p["x"][:, None])
    grads = trials.backward(p["e"][:, None], cache, truncated=True)["matrix"][0]
    # These networks start from empty memories, so the judge must, too.
    p["h0"], p["c0"] = 0 * p["h0"], 0 * p["c0"]
    before = play("plain", p, {})[1]["h_prev"]
    whole = gradients(
        "complex step",
        lambda n, torched: play("frozen", p, n, torched=torched, h_before=before)[0],
        {"W": 0 * q["W"], "U": 0 * q["U"], "b": 0 * q["b"]},
    )
    expected = np.vstack([whole["W"].T, whole["b"], whole["U"].T])[:, order]
    assert relative_error(grads, expected) < 1e-12
