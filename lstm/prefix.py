"""A linear recurrence without the loop: c_t = f_t c_(t-1) + b_t for all t at once, in log2(T) rounds."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array, checked


def prefix_scan(log_f: Array, b: Array) -> tuple[Array, int]:
    """Solve c_t = f_t c_(t-1) + b_t from c = 0, by doubling.

    Two neighbouring steps are one step of the same form, with factor f_2 f_1 and term f_2 b_1 + b_2. A round joins
    each stretch with the one before it, so stretches double; all joins of a round can be made at the same time. The
    factors are kept as logarithms, where a product of a thousand of them cannot underflow.

    Parameters
    ----------
    log_f : ndarray
        Logarithms of the factors, (T, ...), at most 0 for a gate.
    b : ndarray
        Terms, as `log_f`.

    Returns
    -------
    c : ndarray
        As `b`.
    rounds : int
        log2(T), rounded up.

    Raises
    ------
    ValueError
        Wrong dtype, unequal shapes, or not finite.

    References
    ----------
    Hillis and Steele (1986), Data parallel algorithms; Feng et al. (2024), Were RNNs all we needed?

    Examples
    --------
    >>> prefix_scan(np.log([0.5, 0.5, 0.5]), np.ones(3))
    (array([1.  , 1.5 , 1.75]), 2)
    """
    log_f = checked("log_f", log_f, ("...", "T"))
    c = checked("b", b, log_f.shape).copy()
    log_f, rounds, span = log_f.copy(), 0, 1
    while span < len(c):
        c[span:] = np.exp(log_f[span:]) * c[:-span] + c[span:]
        log_f[span:] = log_f[span:] + log_f[:-span]
        span, rounds = 2 * span, rounds + 1
    return c, rounds


def minlstm_at_once(x: Array, matrix: Array, hidden_size: int) -> tuple[Array, int]:
    """Return the states of a minLSTM at every step, (T, ..., H), and the rounds it took, without a loop over time.

    Its gates see x only, so all of them are known before the first step; then the state is a linear recurrence.

    Parameters
    ----------
    x : ndarray
        (T, ..., I).
    matrix : ndarray
        (V, 3 H) as of :class:`lstm.trials.Trials`: rows x, 1 and the unused h; columns i, f, g.
    hidden_size : int
        The number of units, H.

    Examples
    --------
    >>> states, rounds = minlstm_at_once(np.ones((8, 2)), np.zeros((6, 9)), 3)
    >>> states.shape, rounds
    ((8, 3), 3)
    """
    I, H = x.shape[-1], hidden_size
    a = x @ matrix[:I] + matrix[I]
    a_i, a_f, g = a[..., :H], a[..., H : 2 * H], a[..., 2 * H :]
    # log(sigmoid(a)) = -log(1 + exp(-a)); the kept share is f / (i + f), the written share i / (i + f).
    ratio = np.logaddexp(0, -a_f) - np.logaddexp(0, -a_i)
    return prefix_scan(-np.logaddexp(0, ratio), np.exp(-np.logaddexp(0, -ratio)) * g)
