"""The producer's end of a stream: where what a node sent turns into packets and bounds for its consumers."""

from __future__ import annotations

from typing import Any

from backedge.authoring.outboxes import Outbox
from backedge.errors import StreamError
from backedge.packet import Packet
from backedge.streams.consumer import Consumer
from backedge.timestamp import (
    DONE,
    MAX,
    MIN,
    NEAR,
    ONE_OVER_POSTSTREAM,
    POSTSTREAM,
    PRESTREAM,
    UNSET,
    add,
    describe,
    next_allowed,
)


class OutputStream:
    """One stream as its producer sees it.

    Attributes:
        name: name in the expanded graph.
        producer: name of the node, or of the graph input, that writes it.
        consumers: the consumers' ends, in the order in which they are served.
        bound: no packet before this timestamp will be sent any more.
        offset: the producer's timestamp offset, None if it declared none; set it with `set_offset`.
        follows_packets: whether a packet at the input's timestamp says all there is to say of the bound.
    """

    __slots__ = ("bound", "consumers", "follows_packets", "name", "offset", "producer")

    def __init__(self, name: str, producer: str, offset: int | None = None) -> None:
        self.name = name
        self.producer = producer
        self.consumers: tuple[Consumer, ...] = ()
        self.reset(offset)

    def connect(self, consumer: Consumer) -> None:
        """Serve one more consumer, after those that are connected already."""
        self.consumers = (*self.consumers, consumer)

    def reset(self, offset: int | None = None) -> None:
        """Go back to the state before a run."""
        self.bound = PRESTREAM
        self.set_offset(offset)

    def set_offset(self, offset: int | None) -> None:
        """Set what the producer promises of its timestamps."""
        self.offset = offset
        self.follows_packets = offset in (None, 0)

    @property
    def closed(self) -> bool:
        """Whether the stream has ended."""
        return self.bound == DONE

    @property
    def checks_order(self) -> bool:
        """Whether packets must come in the order of their timestamps: not if all consumers do without."""
        return not self.consumers or any(consumer.checks_order for consumer in self.consumers)

    def send(self, packet: Packet[Any]) -> None:
        """Hand a packet to every consumer at once, without a port in between: graph inputs do this."""
        timestamp = packet[1]
        if -NEAR < timestamp < NEAR:
            following = timestamp + 1
            self.bound = following
            for consumer in self.consumers:
                consumer.take_ordinary(packet, timestamp, following)
            return
        self.bound = next_allowed(timestamp)
        for consumer in self.consumers:
            consumer.take((packet,))

    def flush(self, outbox: Outbox, timestamp: int) -> None:
        """Send on what a node left in `outbox` when its call at input `timestamp` returned."""
        packet = outbox.first
        if outbox.bound is not None or outbox.others:
            self._flush_special(outbox, timestamp)
        elif packet is None:
            # Most often a gate or a detector that found nothing: only the offset moves the stream.
            if self.offset is not None:
                is_plain = self.follows_packets and -NEAR < timestamp < NEAR
                self.raise_bound(timestamp + 1 if is_plain else bound_after_input(timestamp, self.offset))
        elif packet[1] == timestamp and self.follows_packets and -NEAR < timestamp < NEAR:
            # By far the most frequent case.
            outbox.first = None
            following = timestamp + 1
            self.bound = following
            for consumer in self.consumers:
                consumer.take_ordinary(packet, timestamp, following)
        else:
            self._flush_special(outbox, timestamp)

    def _flush_special(self, outbox: Outbox, timestamp: int) -> None:
        """Send on any packets and bound.

        The new bound is the greatest of: the one after the last packet, one that was set explicitly, and, with an
        offset, the one after ``timestamp + offset`` (MediaPipe `OutputStreamManager::ComputeOutputTimestampBound`).

        Raises:
            StreamError: a packet has a timestamp that no stream allows, or a consumer cannot take what was sent.
        """
        explicit = UNSET if outbox.bound is None else outbox.explicit_bound
        packets = outbox.take_packets()
        outbox.bound = None
        if self.closed:
            return  # what a calculator promises of a stream that it has closed is of no interest
        implied = next_allowed(packets[-1][1]) if packets else UNSET
        bound = max(implied, explicit)
        if self.offset is not None:
            bound = max(bound, bound_after_input(timestamp, self.offset))
        for _, at in packets:
            # Consumers check this too, but not when they have closed.
            if not PRESTREAM <= at <= POSTSTREAM:
                raise StreamError(
                    f'output stream "{self.name}": no packet can have timestamp {describe(at)}; '
                    "outside of process() give it one: send(value, timestamp)"
                )
        self.bound = bound
        if packets:
            for consumer in self.consumers:
                consumer.take(packets)
        if bound != implied:
            for consumer in self.consumers:
                consumer.raise_bound(bound)

    def raise_bound(self, bound: int) -> None:
        """Move the bound up; a lower one is ignored."""
        if bound > self.bound:
            self.bound = bound
            for consumer in self.consumers:
                consumer.raise_bound(bound)

    def publish_header(self, header: Packet[Any]) -> None:
        """Give consumers the stream's header, an empty packet if it has none; they cannot open before."""
        for consumer in self.consumers:
            consumer.set_header(header)

    def close(self) -> None:
        """End the stream."""
        self.raise_bound(DONE)


def bound_after_input(timestamp: int, offset: int) -> int:
    """The bound that an output with `offset` has once input `timestamp` is processed."""
    if MIN <= timestamp < MAX:
        return timestamp + 1 if offset == 0 else add(timestamp + 1, offset)
    if timestamp == PRESTREAM:
        return MIN
    if timestamp == MAX:
        # A PostStream packet may still follow, unless the output lags behind its input.
        return POSTSTREAM if offset >= 0 else next_allowed(add(MAX, offset))
    return ONE_OVER_POSTSTREAM if timestamp == POSTSTREAM else UNSET
