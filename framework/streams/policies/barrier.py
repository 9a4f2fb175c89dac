"""The barrier policy: one packet from every stream, whatever their timestamps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backedge.authoring.ports import Input
from backedge.streams.input_stream import InputStream
from backedge.streams.policies.input_policy import CLOSE, NOT_READY, InputPolicy, first_packet
from backedge.timestamp import DONE, UNSET


class BarrierInputPolicy(InputPolicy):
    """`BarrierInputStreamHandler`: runs when every stream has a packet, and closes with the first that ends.

    Packets need not come in the order of their timestamps. The input timestamp is the lowest of those taken.
    """

    def reset(self) -> None:
        for stream in self.streams:
            stream.checks_order = False

    def waits(self) -> Iterator[tuple[int, InputStream]]:
        head = first_packet(self.streams)
        if head != UNSET:
            yield from ((head, stream) for stream in self.streams if not stream.queue)

    def examine(self) -> int:
        lowest = DONE
        all_there = True
        for stream in self.streams:
            if stream.queue:
                lowest = min(lowest, stream.queue[0][1])
                continue
            if stream.bound == DONE:
                return CLOSE
            all_there = False
            lowest = min(lowest, stream.bound)
        if all_there:
            return lowest
        self.min_bound = lowest
        return NOT_READY

    def fill(self, timestamp: int, ports: tuple[Input[Any], ...]) -> None:
        for stream, port in zip(self.streams, ports, strict=True):
            port.packet = stream.pop_head()
