"""Hold the formulas of a page against arrays, as they are printed and with slips of the pen."""

import json
import re
from pathlib import Path

import numpy as np
from formulas import Number, Quantity, equalities, number

BOOK = Path(__file__).parents[2] / "book"
DISPLAY = re.compile(r"^\$\$\n(.*?)\n\$\$ \(eq-([\w-]+)\)$", re.MULTILINE | re.DOTALL)
BEYOND = 7.0  # f_{T+1} and m_{T+1} exist nowhere: whatever they are, what they multiply must be zero


def displayed(page):
    """Return the displayed formulas of a notebook by id, in the order of the page."""
    cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    found = {name: formula for formula, name in DISPLAY.findall(prose)}
    if prose.count("$$") != 2 * len(found):
        raise ValueError(f"{page.name}: a display without an id of its own")
    return found


def is_edge(sides):
    """Whether an equality states what is there before the first step or after the last: `S_0 = 0`."""
    names = [side for side in sides[:-1] if isinstance(side, Quantity) and side.index in {("0",), ("T+1",)}]
    return names == sides[:-1] and isinstance(sides[-1], Number)


def edges(formulas):
    """What displays state of the steps 0 and T + 1: {("da", "T+1"): 0.0}."""
    stated = {}
    for *names, value in (sides for formula in formulas for sides in equalities(formula) if is_edge(sides)):
        for side in names:
            if side.index == ("T+1",) and not side.name.startswith("d"):
                raise ValueError(f"{side.name} of step T + 1: only gradients come from beyond the last step")
            stated[side.name, side.index[0]] = value.value
    return stated


def looking(q, stated, at):
    """Look a quantity up as the page means it at a step t of a sequence n: a number, a column or a matrix.

    `q` holds one array a name: (T, B, ...) where there is one per step and sequence, (B, H) for `h0`, else the whole.
    """
    T = at["T"]

    def look(name, index):
        name = name.replace("_bar", "_above")
        step, sequence = (*index, *(at["t"], at["n"])[len(index) :])
        value = np.asarray(q[name])
        if value.ndim >= 3:
            edge = {0: "0", T + 1: "T+1"}.get(step)
            if 1 <= step <= T:
                value = value[step - 1, sequence - 1]
            elif (name, edge) in stated:
                value = np.full_like(value[0, 0], stated[name, edge])
            elif edge == "0":
                value = q[re.sub(r"^d?[a-z]", r"\g<0>0", name)][sequence - 1]  # dh of step 0 is dh0
            elif edge == "T+1" and not name.startswith("d"):
                value = np.full_like(value[0, 0], BEYOND)
            else:
                raise LookupError(f"{name} at step {step}: the page does not say what it is")
        elif index:
            raise LookupError(f"{name} belongs to no step")
        return value[0] if name == "m" else value[:, None] if value.ndim == 1 else value

    return look


def unless(left, at, look):
    """Look up, but not what stands on the left: `h = h` holds and says nothing."""
    own = left.name, tuple(number(part, at) for part in left.index)

    def other(name, index):
        if (name, index) == own:
            raise ValueError(f"{name} stands on both sides")
        return look(name, index)

    return other


def errors(formula, places):
    """The relative error of each equality by the quantity on its left; one number for each place, a look and an at."""
    found = {}
    for left, *rights in (sides for sides in equalities(formula) if not is_edge(sides)):
        if not (rights and isinstance(left, Quantity)) or left.name in found:
            raise ValueError("an equality says what one quantity is, once")
        gaps, sizes = [], []
        for look, at in places:
            value = left(look, at)
            others = [right(unless(left, at, look), at) for right in rights]
            if any(other.shape != value.shape for other in others):
                raise ValueError(
                    f"{left.name}: shape {value.shape}, {[other.shape for other in others]} came"
                )
            gaps.append(max(np.abs(other - value).max() for other in others))
            sizes.append(np.abs(value).max())
        found[left.name] = np.array(gaps) / max(sizes)
    return found


# Slips of the pen: what may stand in print, and what may come out instead. Each is made wherever it can be made.
SLIPS = {
    "a sign": (r"(?<![tkT])[+](?= )", "-"),
    "a minus": (r"(?<=1 )-", "+"),
    "the slope's one": (r"1 - ", ""),
    "a product": (r"\\odot ", ""),
    "a last factor": (r"\\odot \S+(?= [+.]| *$)", ""),
    "a first factor": (r"(?<== )\S+ \\odot ", ""),
    "a transpose": (r"\^\\top", ""),
    "a transpose too many": (r"(?<=[WU])(?= )", r"^\\top"),
    "a square": (r"(?<=[ht])\^2", ""),
    "the step before": (r"(?<=t)-1", ""),
    "the step after": (r"(?<=t)\+1", ""),
    "a step too early": (r"_t(?=[ ^)}]|$)", "_{t-1}"),
    "a step too late": (r"_t(?=[ ^)}]|$)", "_{t+1}"),
    "a first step": (r"(?<==)[1t](?=\})", "2"),
    "a last step": (r"\^\{[TB]\}", "^{1}"),
    "a sum": (r"\\sum_\{.*?\}(\^\{.*?\})?", ""),
    "a factor in a row": (r"\\prod_\{.*?\}\^\{.*?\} f_k", "f_s"),
    "an index": (r"_s", "_t"),
    "a function": (r"\\tanh", r"\\sigma"),
    "a mark": (r"\\(dot|tilde|bar) ", ""),
    "a d": (r"\\mathrm\{d\}", ""),
    "an i for an f": (r"f(?=_)", "i"),
    "an o for an i": (r"\bi(?=_)|(?<=a_)i", "o"),
    "an f for an o": (r"\bo(?=_)|(?<=a_)o", "f"),
    "a g for an i": (r"\bi(?=_)", "g"),
    "an i for a g": (r"\bg(?=_)|(?<=a_)g", "i"),
    "an h for a c": (r"c(?=_)", "h"),
    "a c for an h": (r"h(?=_)", "c"),
    "a U for a W": (r"W", "U"),
    "a W for a U": (r"U", "W"),
    "a zero": (r"(?<== )0", "1"),
}


def slipped(formula):
    """Every formula that is one slip away, by what was slipped."""
    for slip, (printed, instead) in SLIPS.items():
        for k, match in enumerate(re.finditer(printed, formula, re.MULTILINE)):
            wrong = formula[: match.start()] + match.expand(instead) + formula[match.end() :]
            yield f"{slip} {k + 1}", wrong


def survivors(formula, errors_of):
    """The slips of a formula that would pass: each must be an error, or change a value by a thousandth or more."""
    passed = []
    for slip, wrong in slipped(formula):
        try:
            worst = max(error.max() for error in errors_of(wrong).values())
        except (ValueError, LookupError):
            continue
        if not worst > 1e-3:
            passed.append(slip)
    return passed
