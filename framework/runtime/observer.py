"""Observers: callbacks on a stream, and pollers that collect what passes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from backedge.errors import ObserverError
from backedge.packet import Packet
from backedge.runtime.input_stream import InputStream
from backedge.timestamp import DONE, UNSTARTED, describe, previous_allowed


class Observer(InputStream):
    """A consumer's end of a stream that calls back at once instead of queueing.

    Args:
        name: the stream.
        callback: called with every packet, in order.
        observe_timestamp_bounds: also call with an empty packet whenever the stream is settled further without one.
    """

    __slots__ = ("_bounds", "_callback", "_reported")

    def __init__(
        self, name: str, callback: Callable[[Packet[Any]], object], *, observe_timestamp_bounds: bool = False
    ) -> None:
        self._callback = callback
        self._bounds = observe_timestamp_bounds
        super().__init__(name, f"observer of {name}")

    def reset(self) -> None:
        super().reset()
        self._reported = UNSTARTED

    def add(self, packets: Sequence[Packet[Any]]) -> None:
        super().add(packets)
        self.queue.clear()
        for packet in packets:
            self._reported = packet[1]
            self._call(packet)

    def raise_bound(self, bound: int) -> None:
        super().raise_bound(bound)
        if self._bounds and bound < DONE:
            settled = previous_allowed(bound)
            if settled > self._reported:
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
