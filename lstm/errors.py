"""Every error that a user of the package can meet, besides ``ValueError`` for a wrong array.

Both are ``ValueError`` too, so that a caller who catches that catches all bad input.

Examples
--------
>>> issubclass(DataError, ValueError) and issubclass(ModelFileError, ValueError)
True
"""

import re


class DataError(ValueError):
    """The data cannot be used as they are.

    The message names the place, the value, what was expected, and the remedy.
    """


class ModelFileError(ValueError):
    """A saved model cannot be loaded.

    The message names the file, what is wrong with it, and the remedy.
    """


def first_line(error: Exception) -> str:
    r"""Return the first line of another library's message, cut short: what to put in brackets behind ours.

    Examples
    --------
    >>> first_line(ValueError("bad\nand so on"))
    'bad'
    """
    return str(error).split("\n", 1)[0][:120]


def moment(time: object) -> str:
    """Spell a time for a message: a day without its midnight, a clock without zero seconds.

    Examples
    --------
    >>> import numpy as np
    >>> moment("2024-05-01 00:00:00"), moment(7), moment(np.datetime64("2024-05-01T09:30:00.000000000"))
    ('2024-05-01', '7', '2024-05-01 09:30')
    """
    text = str(time).replace("T", " ").removesuffix(".000000000").removesuffix(" 00:00:00")
    return re.sub(r"( \d\d:\d\d):00$", r"\1", text)
