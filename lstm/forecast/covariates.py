"""Covariates and calendar by penalised regression; the pre-trained network forecasts what they leave unexplained.

A regression with errors that an LSTM forecasts: it is fitted in closed form, in seconds, on one series or many.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm.arrays import Array
from lstm.errors import DataError
from lstm.forecast.design import DESIGN, Units, design, years
from lstm.forecast.effects import explain
from lstm.forecast.foreseen import Foreseen, doubt, doubted
from lstm.forecast.frozen import Forecast
from lstm.forecast.gate import Gate, weighed
from lstm.forecast.known import Known
from lstm.forecast.quantiles import MIDDLE, QUANTILES
from lstm.forecast.scale import Scale
from lstm.forecast.zeroshot import Network, exact, forecast, hindcast

POOLED = 10.0  # penalty, as lstm.forecast.effects.PENALTIES, on what several series have in common
NEAR = 16  # seasons whose mean is the level of the time in their middle
CHECKED = 9  # newest seasons, left out of a second fit, on which shares and widths are learned
WINDOWS = 4  # newest ones, on which covariates are judged
LEARNED = ("center", "spread", "binary", "static_center", "static_spread", "shared")


class _Part(NamedTuple):
    """What a regression makes of one series, on its scale."""

    scale: Scale
    ahead: Array  # (h,): explained of the steps to forecast
    rest: Array  # (n,): left unexplained
    left_out: Array  # (n,): the same, by a fit that had not seen the newest seasons


class Regression:
    """Coefficients shared by the series that were learned from, and drawn towards them for each series.

    Parameters
    ----------
    season : int
        Season length, in observations.
    long : int
        Longer period, or 0.

    Examples
    --------
    >>> import pandas as pd
    >>> from lstm.forecast import store
    >>> ds, x = pd.Series(range(43)), np.tile([0.0, 1.0, 0.0], 15)[:43, None]
    >>> one = Known(ds, 5 + 3 * x[:40, 0], x, np.zeros((40, 0)), np.zeros(0))
    >>> Regression(1, 0).learn([one], 3).forecast(store.pretrained(), [one], 3)[0][:, 5].round(1).tolist()
    [7.9, 5.0, 5.0]
    """

    def __init__(self, season: int, long: int) -> None:
        self.season, self.long = season, long
        self.center, self.spread = np.zeros(0), np.ones(0)
        self.static_center, self.static_spread = np.zeros(0), np.ones(0)
        self.binary, self.years = np.zeros(0, bool), 0
        self.shared: Array = np.zeros((1, 0))
        self.doubt: Array = np.zeros(0)  # (k,): what is missed at each lead, covariates being forecasts

    def learn(self, series: list[Known], h: int) -> Regression:
        """Learn the units of the covariates and, from several series, what their coefficients have in common."""
        values = np.concatenate([np.concatenate([s.future[: len(s.y)], s.past], axis=1) for s in series])
        self.center, self.spread = values.mean(axis=0), values.std(axis=0) + 1e-9
        self.binary = np.array([len(np.unique(column)) <= 2 for column in values.T], bool)
        static = np.stack([s.static for s in series])
        self.static_center, self.static_spread = static.mean(axis=0), static.std(axis=0) + 1e-9
        self.years = min(years(s.ds[: len(s.y)]) for s in series)
        self.shared = np.zeros((1 + static.shape[1], self._matrix(series[0], h).shape[1]))
        if len(series) == 1:
            return self
        width = self.shared.size
        gram, cross, size = np.zeros((width, width)), np.zeros(width), np.zeros(width)
        for s in series:
            X, z = self._matrix(s, h)[: len(s.y)], Scale.of(s.y).there(s.y)
            X = X - X.mean(axis=0)
            static = self._static(s)  # coefficients may depend on what is static
            gram = gram + np.kron(np.outer(static, static), X.T @ X)
            cross = cross + np.kron(static, X.T @ (z - z.mean()))
            size = size + np.kron(static**2, X.var(axis=0)) / len(series)
        solution = np.linalg.solve(gram + np.diag(POOLED * size + 1e-9), cross)
        self.shared = solution.reshape(self.shared.shape)
        return self

    def forecast(
        self, network: Network, series: list[Known], h: int, *, non_negative: bool | None = None
    ) -> list[Array]:
        """Forecast h steps of each series: quantiles (h, 11)."""
        run = exact(network)
        parts = [self.explained(s, h) for s in series]
        rests = forecast(run, [part.rest for part in parts], self.season, self.long, h)
        return [
            self.whole(run, s, part, rest, non_negative)
            for s, part, rest in zip(series, parts, rests, strict=True)
        ]

    def whole(
        self, run: Forecast, s: Known, part: _Part, rest: Array, non_negative: bool | None = None
    ) -> Array:
        """Put the forecast of what is left, (h, 11), on what the columns explain."""
        share, factors = _checked(*hindcast(run, part.left_out, self.season, self.long, CHECKED))
        middle = rest[:, MIDDLE : MIDDLE + 1]
        away = doubted(factors * (rest - middle), self.doubt)
        q = part.scale.back(np.sort(part.ahead[:, None] + share * middle + away, axis=1))
        at_zero = (s.y >= 0).all() if non_negative is None else non_negative
        return np.maximum(q, 0) if at_zero else q

    def explained(self, s: Known, h: int) -> _Part:
        """Split one series into what the columns explain and what they leave."""
        n, scale, X = len(s.y), Scale.of(s.y), self._matrix(s, h)
        if X.shape[1] != self.shared.shape[1]:
            raise DataError(
                "the data are of another frequency than those that the model was fitted on; fit it anew"
            )
        explained, left_out = self._explain(s, X)
        return _Part(scale, explained[n:], scale.there(s.y) - explained[:n], left_out)

    def _explain(self, s: Known, X: Array) -> tuple[Array, Array]:
        """Explain a series of n observations by columns (n + k, C), as `lstm.forecast.effects.explain`."""
        n, z, m = len(s.y), Scale.of(s.y).there(s.y), max(self.season, 1)
        prior = self._static(s) @ self.shared  # (C,): coefficients are drawn towards what the series share
        early = n - min(CHECKED * m, n // 3)
        explained, left_out = explain(X, z - X[:n] @ prior, early, NEAR * m)
        return explained + X @ prior, left_out

    def believe(self, series: list[Known], past: list[list[Foreseen]], h: int) -> Regression:
        """Learn what is missed because covariates were forecasts, from past ones of each series."""
        misses = []
        for s, made in zip(series, past, strict=True):
            if not made:
                continue
            X = self._matrix(s, h)
            rows = [self._matrix(one.put(s), h)[one.n : one.n + len(one.x)] for one in made]
            explained, _ = self._explain(s, np.concatenate([X, *rows]))
            then = np.split(explained[len(X) :], np.cumsum([len(part) for part in rows])[:-1])
            misses += [
                wrong - explained[one.n : one.n + len(wrong)] for one, wrong in zip(made, then, strict=True)
            ]
        self.doubt = doubt(misses) if misses else np.zeros(0)
        return self

    def state(self) -> tuple[dict[str, Array], dict[str, Any]]:
        """Return all that was learned: arrays, and what is none."""
        arrays = {name: np.asarray(getattr(self, name)) for name in (*LEARNED, "doubt")}
        return arrays, {"design": DESIGN, "season": self.season, "long": self.long, "years": self.years}

    @classmethod
    def of(cls, arrays: dict[str, Array], about: dict[str, Any]) -> Regression:
        """Build what :meth:`state` took apart.

        Raises
        ------
        ValueError
            It was learned with other columns than those of today.
        """
        if about.get("design") != DESIGN:
            raise ValueError("covariates of another version")
        out = cls(int(about["season"]), int(about["long"]))
        out.years = int(about["years"])
        for name in LEARNED:
            setattr(out, name, arrays[name])
        out.doubt = arrays.get("doubt", out.doubt)  # files of before 2026-11-30 have none
        return out

    def _static(self, s: Known) -> Array:
        return np.concatenate([[1.0], (s.static - self.static_center) / self.static_spread])

    def _matrix(self, s: Known, h: int) -> Array:
        return design(s, h, self.season, self.years, Units(self.center, self.spread, self.binary))


def _checked(past: Array, y: Array) -> tuple[float, Array]:
    """Learn from past forecasts (O, 11, m) of outcomes (O, m) how far to trust the middle and how wide to be.

    Least squares for the share; Romano, Patterson and Candes (2019) for the widths, with factors for shifts.
    """
    factors = np.ones(len(QUANTILES))
    if not len(past):
        return 1.0, factors
    middle = past[:, MIDDLE]
    share = float(np.clip((middle * y).sum() / ((middle**2).sum() + 1e-300), 0, 1))
    miss = (y - share * middle)[:, None] / (np.abs(past - middle[:, None]) + 1e-300)  # (O, 11, m)
    more = 1 + 0.5 / len(past)  # a quantile of few misses, alike within a season, is too small
    for k, q in enumerate(QUANTILES):
        if k != MIDDLE:  # each side has its own misses
            side = miss[:, k] if k > MIDDLE else -miss[:, k]
            factors[k] = np.quantile(side, min(1.0, max(q, 1 - q) * more))
    factors = np.clip(factors, 0.1, 10)
    return share, np.asarray(factors)


def fitted(
    network: Network,
    season: int,
    long: int,
    known: list[Known],
    h: int,
    past: list[list[Foreseen]] | None = None,
) -> tuple[Regression, Gate]:
    """Judge covariates on the last windows of the series, then learn from all of them.

    Where there are past forecasts of the covariates, these are what is judged and believed.
    """
    regression, past = Regression(season, long), past or [[] for _ in known]
    gate = _judged(regression, network, known, h, past)
    return regression.learn(known, h).believe(known, past, h), gate


def _judged(
    regression: Regression, network: Network, known: list[Known], h: int, past: list[list[Foreseen]]
) -> Gate:
    """Compare forecasts with and without covariates on the last windows of the series, each from its own past."""
    least = max(3 * regression.season, 2 * h, 8)
    foretold = [_foreseen(s, h, least, made) for s, made in zip(known, past, strict=True)]
    tried = "covariates as forecast" if any(foretold) else "covariates"
    windows = [_filled(s, h, least, some) for s, some in zip(known, foretold, strict=True)]
    cases = []
    for back in reversed(range(WINDOWS)):
        long_enough = [(s, some[back]) for s, some in zip(known, windows, strict=True) if len(some) > back]
        if long_enough:
            regression.learn([early.until(len(early.y), 0) for _, early in long_enough], h)
            cases += [(whole, early, regression.explained(early, h)) for whole, early in long_enough]
    if not cases:  # too short to judge: what was asked for is done
        return Gate("covariates", kept=True, gain=0.0, low=0.0, windows=0, updates=0)
    run = exact(network)  # once for all windows: it takes no longer for many series than for one
    seen = [part.rest for *_, part in cases] + [early.y for _, early, _ in cases]
    made = forecast(run, seen, regression.season, regression.long, h)
    errors = np.empty((2, len(cases)))
    for k, (whole, early, part) in enumerate(cases):
        came = whole.y[len(early.y) :][:h]
        scale = np.abs(np.diff(early.y)).mean() + 1e-12 * np.abs(early.y).max() + 1e-300
        with_them, alone = regression.whole(run, early, part, made[k]), made[len(cases) + k]
        errors[:, k] = [np.abs(came - q[:, MIDDLE]).mean() / scale for q in (alone, with_them)]
    return weighed(tried, *errors)


def _filled(s: Known, h: int, least: int, foreseen: list[Known]) -> list[Known]:
    """Fill up windows, newest first, with older ones whose covariates are those that came: one judges badly."""
    end = len(foreseen[-1].y) if foreseen else len(s.y)
    return [*foreseen, *(s.until(n, h) for n in range(end - h, least - 1, -h))][:WINDOWS]


def _foreseen(s: Known, h: int, least: int, past: list[Foreseen]) -> list[Known]:
    """What was known before each of the newest windows, newest first, with the covariates as they were forecast."""
    out: list[Known] = []
    for one in reversed(past):
        end = len(out[-1].y) if out else len(s.y)
        if len(one.x) >= h and least <= one.n <= end - h:
            out.append(one.put(s).until(one.n, h))
    return out[:WINDOWS]
