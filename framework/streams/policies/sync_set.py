"""A sync set: streams that wait for each other. The building block of the policies that go by timestamps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backedge.authoring.ports import Input
from backedge.streams.input_stream import InputStream
from backedge.streams.policies.input_policy import CLOSE, NOT_READY
from backedge.timestamp import (
    DONE,
    MAX,
    ONE_OVER_POSTSTREAM,
    POSTSTREAM,
    UNSET,
    UNSTARTED,
    previous_allowed,
)


class SyncSet:
    """Streams of one node that are processed together, timestamp by timestamp.

    Attributes:
        indexes: positions of the streams among all of the node's.
        last_processed: the timestamp last answered by `examine`.
        min_bound: after `NOT_READY`, the first timestamp that is not settled.
        blocker: after `NOT_READY`, a stream that is settled no further, and has to be before the answer can be another;
            None if there may be other reasons.
    """

    __slots__ = ("blocker", "indexes", "last_processed", "min_bound", "process_timestamp_bounds", "streams")

    def __init__(
        self, streams: Sequence[InputStream], indexes: Sequence[int], *, process_timestamp_bounds: bool
    ) -> None:
        self.streams = tuple(streams[index] for index in indexes)
        self.indexes = tuple(indexes)
        self.process_timestamp_bounds = process_timestamp_bounds
        self.reset()

    def reset(self) -> None:
        """Go back to the state before a run."""
        self.last_processed = UNSET
        self.min_bound = UNSET
        self.blocker: InputStream | None = None

    def examine(self) -> int:
        """The next timestamp at which every stream is settled, or `NOT_READY` or `CLOSE`."""
        min_bound = min_packet = DONE
        blocker: InputStream | None = None
        for stream in self.streams:
            if stream.queue:
                timestamp = stream.queue[0][1]
                if timestamp < min_packet:
                    min_packet = timestamp
            elif stream.bound < min_bound:
                min_bound = stream.bound
                blocker = stream
        lower = min_packet if min_packet < min_bound else min_bound
        if lower >= ONE_OVER_POSTSTREAM:
            self.last_processed = MAX
            return CLOSE
        if not self.process_timestamp_bounds:
            if min_bound > min_packet:
                self.last_processed = min_packet
                return min_packet
        else:
            timestamp = self._settled(min_packet, min_bound)
            if timestamp > self.last_processed and timestamp > UNSTARTED:
                self.last_processed = timestamp
                return timestamp
        self.min_bound = lower
        self.blocker = blocker if lower == min_bound else None
        return NOT_READY

    def fill(self, timestamp: int, ports: tuple[Input[Any], ...]) -> None:
        """Move the packets at `timestamp` into the ports of this set."""
        for position, stream in enumerate(self.streams):
            ports[self.indexes[position]].packet = stream.pop_at(timestamp)

    def fill_bounds(self, ports: tuple[Input[Any], ...]) -> None:
        """Put empty packets into the ports of this set: it is not its turn."""
        for position, stream in enumerate(self.streams):
            ports[self.indexes[position]].packet = stream.settled()

    @staticmethod
    def _settled(min_packet: int, min_bound: int) -> int:
        # previous_allowed() skips PostStream, which would make a packet there unreachable.
        if min_packet == POSTSTREAM and min_bound > min_packet:
            return min_packet
        return min(min_packet, previous_allowed(min_bound))
