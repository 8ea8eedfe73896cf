"""The loss and its gradient."""

import numpy as np
import pytest
import torch

from lstm.gradcheck import complex_step
from lstm.losses import mse

rng = np.random.default_rng(0)
Y, TARGET = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))


def test_loss_and_gradient_equal_torch_and_the_complex_step():
    loss, dy = mse(Y, TARGET)
    y = torch.tensor(Y, requires_grad=True)
    expected = torch.nn.functional.mse_loss(y, torch.tensor(TARGET))
    expected.backward()
    assert abs(loss - expected.item()) < 1e-15
    np.testing.assert_allclose(dy, y.grad.numpy(), atol=1e-16)
    np.testing.assert_allclose(dy, complex_step(lambda v: mse(v, TARGET)[0], Y), atol=1e-16)


def test_float32_stays_float32():
    assert mse(Y.astype(np.float32), TARGET.astype(np.float32))[1].dtype == np.float32


@pytest.mark.parametrize(
    "target", [np.ones((4, 1)), np.ones(3), 1.0, np.ones((4, 3), int), np.full((4, 3), np.nan)]
)
def test_a_target_that_would_broadcast_is_refused(target):
    with pytest.raises(ValueError, match=r"target: .* came"):
        mse(Y, target)
