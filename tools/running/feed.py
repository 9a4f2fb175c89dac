"""What `graph_runner run` feeds a graph with: packets of its input streams, in the order of their times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from backedge.recording import StreamEvent


class Feed(Protocol):
    """Gives the packets of a run, once; pictures of files and cameras, or what was recorded."""

    @property
    def is_live(self) -> bool:
        """True if some come at their own pace, so that waiting would lose them."""

    @property
    def skipped(self) -> int:
        """The number of packets that could not be read, so far."""

    def total(self, stream: str) -> int | None:
        """How many packets a stream should get, None where that is unknown."""

    def __iter__(self) -> Iterator[StreamEvent]:
        """Go through the packets of all streams by their timestamps, and through the ends of the streams."""
        ...
