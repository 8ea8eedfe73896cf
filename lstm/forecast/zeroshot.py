"""Forecasts without fitting: any number of series of any season length through one pre-trained network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

import numpy as np

from lstm.arrays import Array
from lstm.forecast.cuts import ORIGINS, Cut, blend, cut, cuts
from lstm.forecast.domains import domains, read
from lstm.forecast.doubled import nearest
from lstm.forecast.frozen import Forecast, Frozen
from lstm.forecast.quantiles import MIDDLE, QUANTILES
from lstm.forecast.trust import missed_before, mixed
from lstm.forecast.views import backs, long_cut, second, weight
from lstm.forecast.widths import paired, widened

if TYPE_CHECKING:
    from lstm.forecast.network import SeasonalLSTM

Network: TypeAlias = "Frozen | SeasonalLSTM"

ROWS = 32  # series in a batch, always: the last digits of a product depend on its shape
AWAY = 10.0  # spreads between the mean of data on both sides of zero and where zero is put


class _Asked(NamedTuple):
    """What is to be forecast of one series, cut in one way."""

    y: Array
    how: Cut
    h: int


class _Made(NamedTuple):
    """Quantiles (h, 11), and the errors of the past from :func:`lstm.forecast.views.backs`."""

    q: Array
    missed: Array


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
    run, hows = exact(network), [cuts(len(y), season, long) for y in series]
    wider = np.array([*widths, 1.0, *widths[::-1]]) if len(widths) else np.ones(len(QUANTILES))
    answer = partial(_answers, run, non_negative=non_negative, wider=wider)
    made = iter(answer([_Asked(y, how, h) for y, ways in zip(series, hows, strict=True) for how in ways]))
    parts = [[next(made) for _ in ways] for ways in hows]
    out = [blend([part.q for part in some], ways) for some, ways in zip(parts, hows, strict=True)]
    seconds = {k: how for k, y in enumerate(series) if (how := second(len(y), hows[k][0])) is not None}
    made = iter(answer([one for k, how in seconds.items() for one in _again(series[k], hows[k][0], how, h)]))
    for k in seconds:
        q, *past = (next(made).q for _ in (0, *backs(hows[k][0])))
        share = float(weight(*_missed(series[k], hows[k][0], parts[k][0].missed, past)))
        out[k] = mixed(out[k], q, share)
    return out


def _again(y: Array, first: Cut, other: Cut, h: int) -> list[_Asked]:
    """Ask for the second view of a series, and for what it would have forecast before."""
    early = [y[: len(y) - back * first.m] for back in backs(first)]
    return [_Asked(y, other, h), *(_Asked(some, long_cut(len(some), other.m), 2 * first.m) for some in early)]


def _missed(y: Array, first: Cut, missed: Array, past: list[Array]) -> tuple[Array, Array]:
    """Return the errors of the past of both views in units of the largest value; of the second from its forecasts."""
    size, other = np.abs(y).max() or 1.0, []
    for back, q in zip(backs(first), past, strict=True):
        came = y[len(y) - back * first.m :][: len(q)]
        other.append(np.abs((q[: len(came), MIDDLE] - came) / size).mean())
    return missed / size, np.array(other)


def _answers(
    run: Forecast, asked: Sequence[_Asked], *, non_negative: bool | None, wider: Array
) -> list[_Made]:
    """Answer what is asked, series that are cut alike together."""
    out: list[_Made | None] = [None] * len(asked)
    groups: dict[tuple[Cut, int], list[int]] = {}
    for place, one in enumerate(asked):
        groups.setdefault((one.how, min(one.h, one.how.reach or one.h)), []).append(place)
    for (how, steps), places in groups.items():
        for start in range(0, len(places), ROWS):
            some = places[start : start + ROWS]
            histories = [asked[k].y for k in some + some[:1] * (ROWS - len(some))]
            levels = _levels(run, histories, how, steps)
            Y = np.stack([y[-how.S * how.m :] for y in histories])
            made = _batch(run, Y, how, steps, non_negative, wider, levels)
            for k, q, missed in zip(some, *made, strict=False):
                out[k] = _Made(q, missed)
    return cast("list[_Made]", out)


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
    past = (read(exact(network), Y / scale - origin, how, L)[0] + origin) * scale  # (L, 2, 11, m)
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
) -> tuple[Array, Array]:
    """Forecast ROWS series of equal length, (ROWS, h, 11), beyond two seasons at these levels; and what was missed."""
    # A power of two: dividing by it is exact, and no square overflows.
    scale = np.exp2(np.minimum(np.frexp(np.abs(Y).max(axis=1))[1], 1000).astype(float))[:, None]
    Y = Y / scale
    origin = _origin(Y)
    Y = Y - origin
    now, share = domains(run, Y.reshape(ROWS, how.S, how.m), how, min(how.S, ORIGINS))
    missed = np.zeros((ROWS, 0))
    if how.long >= 2:
        past = [missed_before(now, Y, back * how.m, 2 * how.m) for back in backs(how)]
        missed = np.stack(past, axis=1) * scale
    middle, widths = nearest(run, Y, how, now)
    middles, history = [], Y
    for block in range(-(-h // (2 * how.m))):
        if block:
            now, _ = domains(run, history.reshape(ROWS, -1, how.m)[:, -how.S :], how, 1, share)
            middle = now[:, -1, :, MIDDLE]
        if levels is not None:
            level = levels[:, 2 * block : 2 * block + 2] / scale - origin
            if not block:
                gap = (middle.mean(axis=2) - level)[:, 1:]  # of the last season that the network knows itself
            else:
                middle = middle + (level + gap - middle.mean(axis=2))[..., None]
        middles.append(middle.reshape(ROWS, -1))
        history = np.concatenate([history, middles[-1]], axis=1)
    away = widened(wider * widths, len(middles))
    out = (np.concatenate(middles, axis=1)[..., None] + away)[:, :h]
    out, Y = out + origin[..., None], Y + origin
    still: Array = np.asarray(np.ptp(Y, axis=1) == 0).reshape(-1, 1, 1)
    out = np.where(still, Y[:, :1, None], out)  # a constant stays what it was
    never_below: Array = (
        np.asarray(Y.min(axis=1) >= 0) if non_negative is None else np.full(len(Y), non_negative)
    )
    out = np.where(never_below[:, None, None], np.maximum(out, 0), out) * scale[..., None]
    return out, missed


def _origin(Y: Array) -> Array:
    """Where to put zero, (N, 1): left alone, but for data on both sides of it.

    There zero has no meaning, and the network knows few series around it: it is moved well below the data.
    """
    both = (Y.min(axis=1, keepdims=True) < 0) & (Y.max(axis=1, keepdims=True) > 0)
    below = Y.mean(axis=1, keepdims=True) - AWAY * Y.std(axis=1, keepdims=True)
    return np.asarray(np.where(both, below, 0.0))
