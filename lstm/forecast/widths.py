"""How wide intervals are: widened by what past forecasts of the same series missed, and on beyond two seasons."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array
from lstm.forecast.quantiles import MIDDLE, QUANTILES

TRUST = 6.0  # past forecasts that weigh as much as the network's own widths


def paired(past: Array, Y: Array) -> tuple[Array, Array]:
    """Pair forecasts (N, L, 2, 11, m) after the newest L seasons of Y with what came, one and two seasons ahead.

    Gives (N, 2L - 3, 11, m) and (N, 2L - 3, m); the newest forecasts have no outcome yet.

    Examples
    --------
    >>> made, came = paired(np.zeros((1, 3, 2, 11, 4)), np.zeros((1, 9, 4)))
    >>> made.shape, came.shape
    ((1, 3, 11, 4), (1, 3, 4))
    """
    came = Y[:, Y.shape[1] - past.shape[1] :]
    made = np.concatenate([past[:, :-1, 0], past[:, :-2, 1]], axis=1)
    return made, np.concatenate([came[:, 1:], came[:, 2:]], axis=1)


def stretch(past: Array, Y: Array) -> Array:
    """By how much to widen each quantile of a series, (N, 11), from what its own past forecasts missed.

    Romano, Patterson and Candes (2019), with factors in place of shifts; a series with few past forecasts trusts
    the widths of the network.

    Examples
    --------
    >>> stretch(np.zeros((1, 2, 2, 11, 4)), np.zeros((1, 9, 4)))[0, :3].tolist()
    [1.0, 1.0, 1.0]
    """
    N, L, _, K, _ = past.shape
    factors = np.ones((N, K))
    if L < 3:
        return factors
    q, y = paired(past, Y)
    weight = (L - 1) / (L - 1 + TRUST)
    miss = missed(q.swapaxes(2, 3), y).reshape(N, -1, MIDDLE)
    side = np.exp(weight * np.log(np.clip(_enough(miss), 0.2, 5)))
    factors[:, :MIDDLE], factors[:, :MIDDLE:-1] = side, side
    return factors


def missed(q: Array, y: Array) -> Array:
    """Return how far outcomes (...,) lie from the middle, in widths of each interval of q (..., 11): (..., 5).

    Examples
    --------
    >>> missed(np.arange(11.0)[None], np.array([7.0])).round(2).tolist()
    [[0.4, 0.5, 0.67, 1.0, 2.0]]
    """
    middle, y = q[..., MIDDLE, None], y[..., None]
    below, above = middle - q[..., :MIDDLE], q[..., :MIDDLE:-1] - middle
    return np.maximum((middle - y) / (below + 1e-300), (y - middle) / (above + 1e-300))


def needed(misses: Array, least: float = 1.0, most: float = 3.0) -> tuple[float, ...]:
    """Return by how much to widen the five intervals so that they would have held, outermost first.

    Examples
    --------
    >>> needed(np.full((100, 5), 1.2))
    (1.2, 1.2, 1.2, 1.2, 1.2)
    """
    return tuple(round(float(one), 4) for one in np.clip(_enough(misses), least, most))


def _enough(misses: Array) -> Array:
    """Return the factor for each interval that would have made it hold as often as it says: (..., O, 5) to (..., 5)."""
    levels = [QUANTILES[-1 - k] - QUANTILES[k] for k in range(MIDDLE)]
    return np.stack([np.quantile(misses[..., k], q, axis=-1) for k, q in enumerate(levels)], axis=-1)


def widened(away: Array, blocks: int) -> Array:
    """Continue the widths of two seasons (N, 2, m, 11) over all blocks: variances go on growing as they began.

    Examples
    --------
    >>> widened(np.ones((1, 2, 4, 11)), 2).shape
    (1, 16, 11)
    """
    first, second = ((away[:, k] ** 2).mean(axis=1) for k in (0, 1))  # (N, 11)
    growth = np.maximum(second - first, 0) / (second + 1e-300)
    more = np.arange(2 * blocks - 2)[:, None] + 1.0  # seasons after the second
    later = away[:, 1:] * np.sqrt(1 + more[None, :, None] * growth[:, None, None])  # (N, seasons, m, 11)
    whole = np.concatenate([away, later], axis=1)
    # Each quantile was widened, and grows, by itself: an outer one lies no nearer than the one within.
    up, down = whole[..., MIDDLE:], whole[..., MIDDLE::-1]
    np.maximum.accumulate(up, axis=-1, out=up)
    np.minimum.accumulate(down, axis=-1, out=down)
    return np.asarray(whole.reshape(len(away), -1, away.shape[-1]))
