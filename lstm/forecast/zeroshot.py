"""Forecasts without fitting: any number of series of any season length through one pre-trained network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from lstm.arrays import Array
from lstm.forecast.cuts import Cut, blend, cut, cuts
from lstm.forecast.frozen import Forecast, Frozen
from lstm.forecast.quantiles import MIDDLE, QUANTILES
from lstm.forecast.seasons import describe
from lstm.forecast.widths import paired, stretch, widened

if TYPE_CHECKING:
    from lstm.forecast.network import SeasonalLSTM

Network: TypeAlias = "Frozen | SeasonalLSTM"

ROWS = 32  # series in a batch, always: the last digits of a product depend on its shape
ORIGINS = 8  # past forecasts of a series that its intervals are checked on
AWAY = 10.0  # spreads between the mean of data on both sides of zero and where zero is put
LOG_LEVEL = 1.0  # mean of the logarithms that the network sees, as the level of invented series
FAR = 3.0  # logarithms never forecast more than e^3 = 20 times the largest value seen
DOUBT, POWER = (
    4.0,
    4.0,
)  # logarithms weigh 1 to 4 where both domains missed alike, and less or more by this power


def forecast(
    network: Network | Forecast,
    series: Sequence[Array],
    season: int,
    long: int,
    h: int,
    *,
    non_negative: bool | None = None,
    widths: Sequence[float] = (),
) -> list[Array]:
    """Forecast h steps of each series; each depends on its own past only.

    Parameters
    ----------
    network : Frozen or SeasonalLSTM
        Pre-trained, or what :func:`exact` made of one.
    series : sequence of ndarray
        Histories (n,), finite, three observations at least.
    season, long : int
        Season length and longer period in observations; 1 and 0 where there is none.
    h : int
        Steps to forecast.
    non_negative : bool, optional
        Whether to cut at zero; where not given, for histories that were never below.
    widths : sequence of float
        Factors for the distance of each quantile from the middle, outermost first; ones where empty.

    Returns
    -------
    list of ndarray
        Quantiles (h, 11) of each series, as in ``lstm.forecast.network.QUANTILES``.
    """
    hows = [cuts(len(y), season, long) for y in series]
    parts: list[dict[Cut, Array]] = [{} for _ in series]
    groups: dict[Cut, list[int]] = {}
    for place, ways in enumerate(hows):
        for how in ways:
            groups.setdefault(how, []).append(place)
    run = exact(network)
    wider = np.array([*widths, 1.0, *widths[::-1]]) if len(widths) else np.ones(len(QUANTILES))
    for how, places in groups.items():
        for start in range(0, len(places), ROWS):
            some = places[start : start + ROWS]
            histories = [series[k] for k in some + some[:1] * (ROWS - len(some))]
            steps = min(h, how.reach or h)
            levels = _levels(run, histories, how, steps)
            Y = np.stack([y[-how.S * how.m :] for y in histories])
            made = _batch(run, Y, how, steps, non_negative, wider, levels)
            for k, q in zip(some, made, strict=False):
                parts[k][how] = q
    return [blend([part[how] for how in ways], ways) for part, ways in zip(parts, hows, strict=True)]


def exact(network: Network | Forecast) -> Forecast:
    """Return a network as a function of arrays, in 64 bits: digits must not depend on the processor.

    Examples
    --------
    >>> from lstm.forecast import store
    >>> run = exact(store.pretrained())
    >>> run(np.zeros((1, 2, 208)), np.zeros((1, 2, 2, 8, 12)), 1).shape, exact(run) is run
    ((1, 1, 2, 11, 12), True)
    """
    if isinstance(network, Frozen):
        return network.twin().__call__  # with its arrays, for as long as somebody calls it
    if hasattr(network, "state_dict"):
        from lstm.forecast import thaw  # noqa: PLC0415  torch, which such a network has loaded

        return thaw.exact(cast("SeasonalLSTM", network))
    return network


def hindcast(
    network: Network | Forecast, y: Array, season: int, long: int, origins: int
) -> tuple[Array, Array]:
    """Return what would have been forecast of one series in the past, and what came: (O, 11, m) and (O, m).

    One season ahead and the season after that, from each of the newest origins.
    """
    how = cut(len(y), season, long)
    Y = y[-how.S * how.m :].reshape(1, how.S, how.m)
    scale = float(np.abs(Y).max()) or 1.0
    L = min(how.S, origins)
    origin = _origin((Y / scale).reshape(1, -1))[..., None]
    past = (_run(exact(network), Y / scale - origin, how, L)[0] + origin) * scale  # (L, 2, 11, m)
    made, came = paired(past[None], Y)
    return made[0], came[0]


def _levels(run: Forecast, series: list[Array], how: Cut, h: int) -> Array | None:
    """Forecast the level of each season to come, (N, 2 blocks), where more than two are asked for.

    The network knows two seasons ahead. Fed with what it forecast itself, it keeps a pattern, but a level that drifts
    drifts on: a year of days would leave all bounds. So the levels come from the means of the seasons, which the same
    network reads as a series of its own, one whose season is the longer period.
    """
    if h <= 2 * how.m or how.S < 3 or not how.seasonal:
        return None
    means = [(y[len(y) % how.m :] / how.m).reshape(-1, how.m).sum(axis=1) for y in series]
    made = forecast(run, means, how.long or 1, 0, 2 * -(-h // (2 * how.m)))
    return np.stack([q[:, MIDDLE] for q in made])


def _batch(
    run: Forecast,
    Y: Array,
    how: Cut,
    h: int,
    non_negative: bool | None,
    wider: Array,
    levels: Array | None = None,
) -> Array:
    """Forecast ROWS series of equal length, (ROWS, h, 11); beyond two seasons at these levels."""
    # A power of two: dividing by it is exact, and no square overflows.
    scale = np.exp2(np.minimum(np.frexp(np.abs(Y).max(axis=1))[1], 1000).astype(float))[:, None]
    Y = Y / scale
    origin = _origin(Y)
    Y = Y - origin
    now, share = _domains(run, Y.reshape(ROWS, how.S, how.m), how, min(how.S, ORIGINS))
    factors = wider * stretch(now, Y.reshape(ROWS, how.S, how.m))
    middles, history, widths = [], Y, np.empty(0)
    for block in range(-(-h // (2 * how.m))):
        if block:
            now, _ = _domains(run, history.reshape(ROWS, -1, how.m)[:, -how.S :], how, 1, share)
        q = now[:, -1].transpose(0, 1, 3, 2)  # (ROWS, 2, m, 11)
        middle = q[..., MIDDLE]
        if not block:
            widths = (q - middle[..., None]) * factors[:, None, None]
        if levels is not None:
            level = levels[:, 2 * block : 2 * block + 2] / scale - origin
            if not block:
                gap = (middle.mean(axis=2) - level)[:, 1:]  # of the last season that the network knows itself
            else:
                middle = middle + (level + gap - middle.mean(axis=2))[..., None]
        middles.append(middle.reshape(ROWS, -1))
        history = np.concatenate([history, middles[-1]], axis=1)
    away = widened(widths, len(middles))
    out = (np.concatenate(middles, axis=1)[..., None] + away)[:, :h]
    out, Y = out + origin[..., None], Y + origin
    still: Array = np.asarray(np.ptp(Y, axis=1) == 0).reshape(-1, 1, 1)
    out = np.where(still, Y[:, :1, None], out)  # a constant stays what it was
    never_below: Array = (
        np.asarray(Y.min(axis=1) >= 0) if non_negative is None else np.full(len(Y), non_negative)
    )
    return np.asarray(np.where(never_below[:, None, None], np.maximum(out, 0), out) * scale[..., None])


def _origin(Y: Array) -> Array:
    """Where to put zero, (N, 1): left alone, but for data on both sides of it.

    There zero has no meaning, and the network knows few series around it: it is moved well below the data.
    """
    both = (Y.min(axis=1, keepdims=True) < 0) & (Y.max(axis=1, keepdims=True) > 0)
    below = Y.mean(axis=1, keepdims=True) - AWAY * Y.std(axis=1, keepdims=True)
    return np.asarray(np.where(both, below, 0.0))


def _domains(run: Forecast, Y: Array, how: Cut, last: int, share: Array | None = None) -> tuple[Array, Array]:
    """Forecast the data and, where they are positive, their logarithms; weigh both at each point of the season.

    Gives quantiles (N, last, 2, 11, m) and the share of the logarithms, (N, m), worked out where it is not given.
    """
    positive: Array = (Y > 0).all(axis=(1, 2)) & (Y.max(axis=(1, 2)) < 1e4 * Y.min(axis=(1, 2)))
    raw = _run(run, Y, how, last)
    if not positive.any():
        return raw, np.zeros((len(Y), how.m))
    logs = np.log(np.where(positive[:, None, None], Y, 1.0))
    level = logs.mean(axis=(1, 2), keepdims=True) - LOG_LEVEL  # so that the unit of the data does not matter
    most = logs.max(axis=(1, 2), keepdims=True) + FAR
    q = _run(run, logs - level, how, last) + level[..., None, None]
    made = np.exp(np.minimum(q, most[..., None, None]))
    if share is None:
        share = share_of_logs(raw, made, Y) * positive[:, None]
    weight = share[:, None, None, None]
    return np.where(positive[:, None, None, None, None], raw + weight * (made - raw), raw), share


def share_of_logs(raw: Array, made: Array, Y: Array) -> Array:
    """Weigh the logarithms, (N, m), by what past forecasts (N, L, 2, 11, m) missed at each point of the season.

    Where a valley lies far below the peaks, logarithms often forecast the valley and the data the peaks.

    Examples
    --------
    >>> same = np.ones((1, 3, 2, 11, 4))
    >>> share_of_logs(same, same, np.zeros((1, 5, 4))).round(3).tolist()
    [[0.2, 0.2, 0.2, 0.2]]
    """
    if raw.shape[1] < 2:
        return np.full((len(Y), Y.shape[2]), 1 / (1 + DOUBT))
    of_data, of_logs = (
        np.abs(q[:, :, MIDDLE] - y).mean(axis=1) + 1e-300 for q, y in (paired(raw, Y), paired(made, Y))
    )
    odds = np.clip(POWER * np.log(of_logs / of_data), -50, 50)
    return np.asarray(1 / (1 + DOUBT * np.exp(odds)))


def _run(run: Forecast, Y: Array, how: Cut, last: int) -> Array:
    """Describe, forecast and go back to the units of Y: quantiles (N, last, 2, 11, m) after the newest seasons."""
    seen = describe(Y, how.long, seasonal=how.seasonal)
    q = run(seen.inputs, seen.bases, last)
    level, unit = (a[:, -last:, None, None, None] for a in (seen.level, seen.unit))
    return np.asarray(level + unit * q)
