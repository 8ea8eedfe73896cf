"""Endless streams of embedded Reber strings, and networks that learn on them: no sign says where a string ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from lstm.activations import sigmoid
from lstm.arrays import Array, counted
from lstm.switches import Memory, start
from lstm.tasks.episodes import outranks
from lstm.tasks.reber import END, GRAPH, SYMBOLS
from lstm.trials import Trials, TrialsCache

Place = tuple[Any, str]  # where in the grammar, and the symbol to be remembered


def follow(place: Any, memory: str) -> list[tuple[str, Place]]:
    """Return the symbols that may come next, each with the place that it leads to.

    Examples
    --------
    >>> follow("second", "")
    [('T', ('third', 'T')), ('P', ('third', 'P'))]
    """
    if place in GRAPH:
        return [(symbol, (after, memory)) for symbol, after in GRAPH[place].items()]
    chain: dict[Any, list[tuple[str, Place]]] = {
        "first": [("B", ("second", ""))],
        "second": [("T", ("third", "T")), ("P", ("third", "P"))],
        "third": [("B", (0, memory))],
        END: [("E", ("recall", memory))],
        "recall": [(memory, ("last", ""))],
        "last": [("E", ("first", ""))],
    }
    return chain[place]


class Table(NamedTuple):
    """The grammar as numbers; place 0 is where a string begins.

    Attributes
    ----------
    symbol, after : ndarray
        (places, 2): by the toss of a coin, the symbol that comes and the place that it leads to.
    legal : ndarray
        (places, 7), 1 for each symbol that may come.
    """

    symbol: Array
    after: Array
    legal: Array


def table() -> Table:
    """Number all places of the grammar and return what follows on each.

    Examples
    --------
    >>> table().legal.sum(axis=1).astype(int).tolist().count(2)
    11
    """
    places: list[Place] = [("first", "")]
    for place in places:  # grows while it is read
        places += [after for _, after in follow(*place) if after not in places]
    choices = [(follow(*place) * 2)[:2] for place in places]  # one choice only: both sides of the coin
    symbol = np.array([[SYMBOLS.index(s) for s, _ in pair] for pair in choices])
    after = np.array([[places.index(a) for _, a in pair] for pair in choices])
    return Table(symbol, after, np.eye(7)[symbol].max(axis=1))


class Piece(NamedTuple):
    """A piece of every stream.

    Attributes
    ----------
    x, target, legal : ndarray
        (T, S, B, 7): the symbol, the one that does come next, and all that may.
    ends : ndarray
        (T, S, B), true at the last symbol of a string.
    """

    x: Array
    target: Array
    legal: Array
    ends: Array


class Streams:
    """B endless streams for each of S networks, each network's from a generator of its own.

    Examples
    --------
    >>> streams = Streams([np.random.default_rng(0)], 1)
    >>> piece = streams.draw(50)
    >>> bool((piece.legal * piece.target).sum(axis=-1).all())
    True
    """

    def __init__(self, rngs: Sequence[np.random.Generator], number: int) -> None:
        self.rngs, self._table = rngs, table()
        self.number = counted("number", number)
        self._shown = np.zeros((len(rngs), self.number), int)  # every string begins with B
        self._place = np.full_like(self._shown, int(self._table.after[0, 0]))

    def begin(self, where: Array) -> None:
        """Begin a new string where `where` (S, B) is true."""
        self._shown[where] = 0
        self._place[where] = self._table.after[0, 0]

    def draw(self, n_symbols: int) -> Piece:
        """Return the next piece."""
        size = (n_symbols, self.number)
        coins = np.stack([rng.integers(2, size=size) for rng in self.rngs], axis=1)
        shown = np.empty((n_symbols + 1, *self._shown.shape), int)
        places = np.empty_like(coins)
        shown[0] = self._shown
        for t, coin in enumerate(coins):
            places[t] = self._place
            shown[t + 1] = self._table.symbol[self._place, coin]
            self._place = self._table.after[self._place, coin]
        self._shown = shown[-1]
        return Piece(np.eye(7)[shown[:-1]], np.eye(7)[shown[1:]], self._table.legal[places], places == 0)


def go_on(trials: Trials, x: Array, memory: Memory, empty: Array) -> tuple[Array, TrialsCache, Memory]:
    """Run cells with switches on from the memories that they had.

    A step that does not count goes first: its only use is to hand over the memory. The truncated gradient of what
    follows is exact; give it zeros for that step.

    Parameters
    ----------
    trials : Trials
        Cells with switches.
    x : ndarray
        (T, S, B, I).
    memory : Memory
        From :func:`nothing`, or from the piece before.
    empty : ndarray
        (T, S, B): true after the steps that are to be forgotten from outside.

    Returns
    -------
    y : ndarray
        (T, S, B, O).
    cache : TrialsCache
        For :meth:`lstm.trials.Trials.backward` with ``truncated=True``; it has T + 1 steps.
    memory : Memory
        After the last step.

    Examples
    --------
    >>> trials, x = Trials("LSTM", 1, 2, 1, seeds=[0]), np.ones((6, 1, 1, 1))
    >>> never, memory = np.zeros((3, 1, 1), bool), nothing(trials, 1)
    >>> one, _, memory = go_on(trials, x[:3], memory, never)
    >>> two, _, _ = go_on(trials, x[3:], memory, never)
    >>> np.allclose(np.concatenate([one, two]), trials.forward(x)[0])
    True
    """
    state, shown = [memory], np.empty((len(x) + 1, *memory.h.shape))
    forgets = np.any(empty, axis=(1, 2)).tolist()

    def hand(t: int, now: Memory) -> Memory:
        shown[t] = now.h
        if not t:
            return memory
        state[0] = emptied(now, empty[t - 1]) if forgets[t - 1] else now
        return state[0]

    _, cache = trials.forward(np.concatenate([x[:1], x]), hand)
    readout = trials.parameters["readout"]
    y = sigmoid(shown @ readout[:, :-1] + readout[:, -1:])  # what a memory shows before it is emptied
    cache = cache._replace(h=shown, y=y)
    cache.v[0] = 0  # what does not count changes no weight
    for t in np.flatnonzero(forgets[:-1]):  # nothing goes back through an emptied memory
        step = cache.steps[t + 2]
        cache.steps[t + 2] = step._replace(f=step.f * ~empty[t][..., None])
    return y[1:], cache, state[0]


def nothing(trials: Trials, number: int) -> Memory:
    """Return the empty memories of all networks for so many streams.

    Examples
    --------
    >>> nothing(Trials("LSTM", 1, 2, 1, seeds=[0, 1]), 3).c.shape
    (2, 3, 2)
    """
    if trials.switches is None:
        raise ValueError(f"trials: kind {trials.kind!r} came, a cell with switches expected")
    return start(trials.switches, (len(trials.parameters["matrix"]), number, trials.hidden_size))


def emptied(memory: Memory, where: Array) -> Memory:
    """Return the memory, emptied where `where` (S, B) is true.

    Examples
    --------
    >>> memory = Memory(*[np.ones((1, 2, 1))] * 5)
    >>> emptied(memory, np.array([[True, False]])).c.ravel().tolist()
    [0.0, 1.0]
    """
    kept = ~where[..., None]
    return memory._replace(h=memory.h * kept, c=memory.c * kept)


def wrong(y: Array, piece: Piece) -> Array:
    """Say where a symbol that may not come was ranked as high as one that may: (T, S, B).

    Examples
    --------
    >>> piece = Streams([np.random.default_rng(0)], 1).draw(4)
    >>> bool(wrong(piece.legal, piece).any()), bool(wrong(1 - piece.legal, piece).all())
    (False, True)
    """
    return ~outranks(y, piece.legal > 0)


def until_wrong(
    trials: Trials, streams: Streams, most: int, *, reset: bool = False, piece: int = 500
) -> Array:
    """Count the symbols of each stream that a network predicts before its first error, at most `most`: (S, B).

    Parameters
    ----------
    trials : Trials
        Cells with switches.
    streams : Streams
        Fresh ones.
    most : int
        A multiple of `piece`.
    reset : bool
        Whether the memory is emptied from outside at the end of every string.
    piece : int
        Symbols at a time.

    Examples
    --------
    >>> trials = Trials("LSTM", 7, 2, 7, seeds=[0])
    >>> bool(until_wrong(trials, Streams([np.random.default_rng(0)], 3), 100, piece=50).max() < 100)
    True
    """
    memory = nothing(trials, streams.number)
    first = np.full(memory.h.shape[:2], most)
    for passed in range(0, most, piece):
        drawn = streams.draw(piece)
        y, _, memory = go_on(trials, drawn.x, memory, drawn.ends & reset)
        bad = wrong(y, drawn)
        first = np.where(bad.any(axis=0), np.minimum(first, passed + bad.argmax(axis=0)), first)
        if (first < passed + piece).all():
            break
    return first
