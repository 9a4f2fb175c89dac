"""Environment variables that hold a number."""

from __future__ import annotations

import os

from backedge.errors import ResourceError


def number_of(variable: str) -> int | None:
    """The whole number, 1 or more, in an environment variable; None where it is not set.

    Raises:
        ResourceError: something else is in it.
    """
    named = os.environ.get(variable)
    if not named:
        return None
    if not (named.isdecimal() and int(named) >= 1):
        raise ResourceError(f"{variable} must be a whole number of at least 1, found {named!r}")
    return int(named)
