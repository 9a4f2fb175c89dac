"""One run of a graph: from `start_run` to the moment when the last node is closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from backedge.errors import DeadlockError, GraphError
from backedge.packet import EMPTY, Packet
from backedge.runtime.input_stream import InputStream
from backedge.runtime.output_stream import OutputStream
from backedge.runtime.scheduler import Scheduler


class Run:
    """The state of a graph's present or last run.

    Attributes:
        inputs: the graph's input streams by name.
        observers: what watches its streams.
        headers: headers of graph input streams, by name.
        is_active: whether a run has been started and has not ended.
        errors: what went wrong in the present or last run.
        paused: while set, nothing is scheduled; packets that are fed wait.
        observed: whether an observer has been called since somebody last looked.
        has_told: whether the caller has been told about `errors`.
        on_error: called with each error as soon as it is known.
        before_end: called when all has been done and the nodes that are still open are about to be closed.
        wake: called with each error before that, for those who wait for something else; set by the driver.
    """

    def __init__(self, scheduler: Scheduler, inputs: Mapping[str, OutputStream]) -> None:
        self.scheduler = scheduler
        self.inputs = inputs
        self.observers: list[InputStream] = []
        self.headers: Mapping[str, Any] = {}
        self.is_active = False
        self.errors = scheduler.errors
        self.paused = False
        self.observed = False
        self.has_told = False
        self.on_error: Callable[[GraphError], None] | None = None
        self.before_end: Callable[[], None] = _nothing
        self.wake: Callable[[], None] = _nothing
        scheduler.is_exhausted = self.is_exhausted
        scheduler.on_error = self._tell

    def start(self, side_packets: Mapping[str, Any]) -> None:
        """Prepare everything; the nodes open with the first `work`."""
        for observer in self.observers:
            observer.reset()
        for stream in self.inputs.values():
            stream.reset()
        self.scheduler.start(side_packets)
        self.paused = self.observed = self.has_told = False
        self.is_active = True
        for name, stream in self.inputs.items():
            header = self.headers.get(name, EMPTY)
            stream.publish_header(header if isinstance(header, Packet) else Packet(header))

    def send(self, stream: OutputStream, packet: Packet[Any]) -> None:
        """Put a packet into a graph input stream.

        A packet that a consumer cannot take ends the run, as an error of the graph.
        """
        try:
            stream.send([packet])
        except GraphError as error:
            self.scheduler.record(error)

    def do(self, call: Callable[[], None]) -> None:
        """Make a change to the graph's state; what goes wrong ends the run, as an error of the graph."""
        try:
            call()
        except GraphError as error:
            self.scheduler.record(error)

    def fail(self, error: GraphError) -> None:
        """Let the run end because of an error of the caller's with the next `work`. Any thread may call this."""
        if self.is_active:
            self.scheduler.record(error)

    def work(self, *, sources: bool, until: Callable[[], bool] | None = None) -> None:
        """Do what can be done, or enough of it (see `Scheduler.run`), and end the run when that was the last of it."""
        scheduler = self.scheduler
        # A run that has failed or is cancelled ends although it is paused. Running: called from a callback or a
        # calculator, and the call further up the stack goes on.
        if (self.paused and not self.errors) or scheduler.is_running:
            return
        try:
            scheduler.run(sources=sources, until=until)
            if sources and (until is None or scheduler.is_at_rest):
                self._report_unopened_layer()
        finally:
            is_over = scheduler.errors or (self.is_exhausted() and (until is None or scheduler.is_at_rest))
            if is_over and self.is_active and not scheduler.in_flight:
                self.end()

    def _report_unopened_layer(self) -> None:
        unopened = self.scheduler.unopened_layer
        if unopened is not None and not self.scheduler.in_flight and not self.open_inputs():
            self.scheduler.record(
                DeadlockError(
                    f'no source can run: node "{unopened.name}" is in a lower source_layer and has not been opened; '
                    "is a side packet missing that a node should have set?"
                )
            )

    def is_exhausted(self) -> bool:
        """Whether no packet can come any more, from the outside or from a source."""
        # Asked after every packet: most often the first stream that is still open is all that has to be looked at.
        for stream in self.inputs.values():
            if not stream.closed:
                return False
        return not self.scheduler.sources_left

    def open_inputs(self) -> list[str]:
        """The graph input streams that can still take packets."""
        return [name for name, stream in self.inputs.items() if not stream.closed]

    def end(self) -> None:
        """Close what is still open."""
        self.is_active = False
        self.before_end()
        self.scheduler.finish()
        self.do(self.scheduler.profiler.stop)

    def cancel(self) -> None:
        """Let the run end as it is with the next `work`, or when the calculator that is at work returns.

        Any thread may call this: it changes nothing that the graph's own thread would have to know of beforehand.
        """
        if self.is_active and not self.errors:
            self.scheduler.record(GraphError("the run was cancelled"))
        self.paused = False

    def _tell(self, error: GraphError) -> None:
        self.wake()
        if self.on_error is None:
            return
        try:
            self.on_error(error)
        except Exception as raised:  # noqa: BLE001 - the application's; becomes an error of the run like any other
            failure = GraphError(f"the error callback raised {type(raised).__name__}: {raised}")
            failure.__cause__ = raised
            self.errors.append(failure)

    def raise_errors(self) -> None:
        """Raise what went wrong, if anything did.

        Raises:
            GraphError: the one error itself, or one that tells them all.
        """
        self.has_told = bool(self.errors)
        if len(self.errors) == 1:
            # The same error is raised by many calls: it must not hold on to the frames of all of them.
            raise self.errors[0].with_traceback(None)
        if self.errors:
            raise GraphError("\n".join(str(error) for error in self.errors)) from self.errors[0]


def _nothing() -> None:
    """Stands in for the callbacks of `Run` that nobody has set."""
