"""Endless streams are strings of the grammar, and networks go on from piece to piece as if there were no pieces."""

import re

import numpy as np
import pytest

from lstm.streams import Streams, emptied, go_on, nothing, until_wrong, wrong
from lstm.switches import VARIANTS
from lstm.tasks import legal_next
from lstm.tasks.reber import SYMBOLS
from lstm.trials import Trials

CELL = VARIANTS["1997"]._replace(forget_gate="sigmoid", gate_recurrence=False)


def streams(number=2, seeds=(0, 1)):
    return Streams([np.random.default_rng(seed) for seed in seeds], number)


def networks(seeds=(0, 1)):
    return Trials("1997", 7, 4, 7, seeds=seeds, switches=CELL)


def test_a_stream_is_strings_of_the_grammar_and_says_what_may_follow():
    source = streams(1, [0])
    pieces = [source.draw(300) for _ in range(10)]
    x, legal, target, ends = (
        np.concatenate([getattr(p, name)[:, 0, 0] for p in pieces])
        for name in ("x", "legal", "target", "ends")
    )
    assert np.array_equal(x[1:], target[:-1])
    text = "".join(SYMBOLS[k] for k in x.argmax(axis=1))
    at, found = 0, 0
    for stop in np.flatnonzero(ends):
        string = text[at : stop + 1]
        may = ["".join(s for s, one in zip(SYMBOLS, row, strict=True) if one) for row in legal[at : stop + 1]]
        assert [sorted(s) for s in may] == [sorted(s) for s in [*legal_next(string), "B"]]
        at, found = stop + 1, found + 1
    assert found > 150
    assert len(set(re.findall("B[TP]B.*?E[TP]E", text))) > 60


def test_both_branches_of_the_grammar_come_about_half_the_time():
    x = streams(20, [3]).draw(2000).x
    counts = x.sum(axis=(0, 1, 2))
    assert counts[SYMBOLS.index("B")] == pytest.approx(counts[SYMBOLS.index("E")], rel=0.02)
    first = x[1, 0].sum(axis=0)
    assert first[SYMBOLS.index("T")] + first[SYMBOLS.index("P")] == 20


def test_beginning_anew_touches_only_the_streams_it_is_asked_for():
    source = streams()
    source.draw(7)
    where = np.array([[True, False], [False, True]])
    before = source.draw(0).x.shape
    source.begin(where)
    x = source.draw(2).x
    assert before == (0, 2, 2, 7)
    assert (x[0][where][:, SYMBOLS.index("B")] == 1).all()


def test_the_truncated_gradient_of_a_piece_is_that_of_a_run_without_pieces():
    """From an empty memory the step that hands it over must leave no trace in the gradient."""
    trials, x = networks(), streams().draw(12).x
    da = np.random.default_rng(0).normal(size=x.shape)
    never = np.zeros(x.shape[:3], bool)
    y, cache, _ = go_on(trials, x, nothing(trials, 2), never)
    whole, plain = trials.forward(x)
    np.testing.assert_allclose(y, whole, rtol=1e-12)
    ours = trials.backward(np.concatenate([0 * da[:1], da]), cache, truncated=True)
    theirs = trials.backward(da, plain, truncated=True)
    for name, grad in theirs.items():
        np.testing.assert_allclose(ours[name], grad, rtol=1e-10, atol=1e-12)


def test_an_emptied_memory_is_a_new_beginning_forward_and_backward():
    """Emptied after step 5, the run must be two runs from empty memories, and its gradient the sum of theirs."""
    trials, x = networks(), streams().draw(12).x
    da = np.random.default_rng(1).normal(size=x.shape)
    empty = np.zeros(x.shape[:3], bool)
    empty[5] = True
    y, cache, _ = go_on(trials, x, nothing(trials, 2), empty)
    ours = trials.backward(np.concatenate([0 * da[:1], da]), cache, truncated=True)
    parts = [trials.forward(part) for part in (x[:6], x[6:])]
    np.testing.assert_allclose(y, np.concatenate([p[0] for p in parts]), rtol=1e-12)
    grads = [trials.backward(d, p[1], truncated=True) for d, p in zip((da[:6], da[6:]), parts, strict=True)]
    for name, grad in ours.items():
        np.testing.assert_allclose(grad, grads[0][name] + grads[1][name], rtol=1e-10, atol=1e-12)


def test_an_error_is_counted_where_it_is(monkeypatch):
    """In place of a network stands one that knows the grammar, and errs once."""
    answers = streams(2, [5]).draw(300).legal
    answers[137, 0, 1] = 1 - answers[137, 0, 1]
    pieces = iter(np.split(answers, 3))
    monkeypatch.setattr(
        "lstm.streams.go_on", lambda _trials, _x, memory, _empty: (next(pieces), None, memory)
    )
    assert until_wrong(networks([0]), streams(2, [5]), 300, piece=100).tolist() == [[300, 137]]


def test_ties_are_wrong_and_memories_are_emptied_one_by_one():
    piece = streams().draw(3)
    assert wrong(np.full(piece.x.shape, 0.5), piece).all()
    memory = nothing(networks(), 2)._replace(c=np.ones((2, 2, 4)))
    left = emptied(memory, np.array([[True, False], [False, False]])).c
    assert left.sum(axis=-1).tolist() == [[0, 4], [4, 4]]
    with pytest.raises(ValueError, match="a cell with switches expected"):
        nothing(Trials("gru", 1, 2, 1, seeds=[0]), 1)
