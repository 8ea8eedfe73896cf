import numpy as np
import pytest
import torch

from lstm.forecast import store
from lstm.forecast.network import SeasonalLSTM, ordered, pinball
from lstm.forecast.quantiles import QUANTILES
from lstm.forecast.seasons import BASES, INPUTS


def some(n=3, S=5, m=12, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, S, INPUTS, generator=generator), torch.randn(n, S, 2, BASES, m, generator=generator)


def test_quantiles_never_cross_whatever_the_weights():
    network = SeasonalLSTM(16, seed=1)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(3)
        assert (network(*some()).diff(dim=3) >= 0).all()


def test_later_seasons_do_not_change_earlier_forecasts_and_the_last_can_be_had_alone():
    network, (inputs, bases) = SeasonalLSTM(16), some()
    changed = inputs.clone()
    changed[:, 3:] += 1
    with torch.no_grad():
        one, two, last = network(inputs, bases), network(changed, bases), network(inputs, bases, last=1)
    torch.testing.assert_close(one[:, :3], two[:, :3])
    assert not torch.allclose(one[:, 3:], two[:, 3:])
    torch.testing.assert_close(one[:, -1:], last)


def test_equal_seeds_give_equal_weights_and_the_global_generator_is_left_alone():
    before = torch.get_rng_state()
    one, two, other = SeasonalLSTM(8, seed=3), SeasonalLSTM(8, seed=3), SeasonalLSTM(8, seed=4)
    assert torch.equal(one.read.weight, two.read.weight)
    assert not torch.equal(one.read.weight, other.read.weight)
    assert torch.equal(before, torch.get_rng_state())


def test_learning_starts_from_the_mean_of_the_averaged_patterns():
    network, (inputs, bases) = SeasonalLSTM(16), some()
    with torch.no_grad():
        network.head.weight.zero_()
        middle = network(inputs, bases)[..., 5, :]
    torch.testing.assert_close(middle, (bases[..., 1, :] + bases[..., 2, :]) / 2)


def test_the_quantile_loss_is_least_at_the_quantile():
    y = torch.from_numpy(np.random.default_rng(0).normal(size=(20_000, 1))).float()
    grid = torch.linspace(-2.5, 2.5, 101)
    losses = torch.stack(
        [pinball(value.expand(20_000, len(QUANTILES), 1), y).mean(0)[:, 0] for value in grid]
    )
    best = grid[losses.argmin(0)]
    expected = torch.distributions.Normal(0, 1).icdf(torch.tensor(QUANTILES))
    torch.testing.assert_close(best, expected, atol=0.06, rtol=0)


def test_ordered_keeps_the_middle():
    raw = torch.randn(2, 11, 5)
    torch.testing.assert_close(ordered(raw)[:, 5], raw[:, 5])


def test_the_shipped_network_is_small():
    assert store.pretrained().parameters <= 500_000
    assert sum(file.stat().st_size for file in store.SHIPPED.parent.iterdir()) <= 2_000_000


@pytest.mark.parametrize("core", [torch.nn.GRU, torch.nn.RNN])
def test_other_cores_fit_in(core):
    assert SeasonalLSTM(8, core=core)(*some()).shape == (3, 5, 2, 11, 12)
