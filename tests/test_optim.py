"""Learning algorithms, step by step against torch's."""

import numpy as np
import pytest
import torch

from lstm.optim import SGD, Adam, clip_by_norm


def draw(seed):
    rng = np.random.default_rng(seed)
    return {"w": rng.normal(size=(3, 2)), "b": rng.normal(size=2)}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda p: SGD(p, 0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
        (lambda p: SGD(p, 0.1, momentum=0.9), lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)),
        (Adam, torch.optim.Adam),
        (lambda p: Adam(p, 0.1, (0.5, 0.7), 1e-3), lambda p: torch.optim.Adam(p, 0.1, (0.5, 0.7), 1e-3)),
    ],
    ids=["sgd", "momentum", "adam", "adam-settings"],
)
def test_ten_steps_equal_torch(ours, theirs):
    parameters = draw(0)
    tensors = {k: torch.nn.Parameter(torch.tensor(v)) for k, v in parameters.items()}
    arrays = dict(parameters)
    one, two = ours(parameters), theirs(list(tensors.values()))
    for seed in range(1, 11):
        grads = draw(seed)
        for name, grad in grads.items():
            tensors[name].grad = torch.tensor(grad)
        one.step(grads)
        two.step()
    for name, parameter in parameters.items():
        assert parameter is arrays[name]
        np.testing.assert_allclose(parameter, tensors[name].detach().numpy(), rtol=0, atol=1e-13)


@pytest.mark.parametrize("learner", [SGD, Adam])
def test_float32_stays_float32(learner):
    parameters = {k: v.astype(np.float32) for k, v in draw(0).items()}
    learner(parameters, lr=0.1).step({k: v.astype(np.float32) for k, v in draw(1).items()})
    assert {p.dtype.name for p in parameters.values()} == {"float32"}


@pytest.mark.parametrize("max_norm", [0.5, 100.0])
def test_clipping_equals_torch(max_norm):
    grads = draw(0)
    tensors = {k: torch.nn.Parameter(torch.tensor(v)) for k, v in grads.items()}
    for name, tensor in tensors.items():
        tensor.grad = torch.tensor(grads[name])
    expected = torch.nn.utils.clip_grad_norm_(tensors.values(), max_norm)
    assert abs(clip_by_norm(grads, max_norm) - expected.item()) < 1e-12
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, tensors[name].grad.numpy(), atol=2e-6)


def test_zero_gradients_are_not_divided_by_zero():
    grads = {"w": np.zeros(3)}
    assert clip_by_norm(grads, 1.0) == 0
    assert not grads["w"].any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SGD(draw(0), lr=0), "lr: 0 came"),
        (lambda: SGD(draw(0), lr=float("nan")), "lr: nan came"),
        (lambda: SGD(draw(0), lr=0.1, momentum=1), "momentum: 1 came"),
        (lambda: Adam(draw(0), lr="fast"), "lr: 'fast' came"),
        (lambda: Adam(draw(0), betas=(0.9, 1.0)), r"betas\[1\]: 1.0 came"),
        (lambda: SGD(draw(0), 0.1).step({"w": np.ones((3, 2))}), r"grads: names differ .* in \['b'\]"),
        (lambda: SGD(draw(0), 0.1).step({**draw(1), "b": np.ones(1)}), r"grads\['b'\]: shape \(1,\) came"),
        (lambda: Adam(draw(0)).step({**draw(1), "b": np.full(2, np.nan)}), r"grads\['b'\]: NaN"),
        (lambda: clip_by_norm(draw(0), -1), "max_norm: -1 came"),
        (lambda: clip_by_norm({"w": np.array([np.inf])}, 1), r"grads\['w'\]: NaN or infinity"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
