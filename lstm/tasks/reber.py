"""The embedded Reber grammar, as strings and as an endless stream: predict which symbols may come next."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array

SYMBOLS = "BTPSXVE"
# Reber's graph: state -> the symbols that may follow, and the state that each leads to; 6 means ready to end.
GRAPH: dict[int, dict[str, int]] = {
    0: {"T": 1, "P": 2},
    1: {"S": 1, "X": 3},
    2: {"T": 2, "V": 4},
    3: {"X": 2, "S": 5},
    4: {"P": 3, "V": 5},
}
END = 5


def _reber(rng: np.random.Generator) -> tuple[str, list[str]]:
    """Draw one string of the inner grammar, B...E, and the symbols that may follow each of its symbols but E."""
    string, legal, state = "B", [], 0
    while state != END:
        choices = "".join(GRAPH[state])
        legal.append(choices)
        string += choices[rng.integers(2)]
        state = GRAPH[state][string[-1]]
    return string + "E", [*legal, "E"]


def embedded_reber(rng: np.random.Generator) -> tuple[str, list[str]]:
    """Draw one string of the embedded Reber grammar: its last symbol but one must equal its second.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    string : str
        B, then T or P, then a Reber string, then the same T or P, then E.
    legal : list of str
        For every symbol but the last: all symbols that may follow it there.

    References
    ----------
    Reber (1967); Fahlman (1991); Hochreiter and Schmidhuber (1997), experiment 1.

    Examples
    --------
    >>> string, legal = embedded_reber(np.random.default_rng(1))
    >>> string[0], string[-1], string[1] == string[-2], len(legal) == len(string) - 1
    ('B', 'E', True, True)
    """
    memory = "TP"[rng.integers(2)]
    inner, legal = _reber(rng)
    return "B" + memory + inner + memory + "E", ["TP", "B", *legal, memory, "E"]


def legal_next(string: str) -> list[str]:
    """Work out, from the grammar alone, which symbols may follow each symbol of an embedded Reber string.

    Raises
    ------
    ValueError
        The string is not in the grammar.

    Examples
    --------
    >>> legal_next("BTBTXSETE")
    ['TP', 'B', 'TP', 'SX', 'XS', 'E', 'T', 'E']
    """
    memory, state = string[1:2], 0
    legal = ["TP", "B"]
    inner = string[3:-3]
    for symbol in inner:
        legal.append("".join(GRAPH.get(state, {})))
        state = GRAPH.get(state, {}).get(symbol, -1)
    legal += ["E", memory, "E"]
    if string != f"B{memory}B{inner}E{memory}E" or state != END or memory not in ("T", "P"):
        raise ValueError(f"string: {string!r} came, a string of the embedded Reber grammar expected")
    return legal


def one_hot(symbols: str) -> Array:
    """Spell symbols as rows with one 1 each, (T, 7).

    Examples
    --------
    >>> one_hot("BE").tolist()
    [[1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]]
    """
    return np.eye(len(SYMBOLS))[[SYMBOLS.index(symbol) for symbol in symbols]]


def many_hot(legal: list[str]) -> Array:
    """Spell sets of symbols as rows of zeros and ones, (T, 7).

    Examples
    --------
    >>> many_hot(["TP"]).tolist()
    [[0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]]
    """
    return np.array([one_hot(symbols).sum(axis=0) for symbols in legal])


def reber_stream(n_symbols: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw embedded Reber strings one after the other, without any sign of where one ends.

    Parameters
    ----------
    n_symbols : int
        Length T of the piece.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    x : ndarray
        (T, 7), one-hot.
    legal : ndarray
        (T, 7): 1 for each symbol that may come next; B after E.

    References
    ----------
    Gers, Schmidhuber and Cummins (2000), continual embedded Reber grammar.

    Examples
    --------
    >>> x, legal = reber_stream(100, np.random.default_rng(0))
    >>> x.shape, bool((legal[:-1] * x[1:]).sum(axis=1).all())
    ((100, 7), True)
    """
    stream, legal = "", []
    while len(stream) < n_symbols:
        string, may_follow = embedded_reber(rng)
        stream += string
        legal += [*may_follow, "B"]
    return one_hot(stream[:n_symbols]), many_hot(legal[:n_symbols])
