r"""Read the displayed formulas of a page: LaTeX to functions over NumPy arrays.

A display holds equalities, set apart by commas. Each side becomes a function of `look`, which finds the array of a
quantity, and of `at`, the values of the indices. A vector is a column, (H, 1), so that `W x_t` and `a_t x_t^\top` are
matrix products; only `\odot`, the functions and the squares go entry by entry. What does not fit is an error, never a
broadcast: a forgotten `\odot` or `^\top` must not pass.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
from signs import entrywise, minus, odot, plus, power, times

Look = Callable[[str, tuple[int, ...]], np.ndarray]
At = Mapping[str, int]
Side = Callable[[Look, At], np.ndarray]

# What sets a formula but does not change it: columns, sizes of brackets, white space.
SILENT = re.compile(
    r"\\(?:begin|end)\{aligned\}|\\(?:left|right|[bB]igg?[lr]?|q?quad)(?![a-zA-Z])|\\[,;:! \\]|&"
)
TOKEN = re.compile(r"\\mathrm\{d\}|\\text\{[a-z]+\}|\\[a-zA-Z]+|\d+(?:\.\d+)?|\S")
FUNCTIONS = {r"\tanh": np.tanh, r"\sigma": lambda a: 1 / (1 + np.exp(-a))}
ACCENTS = (r"\dot", r"\tilde", r"\bar")
LETTER = re.compile(r"[a-zA-Z]|\\imath|\\delta")
INDEX = re.compile(r"[tsknrT\d+-]+")  # any other subscript is part of the name: a_i, W_f, b_{hh}
# What cannot begin a factor.
STOPS = (*"+-=,.)}", r"\odot", r"\rangle", r"\approx", "the end")


def number(index: str, at: At) -> int:
    """Return the value of an index.

    Examples
    --------
    >>> number("T-k+1", {"T": 9, "k": 2})
    8
    """
    terms = re.findall(r"([+-]?)([a-zA-Z]|\d+)", index)
    return sum((-1 if sign == "-" else 1) * (int(n) if n.isdigit() else at[n]) for sign, n in terms)


@dataclass(frozen=True)
class Quantity:
    r"""A letter with its marks: `\mathrm{d}\tilde c_{t+1}` has the name `dc_tilde` and the index `t+1`."""

    name: str
    index: tuple[str, ...]

    def __call__(self, look: Look, at: At) -> np.ndarray:
        return look(self.name, tuple(number(part, at) for part in self.index))


@dataclass(frozen=True)
class Number:
    """A number as written."""

    value: float

    def __call__(self, _look: Look, _at: At) -> np.ndarray:
        return np.asarray(self.value)


def both(sign: Callable, left: Side, right: Side) -> Side:
    return lambda look, at: sign(left(look, at), right(look, at))


def alone(sign: Callable, side: Side) -> Side:
    return lambda look, at: sign(side(look, at))


def repeated(sign: Callable, start: float, run: str, last: str, body: Side) -> Side:
    r"""Return a `\sum` or a `\prod` over an index, as `t=1` to `T` or just `t`."""
    index, _, first = run.partition("=")

    def total(look: Look, at: At) -> np.ndarray:
        steps = range(number(first or "1", at), number(last or {"t": "T", "n": "B"}[index], at) + 1)
        return reduce(sign, (body(look, {**at, index: k}) for k in steps), np.asarray(start))

    return total


# -- the grammar ---------------------------------------------------------------------------------------


def equalities(formula: str) -> list[list[Side]]:
    """Return the sides of each equality of a display.

    Raises
    ------
    ValueError
        A sign that is out of place or not known.

    Examples
    --------
    >>> [[y, total]] = equalities(r"y = W x + 1 .")
    >>> given = {"W": np.array([[2.0, 3.0]]), "x": np.array([[1.0], [10.0]])}
    >>> y.name, total(lambda name, index: given[name], {}).tolist()
    ('y', [[33.0]])
    """
    return Reader(TOKEN.findall(SILENT.sub(" ", formula))).equalities()


class Reader:
    """Recursive descent, a method for each level: sum, product entry by entry, product, power, atom."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def next(self) -> str:
        return self.tokens[0] if self.tokens else "the end"

    def take(self, *wanted: str) -> str:
        """Take the next token where it is one of those wanted; else take none and return nothing."""
        return self.tokens.pop(0) if self.next() in wanted else ""

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            raise ValueError(f"{self.next()} came, {wanted} expected")

    def equalities(self) -> list[list[Side]]:
        found = []
        while self.next() not in (".", "the end"):
            found.append([self.sum()])
            while self.take("=", r"\approx"):
                found[-1].append(self.sum())
            if not self.take(","):
                break
        self.take(".")
        self.need("the end") if self.tokens else None
        return found

    def sum(self) -> Side:
        side = alone(np.negative, self.entrywise()) if self.take("-") else self.entrywise()
        while sign := self.take("+", "-"):
            side = both(plus if sign == "+" else minus, side, self.entrywise())
        return side

    def entrywise(self) -> Side:
        side = self.product()
        while self.take(r"\odot"):
            side = both(odot, side, self.product())
        return side

    def product(self) -> Side:
        side = self.power()
        while self.take(r"\cdot") or self.next() not in STOPS:
            side = both(times, side, self.power())
        return side

    def power(self) -> Side:
        side = self.atom()
        while self.take("^"):
            exponent = self.script()
            raised = np.transpose if exponent == r"\top" else lambda a, n=exponent: power(a, int(n))
            side = alone(raised, side)
        return side

    def atom(self) -> Side:
        head = self.next()
        if head[0].isdigit():
            return Number(float(self.take(head)))
        if head in FUNCTIONS:
            return self.function(FUNCTIONS[self.take(head)])
        readers = {"(": self.bracket, "{": self.bracket, r"\langle": self.inner, r"\frac": self.ratio}
        readers |= {r"\sum": self.run, r"\prod": self.run}
        return readers.get(head, self.quantity)()

    def run(self) -> Side:
        sign, start = (plus, 0.0) if self.take(r"\sum", r"\prod") == r"\sum" else (odot, 1.0)
        first, last = self.script("_"), self.script("^")
        return repeated(sign, start, first, last, self.entrywise())

    def inner(self) -> Side:
        self.take(r"\langle")
        left = self.sum()
        self.need(",")
        right = self.sum()
        self.need(r"\rangle")
        return alone(np.sum, both(entrywise("< >", np.multiply), left, right))

    def ratio(self) -> Side:
        self.take(r"\frac")
        if self.tokens[:2] == ["{", r"\partial"]:
            return self.derivative()
        return both(entrywise(r"\frac", np.divide), self.bracket(), self.bracket())

    def derivative(self) -> Quantity:
        r"""Read `{\partial L}{\partial y}` as `dy`, and as `dy_direct` under a bar that says so."""
        parts = []
        for _ in "yx":
            self.need("{")
            self.need(r"\partial")
            parts.append(self.quantity())
            self.need("}")
        name = f"d{parts[1].name}" if parts[0].name == "L" else f"d{parts[0].name}/d{parts[1].name}"
        under = self.script("_") if self.take("|") else ""
        return Quantity(name + under.replace(r"\text{", "_").rstrip("}"), parts[1].index)

    def bracket(self) -> Side:
        closing = {"(": ")", "{": "}"}[self.take("(", "{")]
        side = self.sum()
        self.need(closing)
        return side

    def function(self, f: Callable) -> Side:
        r"""Read `\tanh(c)`, `\tanh c` or `\tanh^2 c`."""
        exponent = self.script("^")
        argument = self.bracket() if self.next() == "(" else self.atom()
        side = alone(f, argument)
        return alone(lambda a: power(a, int(exponent)), side) if exponent else side

    def script(self, mark: str = "") -> str:
        """Read a subscript or superscript as text; after a mark that is not there, nothing."""
        if mark and not self.take(mark):
            return ""
        if not self.take("{"):
            return self.tokens.pop(0)
        text = ""
        while not self.take("}"):
            text += self.tokens.pop(0)
        return text

    def quantity(self) -> Quantity:
        name, ending = "d" if self.take(r"\mathrm{d}") else "", ""
        if accent := self.take(*ACCENTS):
            ending = f"_{accent[1:]}"
        if not LETTER.fullmatch(self.next()):
            raise ValueError(f"{self.next()} came, a quantity expected")
        name += self.tokens.pop(0).replace(r"\imath", "i").lstrip("\\")
        parts = [part for part in self.script("_").split(",") if part]
        labels = [part for part in parts if not INDEX.fullmatch(part)]
        index = tuple(part for part in parts if INDEX.fullmatch(part))
        return Quantity("_".join([name, *labels]) + ending, index)
