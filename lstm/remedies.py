"""What the package says, in the words of the command line: options where it speaks of arguments in Python."""

from __future__ import annotations

import re

# What begins a message, and what ends one: patterns, and what a command takes in their place.
WORDS = (
    (r"^h: ", "--horizon: "),
    (r"^(?:season|season_length): ", "--season: "),
    (r"^n_windows: ", "--windows: "),
    (r"^futr_df: ", "--future: "),
    (r"^(level|freq|methods|device|workers|duplicates|per): ", r"--\1: "),
    (r"\bdayfirst=True\b", "--day-first"),
    (r"\bdayfirst=False\b", "--month-first"),
    (r"\bdecimal='", "--decimal '"),
    (r"\bduplicates='sum', 'mean' or 'last'", "--duplicates sum, mean or last"),
    (r"\bper='day', 'week' or 'month'", "--per day, week or month"),
    (r"\bper='(\w+)'", r"--per \1"),
    (r"\bduplicates='(\w+)'", r"--duplicates \1"),
    (r"sheet=\.\.\. or --sheet", "--sheet"),
    (r"(name the target)\b", r"\1 with --target"),
    (r"(name the column with the times)\b", r"\1 with --time"),
    (r"(name the column that tells series apart)\b", r"\1 with --series"),
)


def spoken(message: str) -> str:
    """Return a message as somebody who typed a command can follow it, in one line.

    Examples
    --------
    >>> spoken("times: 1/2/24 and all others ...: say which with dayfirst=True or dayfirst=False")
    'times: 1/2/24 and all others ...: say which with --day-first or --month-first'
    >>> spoken("h: 0 came, a whole number of at least 1 expected")
    '--horizon: 0 came, a whole number of at least 1 expected'
    """
    message = " ".join(message.splitlines())
    for pattern, words in WORDS:
        message = re.sub(pattern, words, message)
    return message
