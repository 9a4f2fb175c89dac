"""Pollers: take a stream's packets one by one, in place of a callback."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from backedge.errors import GraphStateError
from backedge.packet import Packet
from backedge.runtime.throttling import LimitedInputStream
from backedge.timestamp import DONE, UNSTARTED, previous_allowed

if TYPE_CHECKING:
    from backedge.runtime.drivers import Driver


class OutputStreamPoller(LimitedInputStream):
    """A queue behind a stream that the caller empties; while it is full the sources upstream wait.

        poller = graph.output_stream_poller("landmarks")
        graph.start_run()
        for packet in poller:
            ...

    Args:
        name: the stream.
        driver: runs the graph while the caller waits.
        max_size: limit of the queue; `UNLIMITED` for none.
        observe_timestamp_bounds: also give empty packets where the stream is merely settled further.
    """

    __slots__ = ("_bounds", "_driver", "_reported")

    grows = False

    def __init__(self, name: str, driver: Driver, *, max_size: int, observe_timestamp_bounds: bool = False) -> None:
        self._driver = driver
        self._bounds = observe_timestamp_bounds
        super().__init__(name, f"poller of {name}", max_size=max_size)

    def reset(self) -> None:
        super().reset()
        self._reported = UNSTARTED

    def add(self, packets: Sequence[Packet[Any]]) -> None:
        super().add(packets)
        self._reported = packets[-1][1]
        self._driver.tell_waiting()

    def raise_bound(self, bound: int) -> None:
        super().raise_bound(bound)
        settled = previous_allowed(bound)
        if self._bounds and bound < DONE and settled > self._reported:
            self._reported = settled
            # Bounds follow each other faster than anybody takes them: only the last one is of interest.
            if self.queue and self.queue[-1].is_empty:
                self.queue.pop()
            self.queue.append(Packet.empty(settled))
        self._driver.tell_waiting()

    @property
    def queue_size(self) -> int:
        """How many packets wait to be taken."""
        return len(self.queue)

    def next(self) -> Packet[Any] | None:
        """The next packet; waits for it. None when the stream has ended.

        Raises:
            GraphError: the run has failed.
            GraphStateError: without worker threads: there is none, and will be none before somebody feeds the graph.
        """
        while True:
            self._driver.advance(lambda: bool(self.queue or self._driver.run.errors) or self.bound == DONE)
            if not self.queue:
                self._driver.run.raise_errors()
                if self.bound != DONE and self._driver.run.is_active:
                    raise GraphStateError(
                        f'poller of "{self.name}" would wait forever: the graph has nothing left to do; '
                        "feed or close its input streams, or run it with num_threads"
                    )
                return None
            taken: list[Packet[Any] | None] = []
            # Somebody else may poll too, and be quicker.
            self._driver.do(lambda: taken.append(self.pop_head() if self.queue else None))  # noqa: B023 - called below
            self._driver.advance(lambda: bool(taken))  # noqa: B023 - as above
            if taken and taken[0] is not None:
                return taken[0]

    def __iter__(self) -> Iterator[Packet[Any]]:
        while (packet := self.next()) is not None:
            yield packet
