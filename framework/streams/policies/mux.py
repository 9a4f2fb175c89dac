"""The mux policy: the last stream says, packet by packet, which of the others is looked at."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

from backedge.authoring.ports import Input
from backedge.errors import GraphError
from backedge.packet import Packet
from backedge.streams.input_stream import InputStream
from backedge.streams.policies.input_policy import CLOSE, NOT_READY, InputPolicy, unsettled
from backedge.timestamp import DONE, describe, next_allowed


class MuxInputPolicy(InputPolicy):
    """`MuxInputStreamHandler`: the node runs for each packet of the control stream, the last one.

    The control packet holds the position of a data stream. That stream alone is waited for, and packets of the others
    up to then are dropped.
    """

    @property
    def _control(self) -> InputStream:
        return self.streams[-1]

    def waits(self) -> Iterator[tuple[int, InputStream]]:
        control = self._control
        if not control.queue:
            yield from (wait for wait in unsettled(self.streams) if wait[1] is control)
            return
        at = control.queue[0][1]
        selected = self._position(control.queue[0])
        if selected is not None and not self.streams[selected].queue and self.streams[selected].bound <= at:
            yield at, self.streams[selected]

    def examine(self) -> int:
        control = self._control
        head = control.queue[0][1] if control.queue else control.bound
        self._drop_before(head)
        if not control.queue:
            self.min_bound = head
            return CLOSE if head == DONE else NOT_READY
        data = self.streams[self._selected(control.queue[0])]
        if not data.queue and data.bound <= head:
            self.min_bound = head
            return NOT_READY
        return head

    def fill(self, timestamp: int, ports: tuple[Input[Any], ...]) -> None:
        for port in ports:
            port.packet = Packet.empty()
        ports[-1].packet = self._control.pop_at(timestamp)
        selected = self._selected(ports[-1].packet)
        ports[selected].packet = self.streams[selected].pop_at(timestamp)
        self._drop_before(next_allowed(timestamp))

    def _drop_before(self, timestamp: int) -> None:
        for stream in self.streams[:-1]:
            stream.erase_before(timestamp)

    def _selected(self, control: Packet[Any]) -> int:
        selected = self._position(control)
        if selected is None:
            raise GraphError(
                f'stream "{self._control.name}" selects input {control.value!r} at {describe(control.timestamp)}, '
                f"but the node has inputs 0 to {len(self.streams) - 2}"
            )
        return selected

    def _position(self, control: Packet[Any]) -> int | None:
        """The data stream that `control` selects, None if there is none such."""
        try:
            selected = operator.index(control.value)
        except TypeError:
            return None
        return selected if 0 <= selected < len(self.streams) - 1 else None
