"""The threaded driver: what callers do with a graph whose calculators run on threads of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from backedge.errors import GraphStateError
from backedge.packet import Packet
from backedge.runtime.drivers.driver import Callback, Driver, WaitingForItselfError
from backedge.runtime.drivers.run_progress import Progress
from backedge.runtime.drivers.server import Server
from backedge.runtime.graph_input import GraphInput
from backedge.runtime.graph_run import Run
from backedge.runtime.turn import Turn


class ThreadedDriver(Driver):
    """Runs the scheduler, calculators and callbacks on threads of the graph.

    Calls that feed the graph return at once, unless the stream is throttled.

    Args:
        run: the graph's present or last run.
        turn: which of the graph's threads may touch its state.
        server: what those threads do.
        progress: how far they are.
    """

    def __init__(self, run: Run, turn: Turn, server: Server, progress: Progress) -> None:
        super().__init__(run)
        self._turn = turn
        self._server = server
        self._progress = progress
        self._process = os.getpid()

    def start(self, side_packets: Mapping[str, Any], headers: Mapping[str, Any]) -> None:
        self._process = os.getpid()
        self._server.join()
        self._turn.reset()
        self.run.start(side_packets, headers)
        self._progress.begin()
        with self._progress.lock:
            self._post(_do_nothing)  # until the nodes have been opened the graph is not idle
        self._server.start()

    def send(self, gate: GraphInput, packet: Packet[Any]) -> None:
        self._require_own_process()
        progress, event = self._progress, partial(self._send, gate, packet)
        while True:
            with progress.lock:
                # A calculator or callback that feeds its own graph cannot wait for room that only its return makes.
                if progress.ended or not gate.is_full or self._is_own_thread():
                    gate.sent += 1
                    number = self._post(event)
                    break
            progress.room.wait_for(lambda: progress.ended or not gate.is_full)
        self._server.call()
        if gate.is_full and not self._is_own_thread():
            # Only who has the turn can tell whether the queues grow now because all wait for each other, or whether
            # that is an error; the caller is to know before the next packet. Where calculators have something to do it
            # is neither, and the caller does not wait for them: they may wait for the caller.
            progress.heard.wait_for(
                lambda: progress.ended or progress.caught_up >= number or progress.is_working or not gate.is_full
            )

    def do(self, call: Callable[[], None]) -> None:
        self._require_own_process()
        with self._progress.lock:
            self._post(partial(self._do, call))
        self._server.call()

    def wait_until_idle(self, timeout: float | None) -> bool:
        self._prepare_to_wait("wait_until_idle()")
        progress = self._progress
        if timeout is None:  # a call may take longer than any
            self._server.help()
        return progress.settled.wait_for(lambda: progress.is_idle or progress.ended, timeout)

    def wait_until_done(self, timeout: float | None) -> bool:
        self._prepare_to_wait("wait_until_done()")
        progress = self._progress
        ended = progress.settled.wait_for(lambda: progress.ended, timeout)
        if ended:
            self._server.join()
        return ended

    def advance(self, until: Callable[[], bool], timeout: float | None = None) -> bool:
        self._prepare_to_wait("waiting for a packet")
        progress = self._progress
        return until() or progress.moved.wait_for(lambda: until() or progress.ended, timeout)

    def note_observation(self) -> None:
        self.run.observed = True
        self._progress.moved.ring()

    def tell_waiting(self) -> None:
        self._progress.moved.ring()

    def wrap_callback(self, callback: Callback) -> Callback:
        leave_call = self._server.leave_call

        def call(packet: Packet[Any]) -> object:
            leave_call()
            return callback(packet)

        return call

    def cancel(self) -> None:
        self._require_own_process()
        self.run.cancel()
        self.do(_do_nothing)  # has a thread see that the run is to end
        if not self._is_own_thread():
            self.wait_until_done(timeout=None)

    def abandon(self) -> None:
        self.run.abandon()
        self._turn.mail.append(_do_nothing)
        self._server.call()

    def _post(self, event: Callable[[], None]) -> int:
        """Put a change into the mail, or make it at once where no thread will; tells how many there have been."""
        progress = self._progress
        if progress.ended:
            event()
        else:
            progress.posted += 1
            self._turn.mail.append(event)
        return progress.posted

    def _send(self, gate: GraphInput, packet: Packet[Any]) -> None:
        if not self.run.errors:
            self.run.send(gate.stream, packet)
        gate.taken += 1
        self._progress.note_room()

    def _do(self, call: Callable[[], None]) -> None:
        self.run.do(call)
        self._progress.moved.ring()

    def _is_own_thread(self) -> bool:
        """Tell whether a calculator or callback of this graph is calling."""
        return self._server.is_on(threading.current_thread())

    def _require_own_process(self) -> None:
        """Refuse a call in a process that was forked off: it has this object, but none of the threads."""
        if os.getpid() != self._process:
            raise GraphStateError(
                f"the graph was started by process {self._process}, and its threads are not in process {os.getpid()}, "
                "which was forked off; make a graph there, or start processes without fork (spawn)"
            )

    def _prepare_to_wait(self, call: str) -> None:
        self._require_own_process()
        if self._is_own_thread():
            raise WaitingForItselfError(call)
        # Where an interrupt has ended a call of the caller's too soon, no thread may know of the mail.
        if self._turn.mail:
            self._server.call()


def _do_nothing() -> None:
    """Have a thread of the graph look what there is to do."""
