"""The network: one LSTM reads the past, a second one walks the horizon with what is known of it."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus

# The quantiles that the head gives; the middle one is the forecast.
QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
MIDDLE = len(QUANTILES) // 2


class CovariateLSTM(nn.Module):
    """Two LSTMs and a head of quantiles that cannot cross.

    The head also sees its inputs directly: what is linear in the references and covariates need not be
    learned through gates.

    Parameters
    ----------
    past_size, future_size, hidden_size : int
        Numbers of channels of the past and of the horizon, and of hidden units.
    seed : int
        Weights are drawn from a generator of their own; the global one is left alone.

    Examples
    --------
    >>> network = CovariateLSTM(2, 3, 4)
    >>> past, future = torch.zeros(5, 6, 2).double(), torch.zeros(5, 7, 3).double()
    >>> network(past, future, torch.zeros(5, 7).double()).shape
    torch.Size([5, 7, 7])
    """

    def __init__(self, past_size: int, future_size: int, hidden_size: int, *, seed: int = 0) -> None:
        super().__init__()
        # Built without values first: torch's own start would draw from the global generator.
        with torch.device("meta"):
            self.encoder = nn.LSTM(past_size, hidden_size, batch_first=True, dtype=torch.float64)
            self.decoder = nn.LSTM(future_size, hidden_size, batch_first=True, dtype=torch.float64)
            self.head = nn.Linear(hidden_size + future_size, len(QUANTILES), dtype=torch.float64)
        self.to_empty(device="cpu")
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for module in (self.encoder, self.decoder):
                for parameter in module.parameters():
                    parameter.uniform_(-(hidden_size**-0.5), hidden_size**-0.5, generator=generator)
            # Small, so that learning starts from the seasonal naive forecast.
            self.head.weight.uniform_(-0.01, 0.01, generator=generator)
            self.head.bias.zero_()

    def forward(self, past: Tensor, future: Tensor, base: Tensor) -> Tensor:
        """Return quantiles (B, h, 7) from past (B, L, P), future (B, h, F) and seasonal naive (B, h)."""
        _, state = self.encoder(past)
        hidden, _ = self.decoder(future, state)  # (B, h, H)
        out = self.head(torch.cat([hidden, future], dim=2))  # (B, h, 7)
        middle = base[..., None] + out[..., MIDDLE : MIDDLE + 1]
        below, above = softplus(out[..., :MIDDLE]), softplus(out[..., MIDDLE + 1 :])
        lower = middle - below.flip(2).cumsum(2).flip(2)
        return torch.cat([lower, middle, middle + above.cumsum(2)], dim=2)


def pinball(quantiles: Tensor, y: Tensor) -> Tensor:
    """Mean quantile loss of quantiles (B, h, 7) for outcomes y (B, h): Koenker and Bassett (1978).

    Examples
    --------
    >>> float(pinball(torch.zeros(1, 1, 7), torch.zeros(1, 1)))
    0.0
    """
    levels = torch.tensor(QUANTILES, dtype=quantiles.dtype)
    error = y[..., None] - quantiles
    return torch.maximum(levels * error, (levels - 1) * error).mean()
