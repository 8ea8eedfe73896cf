r"""The reader of formulas: what LaTeX means, and that what it cannot mean is an error."""

import json

import numpy as np
import pytest
from formulas import Number, Quantity, equalities
from pages import displayed, edges, errors

W, V = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([[0.5, -1.0], [2.0, 3.0], [1.0, 7.0]])
X, Y, Z = np.array([[1.0], [-2.0]]), np.array([[0.3], [0.4]]), np.array([[1.0], [2.0], [4.0]])
GIVEN = {"W": W, "V": V, "x": X, "y": Y, "z": Z, "m": np.asarray(0.25), "H": np.asarray(3.0)}


def given(name, _index):
    return GIVEN[name]


def sum_of_index(_name, index):
    return np.asarray(float(sum(index)))


def value(formula, look=given, **at):
    [[side]] = equalities(formula)
    return side(look, at)


@pytest.mark.parametrize(
    ("formula", "meaning"),
    [
        (r"W x + z", W @ X + Z),
        (r"W^\top z", W.T @ Z),
        (r"z x^{\top}", Z @ X.T),
        (r"x \odot y - x", X * Y - X),
        (r"z \odot V", Z * V),  # row by row
        (r"V W^\top + z^\top", V @ W.T + Z.T),  # a row on every row
        (r"m\, x + (1 - m) y", 0.25 * X + 0.75 * Y),
        (r"1 - x^2", 1 - X**2),
        (r"-x \odot y + x", -(X * Y) + X),
        (r"\tanh(x) \odot y", np.tanh(X) * Y),
        (r"\tanh x \odot y", np.tanh(X) * Y),
        (r"1 - \tanh^2 x", 1 - np.tanh(X) ** 2),
        (r"\sigma\left(x - y\right)", 1 / (1 + np.exp(Y - X))),
        (r"\bigl(x + y\bigr) \odot x", (X + Y) * X),
        (r"\langle x, y \rangle", np.sum(X * Y)),
        (r"\frac{2}{H} (x - y)", 2 / 3 * (X - Y)),
        (r"2 m \cdot m", 0.125),
        (r"0.5\, x .", 0.5 * X),
    ],
)
def test_a_formula_means_what_it_says(formula, meaning):
    np.testing.assert_allclose(value(formula), meaning, rtol=1e-15)


def test_a_sum_runs_over_its_index_and_reaches_to_the_next_plus():
    look = sum_of_index  # a quantity at step t is t
    assert value(r"\sum_{t=1}^{T} f_t \odot f_{t+1} + 1", look, T=3) == 1 * 2 + 2 * 3 + 3 * 4 + 1
    assert value(r"\sum_{t} f_t", look, T=4) == 10
    assert value(r"\sum_{t=1}^{T} \sum_{n=1}^{B} f_{t,n}", look, T=2, B=2) == 2 + 3 + 3 + 4
    assert (
        value(r"\sum_{s=t}^{T} \left( \prod_{k=t+1}^{s} f_k \right) \odot f_s", look, t=2, T=3) == 2 + 3 * 3
    )
    assert value(r"\sum_{t=T-k+1}^{T} f_t", look, T=5, k=2) == 9


@pytest.mark.parametrize(
    ("latex", "name", "index"),
    [
        (r"f_{t+1}", "f", ("t+1",)),
        (r"a_i", "a_i", ()),
        (r"b_{hh}", "b_hh", ()),
        (r"x_{t,n}", "x", ("t", "n")),
        (r"\dot \imath_t", "i_dot", ("t",)),
        (r"\dot a_f", "a_f_dot", ()),
        (r"\mathrm{d}\tilde c_{t+1}", "dc_tilde", ("t+1",)),
        (r"\mathrm{d}\bar a_t", "da_bar", ("t",)),
        (r"\delta_{T+1}", "delta", ("T+1",)),
        (r"\frac{\partial L}{\partial W_{ih}}", "dW_ih", ()),
        (r"\frac{\partial L}{\partial h_t}\bigg|_{\text{direct}}", "dh_direct", ("t",)),
        (r"\frac{\partial y}{\partial a}", "dy/da", ()),
    ],
)
def test_a_quantity_has_a_name_and_an_index(latex, name, index):
    assert equalities(latex) == [[Quantity(name, index)]]


@pytest.mark.parametrize(
    "wrong", [r"x y", r"W y^\top", r"W z", r"x + z", r"x \odot z", r"x + x^\top", r"W^2"]
)
def test_shapes_that_do_not_fit_are_an_error(wrong):
    with pytest.raises(ValueError, match=r"shape|matmul|matrix"):
        value(wrong)


@pytest.mark.parametrize(
    "wrong", [r"(x", r"x)", r"x +", r"x = = y", r"\wild x", r"\langle x \rangle", "x . y", "x'"]
)
def test_a_sign_out_of_place_is_an_error(wrong):
    with pytest.raises(ValueError, match="came"):
        equalities(wrong)


def test_a_display_is_several_equalities_and_what_holds_at_the_edge():
    formula = r"\begin{aligned} x &= y , & m &= 2 , \\ z &= W x . \end{aligned}"
    assert [sides[0].name for sides in equalities(formula)] == ["x", "m", "z"]
    assert equalities(r"S_0 = 0") == [[Quantity("S", ("0",)), Number(0.0)]]
    assert edges([r"x = y , \qquad \mathrm{d}a_{T+1} = 0"]) == {("da", "T+1"): 0.0}
    with pytest.raises(ValueError, match="only gradients"):
        edges([r"c_{T+1} = 0"])


@pytest.mark.parametrize("empty", ["x = x", "x", "1 = x", "W x = z", "x = y, x = y"])
def test_an_equality_that_says_nothing_of_one_quantity_is_an_error(empty):
    with pytest.raises(ValueError, match=r"both sides|one quantity"):
        errors(empty, [(given, {})])


def test_every_display_of_a_page_is_found_and_has_an_id(tmp_path):
    page = tmp_path / "page.ipynb"
    text = "$$\nx = y ,\n$$ (eq-01-x)\nand\n$$\ny\n$$ (eq-01-y)"
    page.write_text(json.dumps({"cells": [{"cell_type": "markdown", "source": [text]}]}), encoding="utf-8")
    assert displayed(page) == {"01-x": "x = y ,", "01-y": "y"}
    page.write_text(page.read_text(encoding="utf-8").replace("(eq-01-y)", ""), encoding="utf-8")
    with pytest.raises(ValueError, match="without an id"):
        displayed(page)
