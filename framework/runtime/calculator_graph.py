"""`CalculatorGraph`: build a graph from its config, feed it, observe it, wait for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self, TypeAlias

from backedge.access_policy import ALL_ACCESS, AccessPolicy
from backedge.config import GraphConfig, to_binary, to_text
from backedge.errors import (
    GraphError,
    GraphStateError,
    GraphTimeoutError,
    PacketTypeError,
    ThrottledError,
    TimestampBoundError,
    TimestampOrderError,
)
from backedge.packet import EMPTY, Packet
from backedge.planning import build_graph
from backedge.planning.plan import GraphPlan
from backedge.profiling import GraphProfiler
from backedge.runtime.assembly import assemble
from backedge.runtime.drivers.driver import WaitingForItselfError
from backedge.runtime.explain import Explanation
from backedge.runtime.graph_display import graph_picture, graph_tree
from backedge.runtime.graph_input import GraphInput, close_inputs
from backedge.runtime.instruments import Instruments, Tracer
from backedge.runtime.joins import Join, JoinCounter
from backedge.runtime.lifeline import Lifeline
from backedge.runtime.live_options import require_live
from backedge.runtime.poller import OutputStreamPoller
from backedge.runtime.queue_watch import QueueWatch
from backedge.runtime.side_packets import check_side_packets
from backedge.runtime.unknown_names import is_name, require_names, unknown_name
from backedge.streams.limits import DEFAULT_MAX_QUEUE_SIZE, QueueLimit
from backedge.streams.observer import Observer
from backedge.streams.polled_queue import PolledQueue
from backedge.timestamp import DONE, next_allowed


class AddMode(Enum):
    """The ways to add a packet while a queue behind the graph input stream is full."""

    WAIT_TILL_NOT_FULL = auto()
    ADD_IF_NOT_FULL = auto()


Callback: TypeAlias = Callable[[str, Packet[Any]], object]


class CalculatorGraph:
    """A graph of calculators.

    Without executors in its config a graph runs on the caller's thread: `add_packet_to_input_stream` returns when the
    packet has gone as far as it can, and two runs over the same packets are the same. Sources run in `wait_until_idle`
    and `wait_until_done`.

    A config that asks for an ``ApplicationThreadExecutor`` has its calculators run on the caller's thread as well, but,
    as in MediaPipe, only in calls that wait.

    With ``num_threads`` or an ``executor`` in the config, calculators run on worker threads, calls return at once, and
    callbacks come on a thread of the graph. A caller who waits in `wait_until_idle` without a time limit helps the
    workers of the default executor, if it has several: calculators and callbacks run on the caller's thread, too.

    Use it as a context manager, or call `close`, so that every calculator is closed whatever happens. A graph that is
    dropped while it runs is cancelled, with a ResourceWarning::

        with CalculatorGraph(Path("hand_tracking.pbtxt")) as graph:
            graph.observe_output_stream("landmarks", lambda name, packet: print(packet))
            graph.start_run({"num_hands": 1})
            graph.add_packet_to_input_stream("image", Packet(frame, 0))

    Args:
        config: a `GraphConfig`, the text of one, the content of a ``.binarypb``, or the path of a file; or the plan
            that `build_graph` made of one.
        num_threads: run on that many worker threads, whatever the config says; 0 for none, -1 for one per processor, at
            most 1024.
        tracer: watches every call of every calculator.
        queue_watch: is told of every packet that enters and leaves a queue, and of queues that are full.
        check_types: also look for the mistakes of calculators that `backedge.runtime.mistakes` lists, such as values
            that are not of the type that their output declares; adds about 0.1 µs to a packet. What the outside feeds
            is always checked; what calculators send among each other is not without this, for speed.
        max_stuck_packets: end the run with a DeadlockError where so many packets are in the queue of a node and nothing
            can move that would empty it. By default a warning is logged when the queue has reached its limit, the
            config's ``max_queue_size``, and the queue grows.
        count_joins: count how often packets of different graph inputs and sources meet, for `joins`.
        options: options to set, whatever the config says, by ``NODE.FIELD``: the name of a node of the expanded graph,
            or of one that names a subgraph, and a field of its options (``NODE.FIELD.FIELD`` inside a message). A key
            without a node is a field of the graph's own options.
        access: what calculators may do outside of the graph, such as which files they write; by default everything.

    Attributes:
        plan: what was decided when the graph was built.
        profiler: tells where the time of a run goes.

    Raises:
        ConfigError: the config is wrong; lists all that is.
        GraphError: `num_threads` is no number of threads.
        ResourceError: the file cannot be read.
    """

    def __init__(  # noqa: PLR0913 - what an application may choose, all by name
        self,
        config: GraphConfig | GraphPlan | str | bytes | Path,
        *,
        num_threads: int | None = None,
        tracer: Tracer | None = None,
        queue_watch: QueueWatch | None = None,
        check_types: bool = False,
        max_stuck_packets: int | None = None,
        count_joins: bool = False,
        options: Mapping[str, Any] | None = None,
        access: AccessPolicy = ALL_ACCESS,
    ) -> None:
        self.plan = config if isinstance(config, GraphPlan) else build_graph(config, options=options)
        self.profiler = GraphProfiler(self.plan, access)
        self.graph_input_stream_add_mode = AddMode.WAIT_TILL_NOT_FULL
        self._joins = JoinCounter(self.plan) if count_joins else None
        instruments = Instruments(self.profiler, tracer, self._joins, queue_watch, checks=check_types, access=access)
        assembly = assemble(self.plan, instruments, num_threads=num_threads, max_stuck_packets=max_stuck_packets)
        self._run = assembly.run
        self._errors = assembly.run.errors
        self._driver = assembly.driver
        self._lifeline = Lifeline(self.plan, assembly.driver)
        self._streams = assembly.streams
        self._inputs = assembly.inputs
        self._throttles = assembly.throttles
        if self.profiler.follows_packets:
            for name in self._inputs:
                self._run.watch(Observer(name, partial(self.profiler.note_fed, name)))

    # what it is

    @property
    def text_config(self) -> str:
        """The expanded config, sorted and with canonical names, as text."""
        return to_text(self.plan.config)

    @property
    def binary_config(self) -> bytes:
        """The expanded config in protobuf's wire format."""
        return to_binary(self.plan.config)

    def _repr_svg_(self) -> str | None:
        """The picture that a notebook shows."""
        return graph_picture(self.plan)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """The tree that IPython shows where it has no pictures."""
        printer.text("CalculatorGraph(...)" if cycle else graph_tree(self.plan))

    # observing

    def observe_output_stream(
        self,
        stream: str,
        callback: Callback,
        observe_timestamp_bounds: bool = False,
        *,
        on_end: Callable[[], object] | None = None,
    ) -> None:
        """Call ``callback(stream, packet)`` for every packet of any stream of the expanded graph.

        Args:
            stream: name of the stream; inner streams of subgraphs and graph inputs too.
            callback: what it raises ends the run.
            observe_timestamp_bounds: also call with an empty packet whenever the stream is settled further without a
                packet; its timestamp says how far.
            on_end: called, after all of them, when the stream has ended; what it raises ends the run.

        Raises:
            GraphError: there is no such stream.
            GraphStateError: the graph is running.
        """
        self._require_observable(stream)
        ended = None if on_end is None else self._driver.wrap_callback(lambda _: on_end())
        self._run.watch(
            Observer(
                stream,
                self._driver.wrap_callback(partial(callback, stream)),
                observe_timestamp_bounds=observe_timestamp_bounds,
                after=self._driver.note_observation,
                on_end=None if ended is None else partial(ended, Packet.empty(DONE)),
            )
        )

    def output_stream_poller(
        self, stream: str, *, max_queue_size: int = DEFAULT_MAX_QUEUE_SIZE, observe_timestamp_bounds: bool = False
    ) -> OutputStreamPoller:
        """A poller that gives the packets of any stream of the expanded graph one by one.

        Args:
            stream: name of the stream.
            max_queue_size: while so many packets wait in the poller, the sources upstream are held back.
            observe_timestamp_bounds: as in `observe_output_stream`.

        Raises:
            GraphError: there is no such stream.
            GraphStateError: the graph is running.
        """
        self._require_observable(stream)
        limit = QueueLimit(stream, f"poller of {stream}", max_queue_size, self._throttles.get(stream, ()), grows=False)
        queue = PolledQueue(limit, observe_timestamp_bounds=observe_timestamp_bounds, after=self._driver.tell_waiting)
        self._run.watch(queue)
        return OutputStreamPoller(queue, self._driver, self._run.explain, self._lifeline)

    def set_error_callback(self, callback: Callable[[GraphError], None]) -> None:
        """Call `callback` with each error of a run as soon as it is known, on whichever thread that is.

        The calls that wait raise the error all the same. What the callback itself raises is one more error of the run.
        """
        self._errors.callback = callback

    # running

    def start_run(
        self, input_side_packets: Mapping[str, Any] | None = None, stream_headers: Mapping[str, Any] | None = None
    ) -> None:
        """Open the graph's nodes.

        Args:
            input_side_packets: values (or packets without timestamp) by side packet name; unknown names are ignored,
                with a warning in the log.
            stream_headers: headers of graph input streams, by stream name, as values or packets without timestamp.

        Raises:
            GraphError: a side packet is missing or of the wrong type. Without worker threads also: a calculator failed
                to open; with them the next call says so.
            GraphStateError: the graph is running already.
        """
        if self._run.is_active and self._errors:
            # The caller knows that the run has failed; its last nodes are being closed.
            self._wait_for_end("start_run()")
        self._require(not self._run.is_active, "the graph is running already; call wait_until_done() first")
        side_packets = check_side_packets(self.plan, {} if input_side_packets is None else input_side_packets)
        stream_headers = {} if stream_headers is None else stream_headers
        require_names("stream", stream_headers)
        headers = {self._input(name).stream.name: header for name, header in stream_headers.items()}
        for gate in self._inputs.values():
            gate.reset()
        self._driver.start(side_packets, headers)
        if self._driver.works_in_calls:
            self._errors.raise_recorded()

    def add_packet_to_input_stream(self, stream: str, packet: Packet[Any] | Any, timestamp: int | None = None) -> None:
        """Feed one packet, or a plain value with a `timestamp`.

        An empty packet moves the stream's timestamp bound behind its timestamp. As in MediaPipe, a packet of the wrong
        type or with a timestamp that goes back is an error of the graph and ends the run.

        Raises:
            GraphError: there is no such input stream, or the graph has failed.
            PacketTypeError: the stream does not carry such values.
            TimestampOrderError: the stream has ended, or has had a packet or a promise with this timestamp or later.
            StreamError: the packet has no timestamp, or no node reads the closed stream any more; the run goes on.
            GraphStateError: the graph is not running.
            ThrottledError: a queue behind the stream is full, and the add mode says not to wait.
        """
        try:
            gate = self._inputs[stream]
        except (KeyError, TypeError):
            raise unknown_name("graph input stream", stream, self._inputs) from None
        if not self._run.is_active:
            self._refuse()
        if self.graph_input_stream_add_mode is AddMode.ADD_IF_NOT_FULL and gate.is_full:
            raise ThrottledError(f'graph input stream "{stream}" is throttled: a queue behind it is full')
        try:
            packet = gate.admit(packet, timestamp)
        except (PacketTypeError, TimestampOrderError) as error:
            self._refuse_because_of(error)
        if packet[0] is EMPTY:
            self._driver.do(lambda: gate.stream.raise_bound(next_allowed(packet[1])))
        else:
            self._driver.send(gate, packet)
        if self._errors.recorded:
            self._errors.raise_recorded()

    def set_input_stream_max_queue_size(self, stream: str, max_queue_size: int) -> None:
        """Change the limit of the queues that a graph input stream feeds; -1 for none.

        Raises:
            GraphError: there is no such input stream.
        """
        limits = [consumer.limit for consumer in self._input(stream).stream.consumers if consumer.limit is not None]
        for limit in limits:
            self._driver.do(partial(limit.set_size, max_queue_size))

    def set_input_stream_timestamp_bound(self, stream: str, bound: int) -> None:
        """Promise that no packet before `bound` will be added to a graph input stream.

        Raises:
            GraphError: there is no such input stream, or the graph has failed.
            TimestampBoundError: more has been promised already; as in MediaPipe this ends the run.
            StreamError: the bound is not an int; the run goes on.
        """
        gate = self._input(stream)
        if not self._run.is_active:
            self._refuse()
        try:
            bound = gate.promise(bound)
        except TimestampBoundError as error:
            self._refuse_because_of(error)
        self._driver.do(lambda: gate.stream.raise_bound(bound))
        self._errors.raise_recorded()

    def close_input_stream(self, stream: str) -> None:
        """End one input stream; ending it again does nothing.

        Raises:
            GraphError: there is no such input stream.
        """
        self._close(self._input(stream))

    def close_all_input_streams(self) -> None:
        """End every input stream."""
        self._close(*self._inputs.values())

    def close_all_packet_sources(self) -> None:
        """End every input stream, and stop every source."""
        # Not by way of the driver, which an endless source may keep busy.
        self._run.stop_sources()
        self.close_all_input_streams()

    def wait_until_idle(self, timeout: float | None = None) -> None:
        """Return when nothing is left to do without new input; sources run until they stop.

        An interrupt (Ctrl-C) that comes while calculators run on the caller's thread ends the run.

        Args:
            timeout: how many seconds to wait at most. It can only pass where the graph runs on threads of its own.

        Raises:
            GraphError: something failed.
            GraphTimeoutError: the time has passed; says what keeps the graph.
        """
        if self._run.is_active and not self._driver.wait_until_idle(timeout):
            raise self._timed_out("idle", timeout)
        self._errors.raise_recorded()

    def wait_until_done(self, timeout: float | None = None) -> None:
        """Return when the run has ended: all input streams and sources are exhausted and every node is closed.

        Args:
            timeout: as for `wait_until_idle`.

        Raises:
            GraphError: something failed.
            GraphStateError: input streams are still open, and no other thread can close them.
            GraphTimeoutError: the time has passed; says what keeps the graph.
        """
        if not self._driver.wait_until_done(timeout):
            raise self._timed_out("done", timeout)
        self._errors.raise_recorded()

    def wait_for_observed_output(self) -> None:
        """Return when an observed stream has moved since the last call: a packet, or that none will come for a while.

        Raises:
            GraphError: the run has ended, or failed, without that.
        """
        run = self._run
        if run.is_active:
            self._driver.advance(lambda: run.observed)
        if not run.observed:
            self._errors.raise_recorded()
            raise GraphStateError("no packet can be observed any more without new input: " + str(self.explain()))
        run.observed = False

    def pause(self) -> None:
        """Schedule nothing more; what is under way is finished, and packets that are fed wait."""
        self._driver.do(partial(self._run.set_paused, True))

    def resume(self) -> None:
        """Go on after `pause`."""
        self._driver.do(partial(self._run.set_paused, False))

    def set_live_options(self, node: str, options: Any) -> None:
        """Give a node other options while the graph runs; the calls of `process` to come see them.

        Call it while the graph is idle: a call on a worker that is under way may see some of them already. The next run
        begins with the options of the plan.

        Args:
            node: name of a node of the expanded graph.
            options: of the calculator's class of options; they differ from those of the plan only in fields that the
                calculator declares as `live_options`.

        Raises:
            GraphError: there is no such node, or the options differ in others.
            GraphStateError: the graph is not running.
        """
        plan = next((each for each in self.plan.nodes if each.name == node), None)
        if plan is None:
            raise unknown_name("node", node, [each.name for each in self.plan.nodes])
        require_live(plan, options)
        self._require(self._run.is_active, "the graph is not running; call start_run() first")
        self._driver.do(partial(self._run.set_options, node, options))
        if self._driver.works_in_calls:
            self._errors.raise_recorded()

    def cancel(self) -> None:
        """End the run at once; what is queued is dropped, every opened calculator is closed.

        A `wait_until_done` on another thread raises an error that says so.
        """
        self._driver.cancel()
        self._errors.has_told = True  # whoever cancels knows

    def fail(self, error: GraphError) -> None:
        """End the run because of an error that its caller has found, as calls that wait will then raise.

        After the end of a run the error joins those of that run.
        """
        if self._run.is_active:
            self._end_with(error)
        else:
            self._errors.record(error)

    def close(self) -> None:
        """End the run in good order: close all sources and wait until everything is done.

        Raises:
            GraphError: something failed.
        """
        if self._run.is_active:
            self._run.stop_sources()
            self.resume()
            self._driver.do(partial(close_inputs, self._inputs.values()))
        self._wait_for_end("close()")
        # Workers may have failed after the last call; what a call has raised already is not raised again.
        if not self._errors.has_told:
            self._errors.raise_recorded()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # After an error there is nothing to wait for; one more raised here would hide the first.
        if kind is None:
            self.close()
        else:
            self.cancel()

    # what came of it

    @property
    def is_active(self) -> bool:
        """Whether a run has been started and has not ended."""
        return self._run.is_active

    def has_error(self) -> bool:
        """Tell whether the present or last run failed."""
        return bool(self._errors)

    def get_combined_error_message(self) -> str:
        """The messages of all errors of the run, a line or more each; empty if there are none."""
        return "\n".join(str(error) for error in self._errors)

    def explain(self) -> Explanation:
        """Say why the graph does not go on: which node waits on which stream, and which node should have moved it.

        Ask when `wait_until_idle` has returned and something you expected has not come. After a run it tells what was
        left when the run ended: packets that no node could process, nodes that could not be opened.
        """
        return self._run.explain()

    def joins(self) -> tuple[Join, ...]:
        """How often packets met at each node that joins streams of different graph inputs or sources.

        Ask after a run, or while the graph is idle. Where the timestamps of two sides have nothing to do with each
        other, packets seldom meet, and what a calculator needs both for is not done; `Join.is_rare` tells.

        Raises:
            GraphStateError: the graph was made without ``count_joins``.
        """
        if self._joins is None:
            raise GraphStateError("joins are not counted: make the graph with count_joins=True")
        return self._joins.joins(self._run.arrived())

    def get_output_side_packet(self, name: str) -> Any:
        """The value of a side packet that a node has set, or that was given to `start_run`.

        Raises:
            GraphError: there is no such side packet, or it has not been set yet.
        """
        known = self.plan.side_packet_types
        value = self._run.side_packets.get(name) if is_name(name) else EMPTY
        if value is EMPTY:
            if not is_name(name) or name not in known:
                raise unknown_name("side packet", name, known)
            raise GraphError(f'side packet "{name}" has not been set')
        return value

    # parts

    def _require_observable(self, stream: str) -> None:
        self._require(not self._run.is_active, "streams can be observed only before start_run()")
        if not is_name(stream) or stream not in self._streams:
            raise unknown_name("stream", stream, self._streams)

    def _input(self, stream: str) -> GraphInput:
        try:
            return self._inputs[stream]
        except (KeyError, TypeError):
            raise unknown_name("graph input stream", stream, self._inputs) from None

    def _wait_for_end(self, call: str) -> None:
        """Wait until the run has ended, in another call than `wait_until_done`."""
        try:
            self._driver.wait_until_done(timeout=None)
        except WaitingForItselfError:
            raise WaitingForItselfError(call) from None

    def _timed_out(self, state: str, timeout: float | None) -> GraphTimeoutError:
        # The state belongs to another thread; a look from here may be a moment behind, which is good enough to say why.
        return GraphTimeoutError(f"the graph is not {state} after {timeout:g} s:\n{self.explain()}")

    def _close(self, *inputs: GraphInput) -> None:
        if self._run.is_active:
            for gate in inputs:
                gate.bound = DONE
            self._driver.do(lambda: close_inputs(inputs))
            if self._driver.works_in_calls:
                self._errors.raise_recorded()

    def _end_with(self, error: GraphError) -> None:
        self._run.fail(error)
        self._driver.do(lambda: None)  # the run ends with the next thing that is done

    def _refuse_because_of(self, error: GraphError) -> NoReturn:
        self._end_with(error)
        self._errors.raise_recorded()
        raise error  # the run had ended meanwhile

    def _refuse(self) -> NoReturn:
        self._errors.raise_recorded()
        raise GraphStateError("the graph is not running; call start_run() first")

    @staticmethod
    def _require(condition: bool, message: str) -> None:
        if not condition:
            raise GraphStateError(message)
