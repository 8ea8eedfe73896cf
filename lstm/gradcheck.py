"""Check a gradient against two numerical derivatives: central differences and the complex step."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from math import ulp
from typing import Any, NamedTuple

import numpy as np

from lstm.arrays import Array, checked

Function = Callable[[Array], Any]  # array to scalar


def loss_of(
    model: Any, loss: Callable[[Array, Array], tuple[Any, Array]], x: Array, target: Array
) -> Callable[[dict[str, Array]], Any]:
    """Return the loss of a model as a function of its parameters alone; the model itself is left as it is.

    Parameters
    ----------
    model : Network
        Anything with ``parameters`` and a call that returns predictions.
    loss : callable
        As :func:`lstm.losses.mse`: predictions and target to the loss and its gradient.
    x, target : ndarray
        The data.

    Returns
    -------
    callable
        Dict of parameters to scalar.

    Examples
    --------
    >>> from lstm.dense import Network
    >>> from lstm.losses import mse
    >>> network = Network([1, 1])
    >>> f = loss_of(network, mse, np.ones((1, 1)), np.zeros((1, 1)))
    >>> f({"0.weight": np.array([[2.0]]), "0.bias": np.array([1.0])})
    9.0
    """

    def f(parameters: dict[str, Array]) -> Any:
        other = copy(model)
        other.parameters = parameters
        return loss(other(x), target)[0]

    return f


def central_difference(f: Function, x: Array, eps: float = 1e-6) -> Array:
    """Approximate the gradient of f at x by (f(x + eps) - f(x - eps)) / (2 eps), one entry at a time.

    Parameters
    ----------
    f : callable
        Array to scalar.
    x : ndarray
        Any shape.
    eps : float
        Step: too large and the curve bends within it, too small and the subtraction cancels.

    Returns
    -------
    ndarray
        The shape of x.

    Raises
    ------
    ValueError
        x not floating point or not finite.

    Examples
    --------
    >>> central_difference(lambda x: (x**2).sum(), np.array([1.0, 3.0])).round(6).tolist()
    [2.0, 6.0]
    """
    x = checked("x", x, ("...",))
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += eps
        down[place] -= eps
        gradient[place] = (f(up) - f(down)) / (2 * eps)
    return gradient


def complex_step(f: Function, x: Array, eps: float = 1e-30) -> Array:
    """Compute the gradient of f at x as Im f(x + i eps) / eps, one entry at a time.

    Nothing is subtracted, so nothing cancels: the step can be as small as 1e-30 and the answer is exact to
    rounding. f must be built from analytic operations that accept complex numbers.

    Parameters
    ----------
    f : callable
        Array to scalar, complex for complex input.
    x : ndarray
        Any shape, real.
    eps : float
        Step.

    Returns
    -------
    ndarray
        The shape of x, float64.

    Raises
    ------
    ValueError
        x not real floating point or not finite, or f returning a real number for complex input.

    References
    ----------
    Squire and Trapp (1998), Using complex variables to estimate derivatives of real functions.

    Examples
    --------
    >>> complex_step(lambda x: (x**2).sum(), np.array([1.0, 3.0])).tolist()
    [2.0, 6.0]
    """
    x = checked("x", x, ("...",))
    if np.iscomplexobj(x):
        raise ValueError("x: complex came, real expected; the step itself is the imaginary part")
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        stepped = x.astype(complex)
        stepped[place] += 1j * eps
        value = f(stepped)
        if not np.iscomplexobj(value):
            raise ValueError(
                "f: a real number came back for complex input; a complex one expected. "
                "Look for .real, abs or float in f"
            )
        gradient[place] = value.imag / eps
    return gradient


def relative_error(a: Array, b: Array) -> float:
    """Return the largest difference between two arrays over their largest entry; 0 for equals, and for them alone.

    Parameters
    ----------
    a, b : ndarray
        The same shape.

    Returns
    -------
    float
        ``max |a - b| / max(|a|, |b|)``; where that is too small for a float, the least above zero.

    Raises
    ------
    ValueError
        Different shapes, or not finite.

    Examples
    --------
    >>> relative_error(np.array([1.0, 2.0]), np.array([1.0, 1.0]))
    0.5
    """
    a = checked("a", a, ("...",))
    b = checked("b", b, a.shape)
    scale = max(float(np.abs(a).max()), float(np.abs(b).max()))
    difference = float(np.abs(a - b).max())
    return difference / scale or ulp(0.0) if difference else 0.0


class Report(NamedTuple):
    """How far a gradient is from each numerical derivative (relative errors), and whether it is right."""

    central: float
    complex_step: float
    right: bool


def check(f: Function, x: Array, gradient: Array) -> Report:
    """Compare a gradient worked out by hand with both numerical derivatives of f at x.

    Parameters
    ----------
    f : callable
        Array to scalar, complex for complex input.
    x : ndarray
        Any shape, float64.
    gradient : ndarray
        What is to be checked, the shape of x.

    Returns
    -------
    Report
        Right when within 1e-6 of the central difference and 1e-10 of the complex step, relative to the
        largest entry.

    Raises
    ------
    ValueError
        x or gradient of the wrong shape or dtype, or f not usable on complex input.

    Examples
    --------
    >>> x = np.array([1.0, 3.0])
    >>> check(lambda x: (x**2).sum(), x, 2 * x).right
    True
    >>> check(lambda x: (x**2).sum(), x, 3 * x).right
    False
    """
    gradient = checked("gradient", gradient, np.shape(x))
    central = relative_error(gradient, central_difference(f, x))
    complex_ = relative_error(gradient, complex_step(f, x))
    return Report(central, complex_, central < 1e-6 and complex_ < 1e-10)


def check_all(
    f: Callable[[dict[str, Array]], Any], parameters: dict[str, Array], gradients: dict[str, Array]
) -> dict[str, Report]:
    """Check one gradient per parameter, so that a wrong one is named.

    Parameters
    ----------
    f : callable
        Dict of parameters to scalar.
    parameters, gradients : dict
        The same names and shapes.

    Returns
    -------
    dict
        Name to :class:`Report`.

    Raises
    ------
    ValueError
        Names that differ, or as :func:`check`.

    Examples
    --------
    >>> p = {"w": np.array([2.0]), "b": np.array([1.0])}
    >>> wrong = {"w": np.array([4.0]), "b": np.array([-1.0])}
    >>> reports = check_all(lambda p: (p["w"] ** 2 + p["b"]).sum(), p, wrong)
    >>> [name for name, report in reports.items() if not report.right]
    ['b']
    """
    if set(parameters) != set(gradients):
        raise ValueError(f"gradients: {sorted(gradients)} came, {sorted(parameters)} expected")

    def alone(name: str) -> Function:
        return lambda value: f({**parameters, name: value})

    return {name: check(alone(name), value, gradients[name]) for name, value in parameters.items()}
