"""The approximate-time policy: packets whose timestamps are near each other, but not equal, are processed together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from backedge.authoring.ports import Input
from backedge.config.handlers import ApproximateTimeInputStreamHandlerOptions
from backedge.config.port_spec import parse_tag_index
from backedge.packet import Packet
from backedge.streams.input_stream import InputStream
from backedge.streams.policies.input_policy import CLOSE, NOT_READY, InputPolicy, first_packet
from backedge.timestamp import ONE_OVER_POSTSTREAM, UNSET, is_range_value


class ApproximateTimeInputPolicy(InputPolicy):
    """`ApproximateTimeInputStreamHandler`: each packet of the base stream meets the nearest one of every other stream.

    It is ours; MediaPipe has none. The node runs once for every packet of the base stream, at its timestamp. A packet
    of another stream belongs to the base packet that is nearest to it, to the earlier of two that are equally near. Of
    those that belong to a base packet, and are not further from it than the slop, the nearest one is in the node's
    input set, the earlier of two; it is stamped with the base packet's time. A stream without such a packet is empty in
    the set. All others are dropped, so each packet is used once at most. What comes together depends on timestamps
    alone, and not on the order in which packets arrive; a set is made as soon as nothing that may still come can change
    it. A packet at PreStream or PostStream meets only packets at the same time.
    """

    options_type: ClassVar[type[Any] | None] = ApproximateTimeInputStreamHandlerOptions
    looks_ahead: ClassVar[bool] = True

    @classmethod
    def complaints(cls, options: Any, labels: Sequence[tuple[str, int]]) -> Iterator[str]:
        if options.slop is None:
            yield "say with slop how many microseconds the timestamps of packets that belong together may differ"
        elif options.slop < 0:
            yield f"slop must be 0 or more microseconds, not {options.slop}"
        base = options.timestamp_base_tag_index
        if base and parse_tag_index(base) not in labels:
            yield f'timestamp_base_tag_index "{base}" is no input stream of the node'

    def reset(self) -> None:
        base = self.options.timestamp_base_tag_index
        index = self.labels.index(parse_tag_index(base)) if base else 0
        self._base = self.streams[index]
        self._others = [stream for stream in self.streams if stream is not self._base]
        # The base packet that was processed last, and the packets that are to be processed with the present one.
        self._previous = UNSET
        self._chosen: dict[InputStream, int | None] = {}

    def waits(self) -> Iterator[tuple[int, InputStream]]:
        if not self._base.queue:
            head = first_packet(self._others)
            if head != UNSET:
                yield head, self._base
            return
        for stream in self._others:
            awaited = self._choose(stream, self._base.queue[0][1])
            if isinstance(awaited, InputStream):
                yield self._base.queue[0][1], awaited

    def examine(self) -> int:
        base = self._base
        if not base.queue:
            if base.bound >= ONE_OVER_POSTSTREAM:
                return CLOSE
            self._drop_before(base.bound)
            self.min_bound = base.bound
            return NOT_READY
        timestamp: int = base.queue[0][1]
        self._drop_before(timestamp)
        self.min_bound = timestamp
        for stream in self._others:
            choice = self._choose(stream, timestamp)
            if isinstance(choice, InputStream):
                return NOT_READY
            self._chosen[stream] = choice
        return timestamp

    def fill(self, timestamp: int, ports: tuple[Input[Any], ...]) -> None:
        for stream, port in zip(self.streams, ports, strict=True):
            at = timestamp if stream is self._base else self._chosen[stream]
            port.packet = Packet.empty(timestamp) if at is None else stream.pop_at(at).at(timestamp)
        self._previous = timestamp

    def _drop_before(self, bound: int) -> None:
        """Drop what is too early for any base packet at `bound` or later, or nearer to one that has been processed."""
        for stream in self._others:
            stream.erase_before(max(bound - self._slop(bound), self._previous + 1))

    def _slop(self, timestamp: int) -> int:
        slop: int = self.options.slop
        return slop if is_range_value(timestamp) else 0

    def _choose(self, stream: InputStream, timestamp: int) -> int | InputStream | None:
        """The packet of `stream` that the base packet at `timestamp` meets, None for none; or the stream to wait for.

        Only two come into question: the last one before, and the first one after.
        """
        before = after = None
        for packet in stream.queue:
            if packet[1] > timestamp:
                after = packet[1]
                break
            before = packet[1]
        reach = self._slop(timestamp)
        # The bound of a stream lies behind its packets.
        if before != timestamp and stream.bound <= timestamp:
            return stream
        if before is not None:
            distance = timestamp - before
            if distance > reach or not distance < before - self._previous or not self._may_meet(before, timestamp):
                before = None
            else:
                reach = distance - 1
        return self._choose_later(stream, timestamp, reach, before, after)

    def _choose_later(
        self, stream: InputStream, timestamp: int, reach: int, before: int | None, after: int | None
    ) -> int | InputStream | None:
        """Choose between the packet before and the one after, which has to be within `reach` to be the nearer one."""
        queue = self._base.queue
        is_next_known = len(queue) > 1
        following = queue[1][1] if is_next_known else self._base.bound
        # Up to here a packet certainly does not belong to the next base packet.
        nearer = (following - timestamp) // 2
        if is_next_known:
            reach = min(reach, nearer)
        if after is None:
            return stream if stream.bound <= timestamp + reach else before
        if after - timestamp > reach or not self._may_meet(after, timestamp):
            return before
        return after if after - timestamp <= nearer else self._base

    @staticmethod
    def _may_meet(timestamp: int, base: int) -> bool:
        return timestamp == base or (is_range_value(timestamp) and is_range_value(base))
