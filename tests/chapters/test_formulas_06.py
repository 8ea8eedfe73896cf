r"""Every displayed formula of chapter 6, read from the page as it is printed, holds between what three judges find.

Both sides of each equality are computed from its LaTeX, at every step and for every sequence, with the quantities that
one judge found; they must agree. So a slip in print fails, though the function beside the formula be right. What the
page states of the steps before the first and after the last, as `\mathrm{d}a_{T+1} = 0`, is taken from the page, too.
"""

import numpy as np
import pytest
from judges import CHAPTER, TOLERANCE, WORLD, T, found
from pages import SLIPS, displayed, edges, errors, looking, slipped, survivors

FORMULAS = displayed(CHAPTER)
# What the text says goes likewise: the formula, and the letters to put in.
LIKEWISE = {
    "f_dot": ("06-i-dot", {r"\imath": "f", "i_t": "f_t", "a_i": "a_f"}),
    "o_dot": ("06-i-dot", {r"\imath": "o", "i_t": "o_t", "a_i": "a_o"}),
    "c": ("06-h-wait", {"h": "c"}),
    "dU": ("06-dw-batch", {"W": "U", "x_{t,n}": "h_{t-1,n}"}),
    "db": ("06-dw-batch", {"W": "b", r"x_{t,n}^\top": ""}),
}
WRONG = {"06-tutorial": "dc"}  # the reader's to find, and the line that is wrong


def errors_by_step(name, judge, formula):
    """The error of each equality of a formula that stands in the place of a display, worst of all sequences."""
    q, names = found(WORLD.get(name, "plain"), judge), list(FORMULAS)
    stated = edges([*(FORMULAS[earlier] for earlier in names[: names.index(name)]), formula])
    steps = (T, q["x"].shape[1])
    ats = [{"t": t + 1, "n": n + 1, "T": T, "B": steps[1]} for t, n in np.ndindex(steps)]
    worst = errors(formula, [(looking(q, stated, at), at) for at in ats])
    return {left: error.reshape(steps).max(axis=1) for left, error in worst.items()}


@pytest.mark.parametrize("judge", TOLERANCE)
@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_holds_between_what_the_judge_found(name, judge):
    worst = errors_by_step(name, judge, FORMULAS[name])
    assert worst
    if name in WRONG:
        error = worst.pop(WRONG[name])
        assert error[-1] < TOLERANCE[judge], "the mistake must not show on a single step"
        assert min(error[:-1]) > 1e-3, "the mistake must show wherever a step follows"
    assert {left: error for left, error in worst.items() if not error.max() < TOLERANCE[judge]} == {}


@pytest.mark.parametrize("left", LIKEWISE)
def test_what_goes_likewise_does(left):
    name, letters = LIKEWISE[left]
    formula = FORMULAS[name]
    for old, new in letters.items():
        assert old in formula
        formula = formula.replace(old, new)
    worst = errors_by_step(name, "complex step", formula)
    assert [*worst] == [left]
    assert worst[left].max() < 1e-12


@pytest.mark.parametrize("name", [name for name in FORMULAS if name not in WRONG])
def test_no_slip_of_the_pen_would_pass(name):
    assert len(dict(slipped(FORMULAS[name]))) >= 2
    assert survivors(FORMULAS[name], lambda wrong: errors_by_step(name, "complex step", wrong)) == []


def test_each_kind_of_slip_is_made_somewhere():
    made = {slip.rsplit(" ", 1)[0] for formula in FORMULAS.values() for slip, _ in slipped(formula)}
    assert made == set(SLIPS)
