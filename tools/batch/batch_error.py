"""What is wrong with a batch as a whole, and what to say of an error of anything else."""

from __future__ import annotations

from backedge.errors import BackedgeError


class BatchError(BackedgeError):
    """A batch that cannot begin, or cannot go on; what is done is kept."""


def first_line(error: BaseException) -> str:
    """The first line of an error that says something; its type for one without a word."""
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
