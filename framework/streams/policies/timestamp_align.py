"""The timestamp-align policy: streams whose clocks differ by a constant are brought onto one clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from backedge.authoring.ports import Input
from backedge.config.handlers import TimestampAlignInputStreamHandlerOptions
from backedge.config.port_spec import parse_tag_index
from backedge.packet import Packet
from backedge.streams.input_stream import InputStream
from backedge.streams.policies.input_policy import CLOSE, NOT_READY, InputPolicy
from backedge.timestamp import DONE, UNSET, add, is_range_value


class TimestampAlignInputPolicy(InputPolicy):
    """`TimestampAlignInputStreamHandler`: the first packets of all streams are taken to belong together.

    Until every stream has had a packet the node runs on the base stream alone. From then on the default rule holds on
    shifted timestamps, and packets are stamped with the base stream's time.
    """

    options_type: ClassVar[type[Any] | None] = TimestampAlignInputStreamHandlerOptions

    @classmethod
    def complaints(cls, options: Any, labels: Sequence[tuple[str, int]]) -> Iterator[str]:
        if parse_tag_index(options.timestamp_base_tag_index) not in labels:
            yield f'timestamp_base_tag_index "{options.timestamp_base_tag_index}" is no input stream of the node'

    def reset(self) -> None:
        self._base = self.labels.index(parse_tag_index(self.options.timestamp_base_tag_index))
        self._offsets = [0] * len(self.streams)
        self._aligned = len(self.streams) == 1

    def waits(self) -> Iterator[tuple[int, InputStream]]:
        base = self.streams[self._base]
        shifted = list(zip(self.streams, self._offsets, strict=True))
        head = min((stream.queue[0][1] + offset for stream, offset in shifted if stream.queue), default=UNSET)
        for stream, offset in shifted if self._aligned else [(base, 0)]:
            if head != UNSET and not stream.queue and (not self._aligned or stream.bound + offset <= head):
                yield head, stream

    def examine(self) -> int:
        if not self._aligned:
            return self._align()
        lowest = min_bound = DONE
        for stream, offset in zip(self.streams, self._offsets, strict=True):
            timestamp = stream.queue[0][1] if stream.queue else stream.bound
            if is_range_value(timestamp):
                timestamp = add(timestamp, offset)
            lowest = min(lowest, timestamp)
            if not stream.queue:
                min_bound = min(min_bound, timestamp)
        if lowest == DONE:
            return CLOSE
        if min_bound > lowest:
            return lowest
        self.min_bound = lowest
        return NOT_READY

    def _align(self) -> int:
        base = self.streams[self._base]
        if not base.queue:
            self.min_bound = base.bound
            return CLOSE if base.bound == DONE else NOT_READY
        head: int = base.queue[0][1]
        others = [(index, stream) for index, stream in enumerate(self.streams) if index != self._base]
        for index, stream in others:
            if stream.queue:
                self._offsets[index] = head - stream.queue[0][1]
        self._aligned = all(stream.queue for _, stream in others)
        return head

    def fill(self, timestamp: int, ports: tuple[Input[Any], ...]) -> None:
        if not self._aligned:
            for port in ports:
                port.packet = Packet.empty()
            ports[self._base].packet = self.streams[self._base].pop_at(timestamp)
            return
        for stream, offset, port in zip(self.streams, self._offsets, ports, strict=True):
            packet = stream.pop_at(timestamp - offset)
            port.packet = packet if packet.is_empty else packet.at(timestamp)
