"""Learning algorithms: they change the arrays of a parameter dict in place, from a dict of gradients."""

from __future__ import annotations

from numbers import Real

import numpy as np

from lstm.arrays import Array, checked


def _rate(name: str, value: float, below: float = np.inf, *, zero: bool = False) -> float:
    """Return a setting after checking its range."""
    if not (isinstance(value, Real) and (0 < value < below or (zero and value == 0))):
        raise ValueError(f"{name}: {value!r} came, a number in {'[' if zero else '('}0, {below}) expected")
    return float(value)


def _check_grads(parameters: dict[str, Array], grads: dict[str, Array]) -> None:
    """Check that there is one gradient per parameter, of its shape and precision."""
    if set(grads) != set(parameters):
        different = sorted(set(grads) ^ set(parameters))
        raise ValueError(
            f"grads: names differ from the parameters' in {different}; one gradient each expected"
        )
    for name, parameter in parameters.items():
        checked(f"grads[{name!r}]", grads[name], parameter.shape, like=parameter)


class SGD:
    """Gradient descent with momentum: v = momentum * v + grad, then parameter -= lr * v.

    Parameters
    ----------
    parameters : dict
        Name to array, changed in place.
    lr : float
        Learning rate.
    momentum : float
        In [0, 1).

    Raises
    ------
    ValueError
        A setting out of range; in :meth:`step`, gradients that do not match the parameters.

    References
    ----------
    Rumelhart, Hinton and Williams (1986).

    Examples
    --------
    >>> parameters = {"w": np.array([1.0])}
    >>> SGD(parameters, lr=0.1).step({"w": np.array([2.0])})
    >>> parameters["w"].tolist()
    [0.8]
    """

    def __init__(self, parameters: dict[str, Array], lr: float, momentum: float = 0.0) -> None:
        self.parameters, self.lr = parameters, _rate("lr", lr)
        self.momentum = _rate("momentum", momentum, 1, zero=True)
        self._v = {name: np.zeros_like(p) for name, p in parameters.items()}

    @property
    def state(self) -> dict[str, Array]:
        """What a step changes besides the parameters: name to the very array."""
        return {f"v {name}": v for name, v in self._v.items()}

    def step(self, grads: dict[str, Array]) -> None:
        """Change every parameter once."""
        _check_grads(self.parameters, grads)
        for name, p in self.parameters.items():
            v = self._v[name]
            v *= self.momentum
            v += grads[name]
            p -= self.lr * v  # noqa: PLW2901  in place, on purpose


class Adam:
    """Gradient descent with a step size per weight, from running means of the gradient and of its square.

    Parameters
    ----------
    parameters : dict
        Name to array, changed in place.
    lr : float
        Learning rate.
    betas : tuple of float
        How much of each running mean is kept from step to step, in [0, 1).
    eps : float
        Added to the denominator.

    Raises
    ------
    ValueError
        A setting out of range; in :meth:`step`, gradients that do not match the parameters.

    References
    ----------
    Kingma and Ba (2015), algorithm 1.

    Examples
    --------
    >>> parameters = {"w": np.array([1.0])}
    >>> Adam(parameters, lr=0.1).step({"w": np.array([2.0])})
    >>> parameters["w"].round(6).tolist()
    [0.9]
    """

    def __init__(
        self,
        parameters: dict[str, Array],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        self.parameters, self.lr, self.eps = parameters, _rate("lr", lr), _rate("eps", eps)
        self.betas = (_rate("betas[0]", betas[0], 1, zero=True), _rate("betas[1]", betas[1], 1, zero=True))
        self._m = {name: np.zeros_like(p) for name, p in parameters.items()}
        self._v = {name: np.zeros_like(p) for name, p in parameters.items()}
        self._t = np.zeros(1, int)

    @property
    def state(self) -> dict[str, Array]:
        """What a step changes besides the parameters: name to the very array."""
        means = {"m": self._m, "v": self._v}
        return {"t": self._t} | {f"{kind} {n}": a for kind, mean in means.items() for n, a in mean.items()}

    def step(self, grads: dict[str, Array]) -> None:
        """Change every parameter once."""
        _check_grads(self.parameters, grads)
        self._t += 1
        (b1, b2), t = self.betas, int(self._t[0])
        for name, p in self.parameters.items():
            m, v, grad = self._m[name], self._v[name], grads[name]
            m += (1 - b1) * (grad - m)
            v += (1 - b2) * (grad * grad - v)
            # Both means start at zero: dividing by 1 - b^t removes that bias.
            rate = self.lr / (1 - b1**t)
            p -= rate * m / (np.sqrt(v / (1 - b2**t)) + self.eps)  # noqa: PLW2901  in place, on purpose


def clip_by_norm(grads: dict[str, Array], max_norm: float) -> float:
    """Scale all gradients together, in place, so that their joint norm is at most `max_norm`.

    Parameters
    ----------
    grads : dict
        Name to array, changed in place.
    max_norm : float
        Largest norm allowed.

    Returns
    -------
    float
        The norm before clipping.

    Raises
    ------
    ValueError
        A norm that is not positive, or gradients that are not finite floating-point arrays.

    References
    ----------
    Pascanu, Mikolov and Bengio (2013), algorithm 1.

    Examples
    --------
    >>> grads = {"w": np.array([3.0, 4.0])}
    >>> clip_by_norm(grads, 1.0), grads["w"].round(6).tolist()
    (5.0, [0.6, 0.8])
    """
    max_norm = _rate("max_norm", max_norm)
    for name, grad in grads.items():
        checked(f"grads[{name!r}]", grad, ("...",))
    norm = float(np.sqrt(sum(float((grad * grad).sum()) for grad in grads.values())))
    if norm > max_norm:
        for grad in grads.values():
            grad *= max_norm / norm  # noqa: PLW2901  in place, on purpose
    return norm
