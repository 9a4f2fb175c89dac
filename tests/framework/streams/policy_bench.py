"""Input policies: in the text of a graph, and without a graph, where input sets are taken one by one."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Input
from backedge.packet import Packet
from backedge.streams.input_stream import InputStream
from backedge.streams.policies import CLOSE, NOT_READY, InputPolicy
from tests.framework.streams.stream_reader import RecordingReader

WAIT = "not ready"
END = "close"


class PolicyBench:
    """Streams a, b, c, … into one node, and its policy.

    Args:
        policy: the policy's class.
        streams: names of the streams, a letter each.
        options: the policy's options.
        bounds: whether the node processes timestamp bounds too.
    """

    def __init__(self, policy: type[InputPolicy], streams: str, options: Any = None, *, bounds: bool = False) -> None:
        self.streams = {name: InputStream(name, RecordingReader("node")) for name in streams}
        self._ports = tuple(Input[Any]("") for _ in streams)
        labels = [("", index) for index in range(len(streams))]
        self.policy = policy(tuple(self.streams.values()), labels, process_timestamp_bounds=bounds, options=options)
        self.policy.reset()

    def add(self, stream: str, *timestamps: int) -> None:
        """Add packets, each with its timestamp as its value."""
        self.streams[stream].take([Packet(timestamp, timestamp) for timestamp in timestamps])

    def settle(self, bound: int, *streams: str) -> None:
        """Raise the bounds of streams."""
        for stream in streams:
            self.streams[stream].raise_bound(bound)

    def take(self) -> tuple[int, list[Packet[Any]]] | str:
        """Take the next input set: its timestamp and packets; or `WAIT`, or `END`."""
        timestamp = self.policy.examine()
        if timestamp == NOT_READY:
            return WAIT
        if timestamp == CLOSE:
            return END
        self.policy.fill(timestamp, self._ports)
        return timestamp, [port.packet for port in self._ports]
