"""Batches: several input sets are collected before the node processes them one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, Final

from backedge.authoring.ports import Input
from backedge.packet import Packet
from backedge.streams.input_stream import InputStream
from backedge.streams.policies.input_policy import CLOSE, NOT_READY, InputPolicy

_NO_PACKET: Final[Packet[Any]] = Packet.empty()


class BatchInputPolicy(InputPolicy):
    """Another policy's input sets, given out only when ``batch_size`` of them have come together.

    What is left of an unfinished batch is given out before the node closes.

    Args:
        policy: says which packets make an input set.
        size: how many sets make a full batch, two or more.
    """

    def __init__(self, policy: InputPolicy, size: int) -> None:
        self._policy = policy
        self._size = size
        self._sets: deque[tuple[int, list[Packet[Any]]]] = deque()
        self._ports = tuple(Input[Any]() for _ in policy.streams)
        super().__init__(policy.streams, policy.labels, process_timestamp_bounds=policy.process_timestamp_bounds)

    @property
    def sync_set_count(self) -> int:
        return self._policy.sync_set_count

    def reset(self) -> None:
        self._policy.reset()
        self._sets.clear()
        self.in_batch = self._is_last = False

    def waits(self) -> Iterator[tuple[int, InputStream]]:
        return self._policy.waits()

    def backlog(self) -> str:
        return f"has collected {len(self._sets)} of the {self._size} input sets of its batch" if self._sets else ""

    def examine(self) -> int:
        if not self.in_batch:
            answer = self._collect()
            if answer == NOT_READY or not self._sets:
                return answer
            self.in_batch = True
            self._is_last = answer == CLOSE
        return self._sets[0][0] if self._sets else CLOSE

    def fill(self, timestamp: int, ports: tuple[Input[Any], ...]) -> None:
        _, packets = self._sets.popleft()
        for port, packet in zip(ports, packets, strict=True):
            port.packet = packet
        # After the last batch the node closes at once, before those who read its streams go on.
        self.in_batch = bool(self._sets) or self._is_last

    def _collect(self) -> int:
        """Take what there is, as far as it fits; `NOT_READY` if the batch may still grow."""
        while len(self._sets) < self._size:
            timestamp = self._policy.examine()
            if timestamp == NOT_READY:
                # While the batch fills up its first timestamp is still to come.
                self.min_bound = self._sets[0][0] if self._sets else self._policy.min_bound
            if timestamp in (CLOSE, NOT_READY):
                return timestamp
            self._policy.fill(timestamp, self._ports)
            self._sets.append((timestamp, [port.packet for port in self._ports]))
            for port in self._ports:
                port.packet = _NO_PACKET  # the set alone holds the packets
        return self._sets[0][0]
