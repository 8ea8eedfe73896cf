"""Every displayed equation of chapter 6 has a function beside it, and the function gives what three judges find.

An equation `eq-06-da-i` has a function `da_i` in a cell of the chapter that is tagged `equation`. Its arguments are
names of quantities at a step t, `_prev` and `_next` those of the steps beside it; it returns the quantity it is named
after. Here it is fed with what a judge found and must return what the same judge found. The formula itself, as the page
prints it, is computed in `test_formulas_06.py`.
"""

import ast
import inspect
import json
import re
import runpy

import numpy as np
import pytest
import torch
from judges import CHAPTER, TOLERANCE, WORLD, H, T, found, given, gradients, play, single, stepwise

from lstm.gradcheck import relative_error

CELLS = json.loads(CHAPTER.read_text(encoding="utf-8"))["cells"]
PROSE = "\n".join("".join(c["source"]) for c in CELLS if c["cell_type"] == "markdown")
IDS = re.findall(r"^\$\$ \(eq-(06-[\w-]+)\)$", PROSE, re.MULTILINE)
SOURCE = "\n".join("".join(c["source"]) for c in CELLS if "equation" in c["metadata"].get("tags", []))

# What a function returns, where that is not its own name.
RESULT = {
    "dc_all": "dc",
    "dW_batch": "dW",
    "h_wait": "h",
    "dh_wait": "dh",
    "dc_wait": "dc",
    "dh_below": "dh",
    "dh_cut": "dh",
    "dW_f_cut": "dW_f",
    "tutorial": ("da", "dc"),
}
WRONG = ["tutorial"]  # the reader's to find
WHOLE = ["dc_all"]  # of all steps at once, though it has a step


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


def errors(equation, function, judge):
    """The relative error of one equation at each step, or as a whole, worst of all sequences."""
    world, name = WORLD.get(equation, "plain"), function.__name__
    result = RESULT.get(name, name)
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
    assert set(RESULT) | set(WRONG) | set(WHOLE) <= set(functions)
    assert set(WORLD) <= set(IDS)


@pytest.mark.parametrize("judge", TOLERANCE)
@pytest.mark.parametrize("equation", IDS)
def test_an_equation_gives_what_the_judge_found(equation, judge, functions):
    error = errors(equation, functions[name_of(equation)], judge)
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
