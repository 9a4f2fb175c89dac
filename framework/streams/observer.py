"""Observers: callbacks on a stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from backedge.errors import ObserverError, caused_by
from backedge.packet import Packet
from backedge.streams.consumer import Consumer
from backedge.timestamp import DONE, POSTSTREAM, PRESTREAM, UNSTARTED, describe, previous_allowed


class Observer(Consumer):
    """A consumer's end of a stream that calls back at once.

    Args:
        name: the stream.
        callback: called with every packet, in order.
        observe_timestamp_bounds: also call with an empty packet whenever the stream is settled further without one.
        after: called whenever the stream has moved, after `callback` if that was called too; None for nothing.
        on_end: called once a run, when nothing more can come; None for nothing.
    """

    __slots__ = ("_after", "_bounds", "_callback", "_on_end", "_reported")

    def __init__(
        self,
        name: str,
        callback: Callable[[Packet[Any]], object],
        *,
        observe_timestamp_bounds: bool = False,
        after: Callable[[], None] | None = None,
        on_end: Callable[[], object] | None = None,
    ) -> None:
        self._after = after
        self._on_end = on_end
        self._callback = callback
        self._bounds = observe_timestamp_bounds
        # Kept from one run to the next, as in MediaPipe: a bound that an earlier run has passed is not reported again.
        self._reported = UNSTARTED
        super().__init__(name, f"observer of {name}")

    def take(self, packets: Sequence[Packet[Any]]) -> None:
        if not self.closed:
            self.admit(packets)
        for packet in packets:
            self._reported = packet[1]
            self._call(packet)
        if self._bounds and self._reported == PRESTREAM:
            self._report()  # nothing can follow it, which the packet does not say
        if self._after is not None:
            self._after()

    def take_ordinary(self, packet: Packet[Any], timestamp: int, following: int) -> None:
        if timestamp < self.bound or self.closed:
            self.take((packet,))
            return
        # What take() comes down to.
        self.bound = following
        self.added += 1
        self._reported = timestamp
        self._call(packet)
        if self._after is not None:
            self._after()

    def raise_bound(self, bound: int) -> None:
        moved = self.advance(bound)
        if self._bounds:
            self._report()
        if moved and bound == DONE and self._on_end is not None:
            self._tell_end(self._on_end)
        if self._after is not None:
            self._after()

    def _report(self) -> None:
        """Report how far the stream is settled if that is further than what was reported; its end is not."""
        # previous_allowed() skips PostStream.
        settled = POSTSTREAM if self.bound == POSTSTREAM else previous_allowed(self.bound)
        if self._reported < settled and self.bound < DONE:
            self._reported = settled
            self._call(Packet.empty(settled))

    def _call(self, packet: Packet[Any]) -> None:
        try:
            self._callback(packet)
        except Exception as error:  # noqa: BLE001 - raised again, with the name of the stream
            self._fail(error, packet[1])

    def _tell_end(self, on_end: Callable[[], object]) -> None:
        try:
            on_end()
        except Exception as error:  # noqa: BLE001 - as above
            self._fail(error, DONE)

    def _fail(self, error: Exception, timestamp: int) -> NoReturn:
        failure = ObserverError(
            f'the callback that observes stream "{self.name}" failed at {describe(timestamp)}: '
            f"{type(error).__name__}: {error}"
        )
        raise caused_by(failure, error)
