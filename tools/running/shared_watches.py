"""Several watchers of one graph, as the one tracer and the one watch of queues that a graph takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from backedge.planning.plan import NodePlan
from backedge.runtime.instruments import Tracer
from backedge.runtime.queue_watch import QueueWatch
from backedge.tools.running.run_watcher import RunWatcher, WatchesCalls, WatchesQueues


def shared_tracer(watchers: Iterable[RunWatcher]) -> Tracer | None:
    """The tracer of all watchers that have one; None if none has."""
    tracers = [watcher.tracer for watcher in watchers if isinstance(watcher, WatchesCalls)]
    return _Tracers(tracers) if len(tracers) > 1 else next(iter(tracers), None)


def shared_queue_watch(watchers: Iterable[RunWatcher]) -> QueueWatch | None:
    """The watch of queues of all watchers that have one; None if none has."""
    watches = [watcher.queue_watch for watcher in watchers if isinstance(watcher, WatchesQueues)]
    return _QueueWatches(watches) if len(watches) > 1 else next(iter(watches), None)


class _Tracers:
    def __init__(self, tracers: Sequence[Tracer]) -> None:
        self._tracers = tracers

    def wrap(self, node: NodePlan, call: Callable[[], None]) -> Callable[[], None]:
        for tracer in self._tracers:
            call = tracer.wrap(node, call)
        return call


class _QueueWatches:
    def __init__(self, watches: Sequence[QueueWatch]) -> None:
        self._watches = watches

    def queue_changed(self, node: str, stream: str, length: int) -> None:
        for watch in self._watches:
            watch.queue_changed(node, stream, length)

    def packet_dropped(self, node: str, stream: str, timestamp: int) -> None:
        for watch in self._watches:
            watch.packet_dropped(node, stream, timestamp)

    def queue_filled(self, node: str, stream: str, *, full: bool) -> None:
        for watch in self._watches:
            watch.queue_filled(node, stream, full=full)
