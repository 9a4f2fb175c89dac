"""What is wrong with a batch as a whole."""

from __future__ import annotations

from backedge.errors import BackedgeError


class BatchError(BackedgeError):
    """A batch that cannot begin, or cannot go on; what is done is kept."""
