"""The network: seasons in, quantiles of the next two seasons out, whatever the length of a season."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import silu, softplus

from lstm.forecast.quantiles import MIDDLE, QUANTILES
from lstm.forecast.seasons import BASES, INPUTS, NODES, from_nodes


class SeasonalLSTM(nn.Module):
    """Two LSTMs with a skip over each, one step per season, and a head of quantiles that cannot cross.

    The head sees the state and the season itself. It gives a correction on the nodes, and weights for the bases:
    a forecast is a weighted sum of simple forecasts, corrected.

    Parameters
    ----------
    hidden_size : int
        Size of the state of each LSTM.
    seed : int
        Weights are drawn from a generator of their own; the global one is left alone.
    core : callable
        Makes a layer (S, N, H) -> ((S, N, H), state); `torch.nn.LSTM` where not given.

    Examples
    --------
    >>> network = SeasonalLSTM(8)
    >>> inputs, bases = torch.zeros(3, 5, INPUTS), torch.zeros(3, 5, 2, BASES, 12)
    >>> network(inputs, bases).shape
    torch.Size([3, 5, 2, 11, 12])
    """

    def __init__(self, hidden_size: int = 128, *, seed: int = 0, core: type[nn.Module] = nn.LSTM) -> None:
        super().__init__()
        H = hidden_size
        with torch.random.fork_rng(devices=[]):  # the global generator is put back
            torch.random.manual_seed(seed)
            self.read = nn.Linear(INPUTS, H)
            self.cores = nn.ModuleList(core(H, H) for _ in range(2))
            self.norms = nn.ModuleList(nn.LayerNorm(H) for _ in range(2))
            self.mix = nn.Linear(H + INPUTS, H)
            self.head = nn.Linear(H, 2 * NODES * len(QUANTILES) + 2 * BASES)
        with torch.no_grad():
            # Small at first, so that learning starts from the mean of two averaged patterns.
            self.head.weight *= 0.1
            self.head.bias.zero_()
            self.head.bias[-2 * BASES :] = torch.tensor([0.0, 0.5, 0.5, *[0.0] * (BASES - 3)] * 2)

    def forward(self, inputs: Tensor, bases: Tensor, last: int | None = None) -> Tensor:
        """Return quantiles, in units from the level, of the two seasons after each season.

        Parameters
        ----------
        inputs : Tensor
            (N, S, INPUTS).
        bases : Tensor
            (N, S, 2, BASES, m).
        last : int, optional
            Forecast after this many newest seasons only; after all where not given.

        Returns
        -------
        Tensor
            (N, S, 2, 11, m).
        """
        state = silu(self.read(inputs)).transpose(0, 1)  # (S, N, H)
        for core, norm in zip(self.cores, self.norms, strict=True):
            state = norm(state + core(state)[0])
        state = state.transpose(0, 1)
        if last is not None:
            state, inputs, bases = state[:, -last:], inputs[:, -last:], bases[:, -last:]
        out = self.head(silu(self.mix(torch.cat([state, inputs], dim=2))))
        N, S, m = *inputs.shape[:2], bases.shape[-1]
        nodes = ordered(out[..., : -2 * BASES].view(N, S, 2, len(QUANTILES), NODES))
        weights = out[..., -2 * BASES :].view(N, S, 2, 1, BASES)
        points = torch.as_tensor(from_nodes(m), dtype=inputs.dtype, device=inputs.device)
        quantiles: Tensor = nodes @ points + weights @ bases
        return quantiles


def ordered(raw: Tensor) -> Tensor:
    """Turn free numbers (..., 11, m) into quantiles: the middle one, and positive steps away from it.

    Examples
    --------
    >>> bool((ordered(torch.randn(11, 1)).diff(dim=0) > 0).all())
    True
    """
    middle = raw[..., MIDDLE : MIDDLE + 1, :]
    step = softplus(raw - 2.5)  # begins near the widths of a calm season
    above = middle + step[..., MIDDLE + 1 :, :].cumsum(-2)
    below = middle - step[..., :MIDDLE, :].flip(-2).cumsum(-2).flip(-2)
    return torch.cat([below, middle, above], dim=-2)


def pinball(quantiles: Tensor, y: Tensor) -> Tensor:
    """Quantile loss of quantiles (..., 11, m) for outcomes (..., m), unreduced: Koenker and Bassett (1978).

    Examples
    --------
    >>> round(pinball(torch.zeros(11, 1), torch.ones(1)).mean().item(), 3)
    0.5
    """
    levels = torch.tensor(QUANTILES, dtype=quantiles.dtype, device=quantiles.device)[:, None]
    miss = y[..., None, :] - quantiles
    return torch.maximum(levels * miss, (levels - 1) * miss)
