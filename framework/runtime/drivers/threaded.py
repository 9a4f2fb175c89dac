"""The threaded driver: a thread of its own owns the graph's state; callers and workers send it what to do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backedge.errors import GraphError
from backedge.packet import Packet
from backedge.runtime.drivers.driver import Driver, WaitingForItselfError
from backedge.runtime.drivers.mailbox import Event, Mailbox
from backedge.runtime.graph_input import GraphInput
from backedge.runtime.graph_run import Run
from backedge.runtime.workers import ThreadPoolExecutor


class ThreadedDriver(Driver):
    """Runs the scheduler on one thread and calculators on the workers of executors.

    Calls that feed the graph return at once, unless the stream is throttled. Callbacks come on the graph's thread.

    Args:
        run: the graph's present or last run.
        mailbox: where the executors' workers hand back calls.
        executors: the graph's pools of workers.
    """

    def __init__(self, run: Run, mailbox: Mailbox, executors: Sequence[ThreadPoolExecutor]) -> None:
        super().__init__(run)
        self._executors = executors
        self._mailbox = mailbox
        self._changed = mailbox.changed
        # The same lock with a bell of its own: a graph moves many times before it is idle, and callers who are woken
        # each time compete with it for the interpreter.
        self._settled = threading.Condition(mailbox.lock)
        self._idle = True
        self._caught_up = True
        self._is_working = False
        self._ended = True
        self._thread: threading.Thread | None = None
        self._own_threads: frozenset[threading.Thread] = frozenset()

    # the caller's side

    def start(self, side_packets: Mapping[str, Any], headers: Mapping[str, Any]) -> None:
        self._join()
        self._mailbox.clear()
        self.run.start(side_packets, headers)
        self._idle = self._caught_up = self._ended = False
        for executor in self._executors:
            executor.start()
        self._thread = threading.Thread(target=self._mailbox.serve_callers, name="backedge-graph", daemon=True)
        self._mailbox.put(self, _do_nothing)
        self._own_threads = frozenset(
            [self._thread, *(one for executor in self._executors for one in executor.threads)]
        )
        self._thread.start()

    def send(self, gate: GraphInput, packet: Packet[Any]) -> None:
        with self._changed:
            # A calculator or callback that feeds its own graph cannot wait for room that only its return makes.
            if not self._is_own_thread():
                self._changed.wait_for(lambda: self._ended or not gate.is_full)
            gate.waiting += 1
        self._post(lambda: self._send(gate, packet))
        if gate.is_full and not self._is_own_thread():
            # Only the graph's thread can tell whether the queues grow now because all wait for each other, or whether
            # that is an error; the caller is to know before the next packet. Where calculators have something to do it
            # is neither, and the caller does not wait for them: they may wait for the caller.
            with self._changed:
                self._changed.wait_for(lambda: self._ended or self._caught_up or self._is_working or not gate.is_full)

    def do(self, call: Callable[[], None]) -> None:
        self._post(lambda: self.run.do(call))

    def wait_until_idle(self, timeout: float | None) -> bool:
        self._refuse_inside("wait_until_idle()")
        with self._settled:
            return self._settled.wait_for(lambda: self._idle or self._ended, timeout)

    def wait_until_done(self, timeout: float | None) -> bool:
        self._refuse_inside("wait_until_done()")
        with self._settled:
            ended = self._settled.wait_for(lambda: self._ended, timeout)
        if ended:
            self._join()
        return ended

    def advance(self, until: Callable[[], bool], timeout: float | None = None) -> bool:
        self._refuse_inside("waiting for a packet")
        with self._changed:
            return self._changed.wait_for(lambda: until() or self._ended, timeout)

    def note_observation(self) -> None:
        self.run.observed = True
        self.tell_waiting()

    def tell_waiting(self) -> None:
        self._mailbox.announce()

    def cancel(self) -> None:
        self.run.cancel()
        self._post(_do_nothing)  # wakes the graph's thread, which then sees that it is to end
        if not self._is_own_thread():
            self.wait_until_done(timeout=None)

    def abandon(self) -> None:
        self.run.abandon()
        self._mailbox.put(self, _do_nothing)

    def _post(self, event: Callable[[], None]) -> None:
        with self._changed:
            if self._ended:
                event()
            else:
                self._idle = self._caught_up = False
                self._mailbox.put(self, event)

    def _is_own_thread(self) -> bool:
        """Tell whether a calculator or callback of this graph is calling."""
        return threading.current_thread() in self._own_threads

    def _refuse_inside(self, call: str) -> None:
        if self._is_own_thread():
            raise WaitingForItselfError(call)

    def _join(self) -> None:
        thread = self._thread
        if thread is not None:
            thread.join()
            self._thread = None

    # the graph's side

    def _send(self, gate: GraphInput, packet: Packet[Any]) -> None:
        if not self.run.errors:
            self.run.send(gate.stream, packet)
        with self._changed:
            gate.waiting -= 1
            # An endless source may keep this thread from coming to where it wakes all others.
            self._changed.notify_all()

    def serve(self, call: Callable[[], None]) -> bool:
        """Make a call and do all that follows from it; False if the run has ended."""
        try:
            call()
            # What else has come meanwhile is done before anything is scheduled, so that priorities mean something.
            self._drain()
            while self._work():
                if self._tell_callers():
                    return True
                self._handle(self._mailbox.take())
                self._drain()
        except BaseException as error:  # noqa: BLE001 - nothing above catches it; the callers who wait raise it
            self._record(error)
        self._finish()
        return False

    def _work(self) -> bool:
        """Do what can be done; False if the run has ended."""
        if not self.run.scheduler.is_at_rest:
            self._begin_work()
        self.run.work(sources=True)
        return self.run.is_active

    def _finish(self) -> None:
        try:
            for executor in self._executors:
                executor.stop()
            self._drain()
            if self.run.is_active:
                self.run.end()
        except BaseException as error:  # noqa: BLE001 - as above; whatever it is, no caller may wait for ever
            self._record(error)
        finally:
            with self._changed:
                self._drain()
                self._idle = self._ended = True
                self._changed.notify_all()
                self._settled.notify_all()

    def _record(self, error: BaseException) -> None:
        if not self.run.errors:
            failure = GraphError(f"the graph's thread failed: {type(error).__name__}: {error}")
            failure.__cause__ = error
            self.run.errors.record(failure)

    def _drain(self) -> None:
        for event in self._mailbox.take_all():
            self._handle(event)

    def _handle(self, event: Event) -> None:
        server, call = event
        if server is None:
            self._begin_work()  # observers may be called
        call()

    def _begin_work(self) -> None:
        with self._changed:
            self._is_working = True
            self._changed.notify_all()

    def _tell_callers(self) -> bool:
        """Wake the callers who wait; tells whether nothing is left to do before a caller wants something."""
        with self._changed:
            self._is_working = False
            self._caught_up = not self._mailbox.has_mail()
            self._idle = self._caught_up and not self.run.state.calls_in_flight
            if self._idle:
                self.run.let_go()
                self._settled.notify_all()
            self._changed.notify_all()
            return self._idle


def _do_nothing() -> None:
    """Wake the graph's thread, which looks what there is to do."""
