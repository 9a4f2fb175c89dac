"""The seam for everything that watches a run: what prints, traces, records or shows it is a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from backedge import CalculatorGraph
from backedge.planning.plan import GraphPlan
from backedge.runtime.instruments import Tracer
from backedge.runtime.queue_watch import QueueWatch
from backedge.tools.running.summary import Summary

if TYPE_CHECKING:  # most runs show nothing on a terminal, and would import it for nothing
    from rich.console import RenderableType


@dataclass(frozen=True, slots=True)
class WatchedRun:
    """A run as its watchers see it, before it starts.

    Attributes:
        graph: the graph that will run; it has been built and has not been started, so its streams may be observed.
        plan: the graph as its file has it. `graph.plan` has the runner's own nodes besides, whose names begin with
            `additions.PREFIX`.
        side_packets: the input side packets that the run will get, by name.
        summary: what is told at the end. A watcher that writes a file adds it to `summary.files`.
    """

    graph: CalculatorGraph
    plan: GraphPlan
    side_packets: Mapping[str, Any]
    summary: Summary


class RunWatcher(Protocol):
    """Watches a run of `graph_runner run`, and does not change it.

    A watcher is made from the command line by `watchers.make_watchers`, before anything is loaded: that is where it
    refuses, with a `click.UsageError`, what does not fit the graph. A whole one that counts a stream::

        class StreamCounter:
            def __init__(self, stream: str) -> None:
                self.count = 0
                self._stream = stream

            @contextmanager
            def watch(self, run: WatchedRun) -> Iterator[None]:
                run.graph.observe_output_stream(self._stream, self._add)
                yield None
                print(self.count)

            def _add(self, stream: str, packet: Packet[Any]) -> None:
                self.count += 1
    """

    def watch(self, run: WatchedRun) -> AbstractContextManager[None]:
        """Watch one run.

        The context is entered when the graph has been built, and before it starts: observe streams and open files
        there. It is left when the graph has ended and all its calculators are closed, however it ended; an error of the
        run goes through it, and must go on. What is observed comes on one thread at a time, the caller's or the
        graph's, in the order of each stream's timestamps; an error raised there ends the run.

        A run that is started anew, as by ``--reload``, enters the context anew, with the new graph.
        """
        ...


@runtime_checkable
class WatchesCalls(Protocol):
    """A watcher that the graph is built for: its tracer wraps every call of a calculator.

    Where it is enough to be told of calls that have ended, with the packets they took and sent, `watch` has
    `graph.profiler.listen`.
    """

    @property
    def tracer(self) -> Tracer:
        """Wraps the calls."""


@runtime_checkable
class ShownLive(Protocol):
    """A watcher that a terminal shows above the progress bar while the run lasts; asked four times a second."""

    def __rich__(self) -> RenderableType:
        """What there is to see now."""


@runtime_checkable
class WatchesQueues(Protocol):
    """A watcher that the graph is built for: it is told what happens to the queues before nodes."""

    @property
    def queue_watch(self) -> QueueWatch:
        """Is told."""
