"""The state of a run that nodes, scheduler and drivers share: what is ready, what may go on, and what went wrong.

Who has the graph's turn changes it: the thread that is inside `Scheduler.run`, or that takes back a worker's call.
Only `RunErrors.record` and `RunState.stopping` may also be used by other threads.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from backedge.errors import GraphError, caused_by
from backedge.streams.input_stream import ReadyMask

_logger: Final = logging.getLogger(__name__)

ErrorCallback: TypeAlias = Callable[[GraphError], None]


def is_interrupt(error: BaseException) -> bool:
    """Tell whether `error` is for the program, and no calculator's: Ctrl-C, say, where signals are handled."""
    return not isinstance(error, Exception) and threading.current_thread() is threading.main_thread()


class RunErrors:
    """The errors of a run in order, and those who hear of them.

    Args:
        announce: called with every error, to wake those who wait for the graph.

    Attributes:
        recorded: the errors; the same list in every run, which the hot path asks whether it is empty.
        callback: the application's, called with each error as soon as it is known; None for none.
        has_told: whether a call has raised them to the caller.
    """

    def __init__(self, announce: Callable[[], None]) -> None:
        self.recorded: list[GraphError] = []
        self._announce = announce
        self.callback: ErrorCallback | None = None
        self.has_told = False

    def __bool__(self) -> bool:
        return bool(self.recorded)

    def __iter__(self) -> Iterator[GraphError]:
        return iter(self.recorded)

    def clear(self) -> None:
        """Forget the errors of the run before."""
        self.recorded.clear()
        self.has_told = False

    def record(self, error: GraphError) -> None:
        """Note an error, which ends the run. Any thread may call this."""
        self.recorded.append(error)
        self._announce()
        if self.callback is None:
            return
        try:
            self.callback(error)
        except Exception as raised:  # noqa: BLE001 - the application's; becomes an error of the run like any other
            failure = GraphError(f"the error callback raised {type(raised).__name__}: {raised}")
            self.recorded.append(caused_by(failure, raised))

    def record_interruption(self, error: BaseException) -> None:
        """Note that what ends the run is no calculator's, and if it is a caller's, that the caller gets to know it."""
        interruption = GraphError(f"the run was interrupted by {type(error).__name__}: {error}".rstrip(": "))
        self.record(caused_by(interruption, error))
        self.has_told = is_interrupt(error)

    def abandon(self, error: GraphError) -> None:
        """End the run with an error that no caller is there to hear of; what still goes wrong is logged.

        Takes no lock, and calls nothing of the application's: garbage collection may be what calls this.
        """
        self.callback = _log
        self.recorded.append(error)

    def raise_recorded(self) -> None:
        """Raise what went wrong, if anything did.

        Raises:
            GraphError: the one error itself, or one that tells them all.
        """
        self.has_told = bool(self.recorded)
        if len(self.recorded) == 1:
            # The same error is raised by many calls: it must not hold on to the frames of all of them.
            raise self.recorded[0].with_traceback(None)
        if self.recorded:
            all_of_them = GraphError("\n".join(map(str, self.recorded)))
            raise caused_by(all_of_them, self.recorded[0])


def _log(error: GraphError) -> None:
    _logger.error("in an abandoned run: %s", error)


class RunState:
    """The state of a graph's present run that its nodes and its scheduler share.

    Args:
        errors: what went wrong.

    Attributes:
        ready: the nodes that have an input set to process or are to be closed.
        to_open: mask of the nodes that can be opened.
        calls_in_flight: how many calls of `process` are being made on workers.
        stopping: no source may run any more; what is queued is still processed.
        is_running: whether a thread is inside the scheduler.
        runs_chains: whether a node may run those behind it in the same step.
        depth: how many nodes are at the moment passing on a timestamp bound to each other.
        postponed: checks of the nodes whose turn to do so comes when that has ended.
    """

    def __init__(self, errors: RunErrors) -> None:
        self.errors = errors
        self.ready = ReadyMask()
        self.is_running = False
        self.runs_chains = True
        self.reset()

    def reset(self) -> None:
        """Begin a new run."""
        self.ready.bits = self.to_open = self.calls_in_flight = 0
        self.stopping = False
        self.depth = 0
        self.postponed: list[Callable[[], None]] = []
        self.errors.clear()
