"""Weights drawn by chance: the cheapest rival of learning."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array
from lstm.tasks.episodes import Episode, Task
from lstm.trials import Trials


def guess(task: Task, guesses: int, hidden: int, *, spread: float, seed: int, side: int = 50) -> Array:
    """Draw tanh networks at random, without learning, until one solves the task; say after how many.

    Parameters
    ----------
    task : Task
        The problem.
    guesses : int
        Networks to draw at most.
    hidden : int
        Units of each.
    spread : float
        Weights are uniform within plus and minus this.
    seed : int
        Of networks and sequences.
    side : int
        Networks that are tried side by side.

    Returns
    -------
    ndarray
        (): the number of networks drawn, NaN where none of them answered 128 sequences right.

    References
    ----------
    Hochreiter and Schmidhuber (1996), Bridging long time lags by weight guessing and "Long Short-Term Memory".

    Examples
    --------
    >>> from lstm.tasks import TASKS
    >>> float(guess(TASKS["embedded Reber"], 50, 4, spread=10, seed=0))
    nan
    """
    rng = np.random.default_rng([seed, 2])
    for tried in range(0, guesses, side):
        trials = Trials("rnn_tanh", task.input_size, hidden, task.output_size, seeds=range(side))
        for p in trials.parameters.values():
            p[:] = rng.uniform(-spread, spread, p.shape)
        for number in (4, 124):  # a short look first: nearly every guess is wrong at once
            one = task.draw(number, rng)
            episode = Episode(*(np.repeat(part[:, None], side, axis=1) for part in one))
            right = task.right(trials.forward(episode.x)[0], episode).all(axis=-1)
            if not right.any():
                break
        else:
            return np.asarray(tried + 1.0 + int(np.argmax(right)))
    return np.asarray(np.nan)
