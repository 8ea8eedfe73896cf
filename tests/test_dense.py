"""A neuron, a layer and a network: against torch, the complex step, and wrong arguments."""

import numpy as np
import pytest
import torch

from lstm.dense import Network, dense_backward, dense_forward, neuron
from lstm.gradcheck import check_all, complex_step, loss_of
from lstm.losses import mse
from lstm.optim import Adam

rng = np.random.default_rng(0)
X, W, BIAS = rng.normal(size=(5, 3)), rng.normal(size=(4, 3)), rng.normal(size=4)
NAMES = ["tanh", "sigmoid", "relu", "linear"]


@pytest.mark.parametrize("name", NAMES)
def test_a_layer_is_its_neurons_side_by_side(name):
    y, _ = dense_forward(X, W, BIAS, name)
    for k in range(4):
        np.testing.assert_allclose(y[:, k], neuron(X, W[k], BIAS[k], name), atol=1e-15)


def test_a_neuron_takes_any_leading_axes():
    assert neuron(np.ones(3), W[0], 0.5).shape == ()
    assert neuron(np.ones((2, 5, 3)), W[0], 0.5).shape == (2, 5)
    assert neuron(np.ones(3, np.float32), W[0].astype(np.float32), 0.5).dtype == np.float32


@pytest.mark.parametrize("name", NAMES)
def test_layer_gradients_equal_the_complex_step(name):
    y, cache = dense_forward(X, W, BIAS, name)
    dx, grads = dense_backward(y, cache)

    def loss(x, w, b):
        return (dense_forward(x, w, b, name)[0] * y).sum()

    np.testing.assert_allclose(dx, complex_step(lambda v: loss(v, W, BIAS), X), atol=1e-13)
    np.testing.assert_allclose(grads["weight"], complex_step(lambda v: loss(X, v, BIAS), W), atol=1e-13)
    np.testing.assert_allclose(grads["bias"], complex_step(lambda v: loss(X, W, v), BIAS), atol=1e-13)


def test_a_network_and_its_gradients_equal_torch():
    network = Network([3, 5, 4, 2], seed=1)
    linear = torch.nn.Linear
    twin = torch.nn.Sequential(
        linear(3, 5), torch.nn.Tanh(), linear(5, 4), torch.nn.Tanh(), linear(4, 2)
    ).double()
    for layer in range(3):
        twin[2 * layer].weight.data = torch.tensor(network.parameters[f"{layer}.weight"])
        twin[2 * layer].bias.data = torch.tensor(network.parameters[f"{layer}.bias"])
    x = torch.tensor(X, requires_grad=True)
    expected = twin(x)
    expected.square().sum().backward()
    y, cache = network.forward(X)
    dx, grads = network.backward(2 * y, cache)
    np.testing.assert_allclose(y, expected.detach().numpy(), atol=1e-14)
    np.testing.assert_allclose(dx, x.grad.numpy(), atol=1e-13)
    for layer in range(3):
        np.testing.assert_allclose(grads[f"{layer}.weight"], twin[2 * layer].weight.grad.numpy(), atol=1e-13)
        np.testing.assert_allclose(grads[f"{layer}.bias"], twin[2 * layer].bias.grad.numpy(), atol=1e-13)


def test_network_gradients_pass_the_books_own_check():
    network = Network([2, 4, 1], "sigmoid", "tanh", seed=2)
    x, target = rng.normal(size=(6, 2)), rng.normal(size=(6, 1))

    y, cache = network.forward(x)
    _, grads = network.backward(mse(y, target)[1], cache)
    assert all(
        report.right
        for report in check_all(loss_of(network, mse, x, target), network.parameters, grads).values()
    )


def test_a_network_learns_a_curve():
    network = Network([1, 16, 1], seed=0)
    x = np.linspace(-1, 1, 40)[:, None]
    target = np.sin(3 * x)
    learner = Adam(network.parameters, lr=0.02)
    for _ in range(300):
        y, cache = network.forward(x)
        loss, dy = mse(y, target)
        learner.step(network.backward(dy, cache)[1])
    assert loss < target.var() / 50


def test_a_seed_fixes_the_weights_within_torchs_bounds():
    one, same, other = Network([4, 3, 1], seed=1), Network([4, 3, 1], seed=1), Network([4, 3, 1], seed=2)
    assert all(np.array_equal(one.parameters[k], same.parameters[k]) for k in one.parameters)
    assert not np.array_equal(one.parameters["0.weight"], other.parameters["0.weight"])
    assert np.abs(one.parameters["0.weight"]).max() <= 0.5
    assert list(one.parameters) == ["0.weight", "0.bias", "1.weight", "1.bias"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: neuron(X, W, 0.0), r"w: shape \(4, 3\) came, \(3,\) expected"),
        (lambda: neuron(X, W[0], BIAS), r"b: shape \(4,\) came, \(\) expected"),
        (lambda: neuron(X, W[0], float("nan")), "b: NaN"),
        (lambda: neuron(X, W[0], 0.0, "step"), "activation: 'step' came"),
        (lambda: dense_forward(X, W.T, BIAS), r"weight: shape \(3, 4\) came, \(H, 3\) expected"),
        (lambda: dense_forward(X, W, BIAS[:1]), r"bias: shape \(1,\) came, \(4,\) expected"),
        (lambda: dense_forward(X.astype(int), W, BIAS), "x: dtype int64 came"),
        (lambda: dense_backward(np.ones((1, 4)), dense_forward(X, W, BIAS)[1]), r"dy: shape \(1, 4\) came"),
        (lambda: Network([3]), r"sizes: \[3\] came, at least two expected"),
        (lambda: Network([3, 0, 1]), r"sizes\[1\]: 0 came"),
        (lambda: Network([3, 1], seed=-1), "seed: -1 came"),
        (lambda: Network([3, 1])(np.ones((2, 4))), r"x: shape \(2, 4\) came, \(B, 3\) expected"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
