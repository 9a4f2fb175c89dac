"""The fixed-size policy: queues are cut, so that a slow node works on recent packets."""

from __future__ import annotations

from itertools import islice
from typing import Any, ClassVar

from backedge.authoring.ports import Input
from backedge.config.handlers import FixedSizeInputStreamHandlerOptions
from backedge.streams.input_stream import InputStream
from backedge.streams.policies.default import BoundsInputPolicy
from backedge.streams.policies.input_policy import CLOSE, NOT_READY
from backedge.timestamp import UNSET, is_range_value, next_allowed


class FixedSizeInputPolicy(BoundsInputPolicy):
    """`FixedSizeInputStreamHandler`: the default rule on queues that are cut when they have grown too long.

    A queue that reaches ``trigger_queue_size`` is cut to its newest ``target_queue_size`` packets, and all others are
    cut at the same time; with ``fixed_min_size`` only once all have grown that long. What the node gets is chosen anew
    when it is filled, so that its packets may be newer than its input timestamp.
    """

    options_type: ClassVar[type[Any] | None] = FixedSizeInputStreamHandlerOptions
    watches_packets: ClassVar[bool] = True

    # Not in reset(): MediaPipe keeps it from one run to the next, so that a run over earlier timestamps loses packets.
    _kept = UNSET

    def reset(self) -> None:
        super().reset()
        self._trigger: int = self.options.trigger_queue_size
        self._target: int = self.options.target_queue_size

    def packet_added(self) -> None:
        self._erase_surplus(keep_one=False)

    def examine(self) -> int:
        self._erase_surplus(keep_one=False)
        timestamp = super().examine()
        while timestamp not in (CLOSE, NOT_READY) and timestamp < self._kept:
            self._erase_surplus(keep_one=False)
            timestamp = super().examine()
        self.blocker = None  # a queue that is cut may change everything
        return timestamp

    def fill(self, timestamp: int, ports: tuple[Input[Any], ...]) -> None:
        self._erase_surplus(keep_one=True)
        super().fill(min(map(_available, self.streams)), ports)

    def _erase_surplus(self, *, keep_one: bool) -> None:
        if self.options.fixed_min_size:
            if all(len(stream.queue) >= self._trigger for stream in self.streams):
                self._erase_before(min(_first_of_newest(stream, self._target) for stream in self.streams))
            return
        for stream in self.streams:
            allowed = self._target if len(stream.queue) >= self._trigger else self._trigger - 1
            if len(stream.queue) > allowed:
                self._kept = max(self._kept, next_allowed(_first_of_newest(stream, allowed + 1)))
        if keep_one:
            # Not past what the stream that lags most can still deliver, or nothing would be left to process.
            self._kept = min(self._kept, _before(min(map(_reached, self.streams))))
        self._erase_before(self._kept)

    def _erase_before(self, timestamp: int) -> None:
        for stream in self.streams:
            stream.erase_before(timestamp)


def _first_of_newest(stream: InputStream, count: int) -> int:
    """Timestamp of the first among the newest `count` packets in the queue."""
    queue = stream.queue
    if not queue:
        return UNSET
    return next(islice(queue, max(0, len(queue) - count), None)).timestamp


def _reached(stream: InputStream) -> int:
    return next_allowed(stream.queue[-1][1]) if stream.queue else stream.bound


def _available(stream: InputStream) -> int:
    """The first timestamp that the stream can deliver now: a packet's, or the last that is settled."""
    return stream.queue[0][1] if stream.queue else _before(stream.bound)


def _before(bound: int) -> int:
    return bound - 1 if is_range_value(bound) else bound
