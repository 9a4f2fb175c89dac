"""The inline driver: everything happens on the thread that calls."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from itertools import count
from time import monotonic
from typing import Any

from backedge.errors import GraphStateError
from backedge.packet import Packet
from backedge.runtime.drivers.driver import Driver, WaitingForItselfError
from backedge.runtime.graph_input import GraphInput
from backedge.runtime.graph_run import Run


class InlineDriver(Driver):
    """Works inside the calls themselves: no hand-over between threads, and the same order every time.

    Several threads may call; they take turns. A call from within a callback or a calculator leaves its work to the
    call that is under way.
    """

    works_in_calls = True

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self._turn = threading.RLock()

    def start(self, side_packets: Mapping[str, Any], headers: Mapping[str, Any]) -> None:
        with self._turn:
            self.run.start(side_packets, headers)
            self.run.work(sources=False)

    def send(self, gate: GraphInput, packet: Packet[Any]) -> None:
        # The caller does not wait here for a throttled stream: what can move has moved when the last call returned, and
        # what could not has been let in.
        with self._turn:
            self.run.send(gate.stream, packet)
            self.run.work(sources=False)

    def do(self, call: Callable[[], None]) -> None:
        with self._turn:
            self.run.do(call)
            self.run.work(sources=False)

    def wait_until_idle(self, timeout: float | None) -> bool:
        with self._turn:
            self._refuse_inside("wait_until_idle()")
            if not self.run.scheduler.waits_for_input:
                self.run.work(sources=True)
            self.run.let_go()
        return True

    def wait_until_done(self, timeout: float | None) -> bool:
        with self._turn:
            self._refuse_inside("wait_until_done()")
            if self.run.is_active:
                self.run.work(sources=True)
            if self.run.is_active and self.run.paused:
                raise GraphStateError("wait_until_done() would wait forever: the graph is paused; call resume() first")
            if self.run.is_active:
                waiting = ", ".join(f'"{name}"' for name in self.run.open_inputs())
                raise GraphStateError(
                    f"wait_until_done() would wait forever: graph input streams {waiting} are open; "
                    "call close_all_packet_sources() or close_input_stream() first"
                )
        return True

    def advance(self, until: Callable[[], bool], timeout: float | None = None) -> bool:
        if timeout is not None:
            return self._advance_in_time(until, timeout)
        with self._turn:
            if not until():
                self.run.work(sources=True)
        return True

    def _advance_in_time(self, until: Callable[[], bool], timeout: float) -> bool:
        """Work as `advance` does. The clock is read between the calls of calculators, after the first of them."""
        deadline = monotonic() + timeout
        asked = count()
        is_late = False

        def is_enough() -> bool:
            nonlocal is_late
            is_late = next(asked) > 0 and monotonic() >= deadline
            return is_late or until()

        if not self._turn.acquire(timeout=timeout):
            return False
        try:
            if not until():
                self.run.work(sources=True, until=is_enough)
            return not is_late or until()
        finally:
            self._turn.release()

    def cancel(self) -> None:
        self.run.cancel()
        with self._turn:
            self.run.work(sources=False)

    def abandon(self) -> None:
        self.run.abandon()
        # The turn is free: a call that is under way holds on to the graph.
        with self._turn:
            self.run.work(sources=False)

    def _refuse_inside(self, call: str) -> None:
        if self.run.state.is_running:
            raise WaitingForItselfError(call)
