"""The driver of the ``ApplicationThreadExecutor``: everything happens on the thread that waits, while it waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from backedge.packet import Packet
from backedge.runtime.drivers.inline import InlineDriver
from backedge.runtime.graph_input import GraphInput


class WaitingThreadDriver(InlineDriver):
    """Leaves all work to calls that wait: for the graph to be idle or done, for an observed packet, or for room.

    So packets that are fed in between come together in queues, which FixedSize and other policies may cut. Rule:
    MediaPipe ``Scheduler::ApplicationThreadAwait``.
    """

    works_in_calls = False

    def start(self, side_packets: Mapping[str, Any], headers: Mapping[str, Any]) -> None:
        with self._turn:
            self.run.start(side_packets, headers)

    def send(self, gate: GraphInput, packet: Packet[Any]) -> None:
        with self._turn:
            if gate.is_full and not self.run.state.is_running:
                self.run.work(sources=True, until=lambda: not gate.is_full)
            self.run.send(gate.stream, packet)
            self._settle()

    def do(self, call: Callable[[], None]) -> None:
        with self._turn:
            self.run.do(call)
            self._settle()

    def advance(self, until: Callable[[], bool], timeout: float | None = None) -> bool:
        if timeout is not None:
            return self._advance_in_time(until, timeout)
        with self._turn:
            self.run.work(sources=True, until=until)
        return True

    def _settle(self) -> None:
        """Let full queues grow at once, and end the run if it is over, where no calculator has anything to do."""
        if self.run.scheduler.is_at_rest:
            self.run.work(sources=False)
