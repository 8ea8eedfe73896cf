"""One attention head: gradients against two judges and torch, what it cannot see, and when it must refuse."""

import numpy as np
import pytest
import torch

from lstm.attention import Heads, attend, attend_backward
from lstm.gradcheck import check_all


def sequences(T=6, S=2, B=3, I=2, seed=0):
    return np.random.default_rng(seed).normal(size=(T, S, B, I))


def loss_of(heads, x, pull):
    """A loss whose gradient before the sigmoid is known: sum(pull * a)."""

    def f(parameters):
        own, heads.parameters = heads.parameters, parameters
        cache = heads.forward(x)[1]
        heads.parameters = own
        asked = cache.h.shape[2]
        a = np.moveaxis(cache.h @ parameters["readout"][:, None], 2, 0)
        return (pull[-asked:] * a).sum()

    return f


@pytest.mark.parametrize("last", [True, False])
def test_the_gradients_are_those_of_the_complex_step_and_of_central_differences(last):
    heads = Heads(2, 4, 2, seeds=[1, 2], last=last)
    x, pull = sequences(), np.random.default_rng(5).normal(size=(6, 2, 3, 2))
    _, cache = heads.forward(x)
    for name, report in check_all(
        loss_of(heads, x, pull), heads.parameters, heads.backward(pull, cache)
    ).items():
        assert report.right, (name, report)


@pytest.mark.parametrize("causal", [True, False])
def test_a_head_and_its_gradients_are_torchs(causal):
    rng = np.random.default_rng(0)
    q, k, v, pull = rng.normal(size=(4, 2, 5, 3))
    ours, cache = attend(q, k, v, causal=causal)
    leaves = [torch.tensor(a, requires_grad=True) for a in (q, k, v)]
    theirs = torch.nn.functional.scaled_dot_product_attention(*leaves, is_causal=causal)
    np.testing.assert_allclose(ours, theirs.detach().numpy(), atol=1e-14)
    found = torch.autograd.grad(theirs, leaves, torch.tensor(pull))
    for mine, other in zip(attend_backward(pull, cache), found, strict=True):
        np.testing.assert_allclose(mine, other.numpy(), atol=1e-14)


def test_one_query_of_the_last_step_answers_as_the_last_of_all_queries():
    every, one = (Heads(2, 4, 1, seeds=[3, 4], last=last) for last in (False, True))
    x = sequences()
    np.testing.assert_allclose(every.forward(x)[0][-1], one.forward(x)[0][-1], atol=1e-15)


def test_a_causal_head_does_not_see_the_future():
    heads, x = Heads(2, 4, 1, seeds=[0, 1]), sequences()
    later = x.copy()
    later[4:] += 1
    np.testing.assert_array_equal(heads.forward(x)[0][:4], heads.forward(later)[0][:4])


def test_the_past_is_a_set():
    heads, x = Heads(2, 4, 1, seeds=[0, 1], last=True), sequences()
    mixed = np.concatenate([x[:-1][::-1], x[-1:]])
    np.testing.assert_allclose(heads.forward(x)[0][-1], heads.forward(mixed)[0][-1], atol=1e-14)


def test_large_scores_do_not_overflow():
    out, _ = attend(np.full((1, 2), 1e6), np.eye(2) * [[1.0], [2.0]], np.eye(2))
    np.testing.assert_array_equal(out, [[0.0, 1.0]])


def test_what_a_network_starts_with_does_not_depend_on_its_neighbours():
    alone, among = Heads(2, 4, 1, seeds=[7]), Heads(2, 4, 1, seeds=[5, 7])
    for name, p in alone.parameters.items():
        np.testing.assert_array_equal(p[0], among.parameters[name][1])


def test_there_is_no_truncated_gradient():
    heads = Heads(2, 4, 1, seeds=[0])
    y, cache = heads.forward(sequences(S=1))
    with pytest.raises(ValueError, match="truncated: True came"):
        heads.backward(y, cache, truncated=True)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros((5, 1, 3, 3)), "x: shape"),
        (np.zeros((5, 1, 3, 2), int), "x: dtype"),
        (np.full((5, 1, 3, 2), np.nan), "x: NaN"),
    ],
)
def test_inputs_that_are_none_are_refused(x, message):
    with pytest.raises(ValueError, match=message):
        Heads(2, 4, 1, seeds=[0]).forward(x)
