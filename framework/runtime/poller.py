"""Pollers: take a stream's packets one by one, in place of a callback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import TIMEOUT_MAX
from time import monotonic
from typing import Any

from backedge.errors import GraphError, GraphStateError, GraphTimeoutError
from backedge.packet import Packet
from backedge.runtime.drivers import Driver
from backedge.runtime.explain import Explanation
from backedge.runtime.lifeline import Lifeline
from backedge.streams.polled_queue import PolledQueue
from backedge.timestamp import DONE


class OutputStreamPoller:
    """A queue behind a stream that the caller empties; while it is full the sources upstream wait.

        poller = graph.output_stream_poller("landmarks")
        graph.start_run()
        for packet in poller:
            ...

    Args:
        queue: the queue.
        driver: runs the graph while the caller waits.
        explain: says why nothing comes.
        lifeline: the graph's; it runs on for as long as there is a poller to take its packets.
    """

    def __init__(
        self, queue: PolledQueue, driver: Driver, explain: Callable[[], Explanation], lifeline: Lifeline
    ) -> None:
        self._queue = queue
        self._driver = driver
        self._explain = explain
        self._lifeline = lifeline

    @property
    def name(self) -> str:
        """The stream's name."""
        return self._queue.name

    @property
    def queue_size(self) -> int:
        """How many packets wait to be taken."""
        return len(self._queue.queue) + len(self._queue.given)

    def next(self, timeout: float | None = None) -> Packet[Any] | None:
        """The next packet; waits for it. None when the stream has ended.

        Args:
            timeout: how many seconds to wait at most; 0 for what is there already. Without worker threads the graph
                works meanwhile on the caller's thread: one call of a calculator at least, and none is interrupted.

        Raises:
            GraphError: the run has failed.
            GraphStateError: without worker threads and `timeout`: nothing can come before the graph is fed.
            GraphTimeoutError: the time has passed, or without worker threads nothing can come in that time; says what
                keeps the graph. No packet is lost: a later call gets it.
        """
        clock = _Clock(timeout)
        queue, run = self._queue, self._driver.run
        while True:
            while not queue.given:
                self._wait(lambda: bool(queue.given or queue.queue or run.errors) or queue.bound == DONE, clock)
                if not (queue.given or queue.queue):
                    run.errors.raise_recorded()
                    if queue.bound != DONE and run.is_active:
                        raise self._nothing_can_come(clock)
                    return None
                self._ask(clock)
            with suppress(IndexError):  # another thread may poll too, and be quicker
                return queue.given.popleft()

    def _ask(self, clock: _Clock) -> None:
        """Ask the graph for a packet, and wait until it has done what it can."""
        queue, answered = self._queue, False

        def answer() -> None:
            nonlocal answered
            queue.give()
            answered = True

        self._driver.do(answer)
        self._wait(lambda: answered, clock)

    def _wait(self, until: Callable[[], bool], clock: _Clock) -> None:
        if not self._driver.advance(until, clock.left()):
            raise GraphTimeoutError(f'no packet of "{self.name}" came within {clock.timeout:g} s:\n{self._explain()}')

    def _nothing_can_come(self, clock: _Clock) -> GraphError:
        why = "the graph has nothing left to do; feed or close its input streams, or run it with num_threads"
        if clock.timeout is None:
            return GraphStateError(f'poller of "{self.name}" would wait forever: {why}')
        text = f'no packet of "{self.name}" can come within {clock.timeout:g} s: {why}\n{self._explain()}'
        return GraphTimeoutError(text)

    def __iter__(self) -> Iterator[Packet[Any]]:
        while (packet := self.next()) is not None:
            yield packet


class _Clock:
    """The time that is left of a time-out; None for all the time in the world."""

    def __init__(self, timeout: float | None) -> None:
        self.timeout = timeout
        self._deadline = None if timeout is None else monotonic() + min(timeout, TIMEOUT_MAX)

    def left(self) -> float | None:
        """How many seconds are left."""
        return None if self._deadline is None else max(self._deadline - monotonic(), 0)
