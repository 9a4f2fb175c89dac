"""Observers: callbacks on a stream, and pollers that collect what passes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from backedge.errors import ObserverError
from backedge.packet import Packet
from backedge.runtime.input_stream import InputStream
from backedge.timestamp import DONE, POSTSTREAM, PRESTREAM, UNSTARTED, describe, previous_allowed


def _nothing() -> None:
    """Stands for `Observer`'s `after` where nobody wants to know."""


class Observer(InputStream):
    """A consumer's end of a stream that calls back at once instead of queueing.

    Args:
        name: the stream.
        callback: called with every packet, in order.
        observe_timestamp_bounds: also call with an empty packet whenever the stream is settled further without one.
        after: called whenever the stream has moved, after `callback` if that was called too.
    """

    __slots__ = ("_after", "_bounds", "_callback", "_reported")

    def __init__(
        self,
        name: str,
        callback: Callable[[Packet[Any]], object],
        *,
        observe_timestamp_bounds: bool = False,
        after: Callable[[], None] = _nothing,
    ) -> None:
        self._after = after
        self._callback = callback
        self._bounds = observe_timestamp_bounds
        # Kept from one run to the next, as in MediaPipe: a bound that an earlier run has passed is not told again.
        self._reported = UNSTARTED
        super().__init__(name, f"observer of {name}")

    def add(self, packets: Sequence[Packet[Any]]) -> None:
        super().add(packets)
        self.queue.clear()
        for packet in packets:
            self._reported = packet[1]
            self._call(packet)
        if self._bounds and self._reported == PRESTREAM:
            self._report()  # nothing can follow it, which the packet does not say
        self._after()

    def accept(self, packet: Packet[Any], timestamp: int, following: int) -> None:
        self.add((packet,))

    def raise_bound(self, bound: int) -> None:
        super().raise_bound(bound)
        if self._bounds:
            self._report()
        self._after()

    def _report(self) -> None:
        """Tell how far the stream is settled if that is further than what was told; its end is not told."""
        # previous_allowed() skips PostStream.
        settled = POSTSTREAM if self.bound == POSTSTREAM else previous_allowed(self.bound)
        if self._reported < settled and self.bound < DONE:
            self._reported = settled
            self._call(Packet.empty(settled))

    def _call(self, packet: Packet[Any]) -> None:
        try:
            self._callback(packet)
        except Exception as error:
            raise ObserverError(
                f'the callback that observes stream "{self.name}" failed at {describe(packet[1])}: '
                f"{type(error).__name__}: {error}"
            ) from error
