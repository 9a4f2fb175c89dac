"""What flow limiters keep from being worked on, found in the packets that their calls take and send."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from backedge.profiling import EventType
from backedge.profiling.trace import Call, StreamPacket
from backedge.tools.tracing.graph_outline import GraphOutline, limited_streams


class LimiterDrops:
    """Follows the packets before each flow limiter: one that is overtaken, or left at the end, has been dropped.

    Args:
        outline: the graph.

    Attributes:
        nodes: names of the limiters.
    """

    def __init__(self, outline: GraphOutline) -> None:
        self._limiters = {node.name: limits for node in outline.nodes if (limits := limited_streams(node))}
        self.nodes = frozenset(self._limiters)
        self._waiting: dict[str, deque[StreamPacket]] = {
            stream: deque() for limits in self._limiters.values() for stream in limits
        }

    def see(self, call: Call) -> Iterator[StreamPacket]:
        """The packets that are known to be dropped with a call of `process` or `close`."""
        limits = self._limiters.get(call.node.name) if call.node else None
        if not limits:
            return
        for packet in call.inputs:
            if packet and packet.stream in limits:
                self._waiting[packet.stream].append(packet)
        for stream, passed in limits.items():
            waiting = self._waiting[stream]
            for sent in call.outputs:
                if sent.stream == passed:
                    yield from _overtaken(waiting, sent.timestamp)
            if call.event == EventType.CLOSE:
                yield from waiting
                waiting.clear()


def _overtaken(waiting: deque[StreamPacket], timestamp: int) -> Iterator[StreamPacket]:
    while waiting and waiting[0].timestamp <= timestamp:
        packet = waiting.popleft()
        if packet.timestamp < timestamp:
            yield packet
