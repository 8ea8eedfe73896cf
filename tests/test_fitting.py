"""Fitting: the losses are those of the network, the learner alone changes it, distances are relative."""

import numpy as np
import pytest

from lstm import SGD, Adam, Network, mse
from lstm.fitting import distance_up_to_order, train, weight_distance

X = np.linspace(-1, 1, 9)[:, None]
Y = np.sin(3 * X)


class Still:
    """A learner that changes nothing and counts its calls."""

    calls = 0

    def step(self, grads):
        self.calls += 1
        assert set(grads) == {"0.weight", "0.bias", "1.weight", "1.bias"}


def test_a_learner_that_does_nothing_leaves_the_loss_where_it_was():
    network, learner = Network([1, 4, 1]), Still()
    losses = train(network, X, Y, learner, 3)
    assert losses.tolist() == [mse(network(X), Y)[0]] * 4
    assert learner.calls == 3


@pytest.mark.parametrize("algorithm", [SGD, Adam])
def test_the_last_loss_is_that_of_the_network_left_behind(algorithm):
    network = Network([1, 4, 1])
    losses = train(network, X, Y, algorithm(network.parameters, lr=0.05), 40)
    assert losses[-1] == mse(network(X), Y)[0]
    assert losses[-1] < losses[0]


def test_one_update_of_gradient_descent_is_the_formula():
    one, other = Network([1, 4, 1]), Network([1, 4, 1])
    train(one, X, Y, SGD(one.parameters, lr=0.1), 1)
    prediction, cache = other.forward(X)
    grads = other.backward(mse(prediction, Y)[1], cache)[1]
    for name, value in other.parameters.items():
        np.testing.assert_allclose(one.parameters[name], value - 0.1 * grads[name], rtol=1e-14)


@pytest.mark.parametrize("updates", [0, -1, 2.5])
def test_fewer_than_one_update_is_refused(updates):
    network = Network([1, 1])
    with pytest.raises(ValueError, match="updates"):
        train(network, X, Y, SGD(network.parameters, lr=0.1), updates)


def test_distance_is_zero_for_equals_symmetric_and_free_of_scale():
    a, b = {"w": np.array([3.0, 4.0])}, {"w": np.array([0.0, 4.0])}
    assert weight_distance(a, a) == 0
    assert weight_distance(a, b) == weight_distance(b, a) == pytest.approx(0.6)
    assert weight_distance({"w": 10 * a["w"]}, {"w": 10 * b["w"]}) == pytest.approx(0.6)
    assert weight_distance({"w": np.zeros(2)}, {"w": np.zeros(2)}) == 0


def test_parameters_of_different_networks_have_no_distance():
    with pytest.raises(ValueError, match="other"):
        weight_distance(Network([1, 2]).parameters, Network([1, 3]).parameters)


def test_a_rearranged_network_is_at_distance_zero_and_computes_the_same():
    one, other = Network([1, 5, 1], seed=3), Network([1, 5, 1], seed=3)
    order, sign = np.array([3, 0, 4, 2, 1]), np.array([1, -1, 1, -1, -1])
    other.parameters["0.weight"][:] = (sign[:, None] * one.parameters["0.weight"])[order]
    other.parameters["0.bias"][:] = (sign * one.parameters["0.bias"])[order]
    other.parameters["1.weight"][:] = (sign * one.parameters["1.weight"])[:, order]
    np.testing.assert_allclose(one(X), other(X), rtol=1e-12)
    assert weight_distance(one.parameters, other.parameters) > 0.1
    assert distance_up_to_order(one, other) == 0


def test_rearranging_never_lengthens_a_distance():
    one, other = Network([1, 5, 1], seed=0), Network([1, 5, 1], seed=1)
    least = distance_up_to_order(one, other)
    assert 0 < least <= weight_distance(one.parameters, other.parameters)
    assert least == pytest.approx(distance_up_to_order(other, one))


@pytest.mark.parametrize("sizes", [[1, 1], [1, 3, 3, 1], [1, 9, 1], [2, 4, 1]])
def test_only_one_small_hidden_layer_is_rearranged(sizes):
    with pytest.raises(ValueError, match="one hidden layer"):
        distance_up_to_order(Network([1, 4, 1]), Network(sizes))
