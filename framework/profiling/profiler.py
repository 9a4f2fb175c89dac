"""`GraphProfiler`: measures and traces a graph's calculators, as its `profiler_config` asks."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, Final

from backedge.access_policy import ALL_ACCESS, AccessPolicy
from backedge.authoring.base import Calculator
from backedge.authoring.outboxes import Outbox
from backedge.authoring.ports import Input
from backedge.config import GraphConfig
from backedge.config.graph import ProfilerConfig
from backedge.errors import ConfigError, Diagnostic
from backedge.packet import EMPTY, Packet
from backedge.planning.plan import GraphPlan, NodePlan
from backedge.profiling.measurements import NodeProfile, Origin, PacketOrigins
from backedge.profiling.messages import EventType, GraphProfile
from backedge.profiling.trace import PHASES, Call, Phase, StreamPacket, Trace
from backedge.profiling.trace_log import TraceLog
from backedge.timestamp import is_range_value

_OFFSET: Final = time.time_ns() - time.perf_counter_ns()


def unix_microseconds() -> int:
    """Return the microseconds of Unix time, by a clock that never goes back."""
    return (time.perf_counter_ns() + _OFFSET) // 1000


class GraphProfiler:
    """The profiler of a graph: it finds where the time of a run goes.

    Every `CalculatorGraph` has one; an idle one costs nothing.

    The graph's ``profiler_config`` says what it does:
        enable_profiler: measure `open`, `process` and `close` of every node (or call `enable`).
        enable_stream_latency: measure besides how long packets are under way.
        histogram_interval_size_usec, num_histogram_intervals: the intervals of all histograms.
        calculator_filter: a regular expression; profiles contain only nodes whose whole name it matches.
        use_packet_timestamp_for_added_packet: take a fed packet's timestamp for the time it was made at.
        trace_enabled: keep the last `trace_log_capacity` calls, without those of `trace_event_types_disabled`; and
            unless `trace_log_disabled`, write them to files: see `TraceLog`.
        trace_log_margin_usec: leave calls that ended so short a while ago for the next profile.

    Args:
        plan: the graph.
        access: where traces may be written; everywhere, if it is not given.

    Attributes:
        clock: tells microseconds of Unix time; may be replaced before a run.

    Raises:
        ConfigError: `calculator_filter` is not a regular expression.
    """

    def __init__(self, plan: GraphPlan, access: AccessPolicy = ALL_ACCESS) -> None:
        config = plan.config.profiler_config or ProfilerConfig()
        self.clock: Callable[[], int] = unix_microseconds
        self._config = config
        self._plan = plan
        self._is_measuring = config.enable_profiler
        self._origins = PacketOrigins() if config.enable_profiler and config.enable_stream_latency else None
        self._trace = Trace(plan, config) if config.trace_enabled else None
        self._log = TraceLog(config, access) if config.trace_enabled and not config.trace_log_disabled else None
        self._profiles = {node.name: NodeProfile(node, config) for node in plan.nodes}
        self._included = _compile(config)
        self._listeners: list[Callable[[Call], None]] = []
        # Calculators run on several threads at once.
        self._lock = threading.RLock()  # garbage collection inside it may end the run of an abandoned graph

    def enable(self) -> None:
        """Measure the calls of calculators from the next run on, whatever the config says."""
        self._is_measuring = True

    def listen(self, listener: Callable[[Call], None]) -> None:
        """Call `listener` with every call of a calculator when it has ended, from the next run on.

        Args:
            listener: is called on the thread that made the call, and so on several threads at once.
        """
        self._listeners.append(listener)

    def capture(self, *, with_config: bool = False) -> GraphProfile:
        """Return what was measured and traced since the last time; may be called while the graph runs.

        Args:
            with_config: also give the expanded graph, and the names of its nodes in the trace.
        """
        until = self.clock() - self._config.trace_log_margin_usec
        with self._lock:
            return GraphProfile(
                graph_trace=(self._trace.take(until, with_names=with_config),) if self._trace else (),
                calculator_profiles=tuple(
                    profile.take() for name, profile in self._profiles.items() if self._included.fullmatch(name)
                ),
                config=_with_node_names(self._plan) if with_config else None,
            )

    # the graph's side

    @property
    def follows_packets(self) -> bool:
        """Tell whether the graph must call `note_fed` for every packet that is fed."""
        return self._origins is not None or self._trace is not None

    def start(self) -> None:
        """Begin a run.

        Raises:
            GraphError: the trace cannot be written where it should.
        """
        if self._log:
            self._log.start(self.clock())

    def stop(self) -> None:
        """End a run: write what is left of the trace.

        Raises:
            GraphError: some of it could not be written.
        """
        if self._log:
            self._write(self._log)
            self._log.check()

    def wrap(
        self,
        node: NodePlan,
        calculator: Calculator,
        phase: Phase,
        call: Callable[[], None],
        inputs: Sequence[Input[Any]],
        outputs: Sequence[Outbox],
    ) -> Callable[[], None]:
        """Return `call`, or what to call in its place to measure it.

        Args:
            node: its node.
            calculator: the calculator.
            phase: ``open``, ``process`` or ``close``.
            call: makes it do so.
            inputs: the calculator's input streams.
            outputs: the engine's sides of its output streams.
        """
        listeners = tuple(self._listeners)
        if not (self._is_measuring or self._trace or listeners):
            return call
        is_kept = self._is_measuring or self._trace is not None
        event = PHASES[phase]
        clock = self.clock
        if not (self.follows_packets or listeners):  # then nothing asks which a call takes and sends
            inputs = outputs = ()

        @wraps(call)
        def measured() -> None:
            counts = [output.count for output in outputs]
            start = clock()
            try:
                call()
            finally:
                end = clock()
                taken = tuple(
                    None if port.packet[0] is EMPTY else StreamPacket(port.name, port.packet[1]) for port in inputs
                )
                sent = tuple(
                    StreamPacket(output.name, at)
                    for output, known in zip(outputs, counts, strict=True)
                    for _, at in output.pending[known:]
                )
                made = Call(node, event, calculator.timestamp, start, end, taken, sent, threading.get_ident())
                if is_kept:
                    self._add(made)
                for listener in listeners:
                    listener(made)

        return measured

    def note_fed(self, stream: str, packet: Packet[Any]) -> None:
        """Note a packet that is fed to a graph input stream."""
        at, now = packet[1], self.clock()
        fed = StreamPacket(stream, at)
        with self._lock:
            if self._origins is not None and is_range_value(at):
                made = at if self._config.use_packet_timestamp_for_added_packet else now
                self._origins.put(fed, Origin(made, made))
            if self._trace is not None:
                self._trace.add(Call(None, EventType.PROCESS, at, now, now, (), (fed,), threading.get_ident()))

    def _add(self, call: Call) -> None:
        with self._lock:
            if self._is_measuring:
                self._measure(call)
            if self._trace is not None:
                self._trace.add(call)
            is_due = self._log is not None and self._log.is_due(call.end)
        if is_due and self._log is not None:
            self._write(self._log)

    def _measure(self, call: Call) -> None:
        assert call.node is not None
        profile = self._profiles[call.node.name]
        began = call.start if self._origins is None else self._follow(call, profile, self._origins)
        match call.event:
            case EventType.OPEN:
                profile.open_time = call.end - call.start
            case EventType.CLOSE:
                profile.close_time = call.end - call.start
            case _:
                profile.add_process(call.start, call.end, began)

    def _follow(self, call: Call, profile: NodeProfile, origins: PacketOrigins) -> int:
        """Measure how long the packets of a call were under way; gives when the oldest they go back to began."""
        began = call.start
        for stream, packet in zip(profile.streams, call.inputs, strict=True):
            origin = None if packet is None or stream.back_edge else origins.get(packet)
            if origin is not None:
                stream.latency.add(origin.made, call.start)
                began = min(began, origin.began)
        for sent in call.outputs:
            origins.put(sent, Origin(call.end, began))
        return began

    def _write(self, log: TraceLog) -> None:
        log.write(lambda with_config: self.capture(with_config=with_config))


def _with_node_names(plan: GraphPlan) -> GraphConfig:
    """Return the expanded graph, where every node has the name that it has in the profile."""
    nodes = (replace(node.config, name=node.name) for node in plan.nodes)
    return replace(plan.config, node=tuple(nodes))


def _compile(config: ProfilerConfig) -> re.Pattern[str]:
    try:
        return re.compile(config.calculator_filter or ".*")
    except re.error as error:
        message = f'calculator_filter "{config.calculator_filter}" is no regular expression: {error}'
        raise ConfigError([Diagnostic(message, config.location("calculator_filter"))]) from error
