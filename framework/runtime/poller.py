"""Pollers: take a stream's packets one by one, in place of a callback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backedge.errors import GraphStateError
from backedge.packet import Packet
from backedge.runtime.drivers import Driver
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
        lifeline: the graph's; it runs on for as long as there is a poller to take its packets.
    """

    def __init__(self, queue: PolledQueue, driver: Driver, lifeline: Lifeline) -> None:
        self._queue = queue
        self._driver = driver
        self._lifeline = lifeline

    @property
    def name(self) -> str:
        """The stream's name."""
        return self._queue.name

    @property
    def queue_size(self) -> int:
        """How many packets wait to be taken."""
        return len(self._queue.queue)

    def next(self) -> Packet[Any] | None:
        """The next packet; waits for it. None when the stream has ended.

        Raises:
            GraphError: the run has failed.
            GraphStateError: without worker threads: there is none, and will be none before the graph is fed.
        """
        queue, driver, run = self._queue, self._driver, self._driver.run
        while True:
            driver.advance(lambda: bool(queue.queue or run.errors) or queue.bound == DONE)
            if not queue.queue:
                run.errors.raise_recorded()
                if queue.bound != DONE and run.is_active:
                    raise GraphStateError(
                        f'poller of "{queue.name}" would wait forever: the graph has nothing left to do; '
                        "feed or close its input streams, or run it with num_threads"
                    )
                return None
            # Another thread may poll too, and be quicker.
            taken: list[Packet[Any] | None] = []
            self._take(taken)
            if taken and taken[0] is not None:
                return taken[0]

    def _take(self, taken: list[Packet[Any] | None]) -> None:
        """Put the oldest packet into `taken`, which stays empty if the run ends meanwhile."""
        queue = self._queue
        self._driver.do(lambda: taken.append(queue.pop()))
        self._driver.advance(lambda: bool(taken))

    def __iter__(self) -> Iterator[Packet[Any]]:
        while (packet := self.next()) is not None:
            yield packet
