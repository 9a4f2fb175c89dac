"""A graph that comes through standard input, which the command line names ``-``."""

from __future__ import annotations

import sys
from functools import cache
from typing import Final

from backedge.errors import ResourceError

DASH: Final = "-"
"""What stands for standard input on the command line."""

NAME: Final = "<stdin>"
"""What stands for its file in messages."""


@cache
def standard_input() -> bytes:
    """All that comes through standard input; it can be read once, and is kept for messages that show a line of it.

    Raises:
        ResourceError: it is closed or cannot be read.
    """
    if sys.stdin is None:
        raise ResourceError("standard input cannot be read: it is closed")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise ResourceError(f"standard input cannot be read: {error.strerror}") from error
