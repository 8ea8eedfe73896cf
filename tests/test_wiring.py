"""Wiring: neurons alone make the network, and a cut is measured one connection at a time."""

import numpy as np
import pytest

from lstm import Network
from lstm.wiring import by_neurons, cut_each

X = np.random.default_rng(0).normal(size=(7, 3))


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "linear"])
@pytest.mark.parametrize("sizes", [[3, 1], [3, 5, 2], [3, 4, 4, 1]])
def test_a_network_is_its_neurons(activation, sizes):
    network = Network(sizes, activation, seed=1)
    np.testing.assert_allclose(by_neurons(network, X), network(X), rtol=0, atol=1e-14)


def test_a_cut_is_the_change_that_removing_the_weight_makes():
    network = Network([3, 4, 2], seed=2)
    effect = cut_each(network, X)["0.weight"][1, 2]
    whole = network(X)
    network.parameters["0.weight"][1, 2] = 0
    assert effect == np.abs(network(X) - whole).max() > 0


def test_cutting_leaves_the_network_as_it_was():
    network = Network([3, 4, 2], seed=2)
    before = {name: value.copy() for name, value in network.parameters.items()}
    effects = cut_each(network, X)
    assert {name: value.shape for name, value in effects.items()} == {"0.weight": (4, 3), "1.weight": (2, 4)}
    for name, value in before.items():
        np.testing.assert_array_equal(network.parameters[name], value)


def test_a_connection_of_weight_zero_changes_nothing():
    network = Network([3, 4, 2], seed=2)
    network.parameters["1.weight"][0, 3] = 0
    assert cut_each(network, X)["1.weight"][0, 3] == 0
