"""The scale on which effects add: a logarithm where the data allow it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm.arrays import Array


class Scale(NamedTuple):
    """How a series becomes nearly additive: log(1 + y / unit) where it is not negative, else (y - unit) / spread.

    Examples
    --------
    >>> scale = Scale.of(np.array([0.0, 5.0, 10.0]))
    >>> scale.back(scale.there(np.array([7.0]))).round(6).tolist()
    [7.0]
    """

    logged: bool
    unit: float
    spread: float

    @classmethod
    def of(cls, y: Array) -> Scale:
        """Read the scale off a history."""
        if (y >= 0).all():
            return cls(logged=True, unit=float(0.01 * y.mean()) or 1.0, spread=1.0)
        return cls(logged=False, unit=float(y.mean()), spread=float(y.std()) or 1.0)

    def there(self, y: Array) -> Array:
        """Transform."""
        return np.asarray(np.log1p(y / self.unit) if self.logged else (y - self.unit) / self.spread)

    def back(self, z: Array) -> Array:
        """Undo :meth:`there`."""
        return np.asarray(
            np.expm1(np.minimum(z, 700)) * self.unit if self.logged else z * self.spread + self.unit
        )
