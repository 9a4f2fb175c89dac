"""`CalculatorGraph`: MediaPipe's graph API over our engine."""

from __future__ import annotations

import enum
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self

from backedge.compat.bridge.adapters import Adapter, adapt, adapter_for
from backedge.compat.bridge.containers import DETECTION_LIST, Vector
from backedge.compat.bridge.detection_lists import detection_list_streams
from backedge.compat.bridge.engine import Engine, default_threads
from backedge.compat.bridge.errors import (
    GraphFailedError,
    InvalidArgumentError,
    as_python_error,
    python_errors,
    wrong_type,
)
from backedge.compat.bridge.sources import GraphSource, read_config, read_file, read_one
from backedge.compat.mediapipe.python._framework_bindings.packet import Packet, require_packet
from backedge.compat.mediapipe.python._framework_bindings.timestamp import Timestamp, to_microseconds
from backedge.compat.mediapipe.python._framework_bindings.validated_graph_config import ValidatedGraphConfig
from backedge.errors import GraphError, PacketTypeError, ThrottledError
from backedge.packet import EMPTY
from backedge.packet import Packet as GraphPacket
from backedge.runtime.calculator_graph import AddMode
from backedge.runtime.side_packets import check_side_packets
from backedge.suggest import suggest_or_list
from backedge.timestamp import UNSET, is_allowed_in_stream


class GraphInputStreamAddMode(enum.IntEnum):
    """The ways of adding a packet while a queue behind the graph input stream is full."""

    WAIT_TILL_NOT_FULL = 0
    ADD_IF_NOT_FULL = 1

    def __str__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


WAIT_TILL_NOT_FULL: Final = GraphInputStreamAddMode.WAIT_TILL_NOT_FULL
ADD_IF_NOT_FULL: Final = GraphInputStreamAddMode.ADD_IF_NOT_FULL


class CalculatorGraph:
    """A graph of calculators.

    As in MediaPipe it runs on threads of its own, unless its config says otherwise: calls that feed it return at once,
    and callbacks come on another thread. Other than in MediaPipe it is a context manager too, which closes it.

    Args:
        **kwargs: one of ``graph_config`` (a CalculatorGraphConfig message or its text), ``binary_graph_path`` (a graph
            file) and ``validated_graph_config`` (a `ValidatedGraphConfig`).

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: no argument, more than one, or a graph that cannot run (which is a RuntimeError too).
        RuntimeError: the config cannot be read.
    """

    def __init__(self, **kwargs: Any) -> None:
        readers = {
            "binary_graph_path": read_file,
            "graph_config": read_config,
            "validated_graph_config": _read_validated,
        }
        plan = read_one("CalculatorGraph", readers, kwargs).plan()
        self._engine = Engine(plan, num_threads=default_threads(plan.config))
        types, side_types = self._engine.plan.stream_types, self._engine.plan.side_packet_types
        self._adapters = {name: adapter_for(types[name]) for name in self._engine.plan.graph_inputs}
        self._detection_lists = detection_list_streams(self._engine.plan)
        self._cpp_types, self._side_cpp_types = self._engine.cpp_types
        self._cpp_types = {**self._cpp_types, **dict.fromkeys(self._detection_lists, frozenset({DETECTION_LIST}))}
        self._side_adapters = {name: adapter_for(kind) for name, kind in side_types.items()}
        self._observed: set[str] = set()
        self._mode = WAIT_TILL_NOT_FULL
        self._started = False
        self._open = False  # from start_run() until a caller has waited for the end of the run

    # what it is

    @property
    def text_config(self) -> str:
        """The expanded config, sorted and with canonical names, as text."""
        return self._engine.text_config

    @property
    def binary_config(self) -> bytes:
        """The expanded config in protobuf's wire format."""
        return self._engine.binary_config

    @property
    def max_queue_size(self) -> int:
        """The number of packets that a queue holds before its feeder waits; -1 for any number."""
        return self._engine.max_queue_size

    @property
    def graph_input_stream_add_mode(self) -> GraphInputStreamAddMode:
        """The way of adding a packet while a queue is full."""
        return self._mode

    @graph_input_stream_add_mode.setter
    def graph_input_stream_add_mode(self, mode: GraphInputStreamAddMode) -> None:
        if not isinstance(mode, GraphInputStreamAddMode):
            raise wrong_type("graph_input_stream_add_mode", "a GraphInputStreamAddMode", mode)
        self._mode = mode
        self._engine.graph_input_stream_add_mode = AddMode[mode.name]

    # running

    def observe_output_stream(
        self, stream_name: str, callback_fn: Callable[[str, Packet], object], observe_timestamp_bounds: bool = False
    ) -> None:
        """Call ``callback_fn(stream_name, packet)`` for every packet of a stream.

        Args:
            stream_name: any stream of the expanded graph.
            callback_fn: what it raises ends the run with an error.
            observe_timestamp_bounds: also call with an empty packet whenever the stream is settled further.

        Raises:
            TypeError: the callback cannot be called.
            RuntimeError: there is no such stream, or the graph is running.
        """
        if not callable(callback_fn):
            raise wrong_type("observe_output_stream", "a callable", callback_fn)
        declared = self._engine.plan.stream_types.get(stream_name, Any)

        is_list = stream_name in self._detection_lists

        def observed(name: str, packet: GraphPacket[Any]) -> None:
            value = Vector(DETECTION_LIST, packet[0]) if is_list and packet[0] is not EMPTY else packet[0]
            callback_fn(name, Packet.of(value, packet[1], declared))

        try:
            self._engine.observe_output_stream(stream_name, observed, observe_timestamp_bounds)
        except GraphError as error:
            raise GraphFailedError(f"observe_output_stream(): {error}") from error
        self._observed.add(stream_name)

    def start_run(self, input_side_packets: dict[str, Packet] = {}) -> None:  # noqa: B006 - MediaPipe's; never written to
        """Start a run; the next call raises what goes wrong while calculators open.

        Args:
            input_side_packets: side packets by name; those that the graph does not know are ignored.

        Raises:
            TypeError: they are not a dict.
            ValueError: one is missing, or does not hold what it should.
            RuntimeError: one is not a packet, or empty, or set by a node of the graph, or the graph is running.
        """
        if not isinstance(input_side_packets, dict):
            raise wrong_type("start_run", "a dict of packets", input_side_packets)
        if self._engine.is_active:
            raise GraphFailedError("start_run(): the graph is running already; call wait_until_done() first")
        values = {name: self._side_value(name, packet) for name, packet in input_side_packets.items()}
        if twice := sorted(self._engine.plan.produced_side_packets.keys() & values.keys()):
            raise GraphFailedError(
                f"start_run(): nodes of the graph set these side packets themselves: {', '.join(twice)}"
            )
        try:
            for name, value in values.items():
                self._require_cpp_type(f'side packet "{name}"', self._side_cpp_types.get(name), value)
            check_side_packets(self._engine.plan, values)
        except GraphError as error:
            raise InvalidArgumentError(f"start_run(): {error}") from error
        self._started = self._open = True
        with suppress(GraphError):  # calculators that do not open: the run has failed, and the next call says so
            self._engine.start_run(values)

    def add_packet_to_input_stream(
        self, stream: str, packet: Packet, timestamp: Timestamp | int = Timestamp.UNSET
    ) -> None:
        """Feed one packet.

        A packet that comes too late for its stream ends the run with an error, which the next call tells; one that
        comes after its stream's end is dropped.

        Args:
            stream: a graph input stream.
            packet: what to feed; an empty packet says that there is nothing up to its timestamp.
            timestamp: instead of the packet's own.

        Raises:
            TypeError: an argument of the wrong type.
            ValueError: the timestamp is none that a packet in a stream can have, or the packet does not hold what the
                stream carries; the latter ends the run.
            RuntimeError: there is no such stream, the graph is not running, a queue is full, or the run has failed with
                something that is not a ValueError.
        """
        function = "add_packet_to_input_stream"
        at = to_microseconds(function, timestamp)
        if at == UNSET:
            at = require_packet(function, packet).microseconds
        if not is_allowed_in_stream(at):
            raise InvalidArgumentError(f"{function}(): {Timestamp.of(at)} is not for packets in a stream")
        content = adapt(require_packet(function, packet).content, self._adapter(function, stream))
        if not self._open:
            raise GraphFailedError(f"{function}(): the graph is not running; call start_run() first")
        has_failed = self._engine.has_error()
        if not (self._engine.is_active or has_failed):
            # All streams are closed. Only an observer of this one minds: its end is still there.
            if stream in self._observed:
                self._engine.note_late_packet(stream, at)
            return
        try:
            if not has_failed and (expected := self._cpp_types.get(stream)):
                self._require_cpp_type(f'graph input stream "{stream}"', expected, content, end_run=True)
            self._engine.add_packet_to_input_stream(stream, GraphPacket(content, at))
        except GraphError as error:
            # In MediaPipe the call has returned when its packet is found to come too late, or a calculator fails on it.
            if has_failed or isinstance(error, PacketTypeError | ThrottledError):
                raise as_python_error(error) from error

    def close_input_stream(self, stream: str, /) -> None:
        """End a graph input stream; ending it again does nothing.

        Raises:
            RuntimeError: there is no such stream, or the graph has never run.
        """
        self._adapter("close_input_stream", stream)
        self._require_started("close_input_stream")
        with suppress(GraphError):  # of the run, raised to the caller that waits for it
            self._engine.close_input_stream(stream)

    def close_all_packet_sources(self) -> None:
        """End every graph input stream, and stop every source."""
        with suppress(GraphError):  # of the run, raised to the caller that waits for it
            self._engine.close_all_packet_sources()

    def wait_until_idle(self) -> None:
        """Wait until nothing is left to do without new input.

        Raises:
            ValueError: the run has failed because of a wrong value.
            RuntimeError: the run has failed otherwise, or the graph has never run.
        """
        self._require_started("wait_until_idle")
        if self._open:
            try:
                self._engine.wait_until_idle()
            except GraphError as error:  # not python_errors(): this runs for every packet
                raise as_python_error(error) from error

    def wait_until_done(self) -> None:
        """Wait until the run has ended: all input streams and sources are exhausted.

        Raises:
            ValueError: the run has failed because of a wrong value.
            RuntimeError: the run has failed otherwise, or the graph has never run.
        """
        self._require_started("wait_until_done")
        if self._open:
            try:
                with python_errors():
                    self._engine.wait_until_done()
            finally:
                self._open = self._engine.is_active

    def wait_for_observed_output(self) -> None:
        """Wait until an observed stream has given a packet since the last call.

        Raises:
            ValueError: the run has failed because of a wrong value.
            RuntimeError: the run has failed otherwise, or has ended without a packet, or the graph has never run.
        """
        self._require_started("wait_for_observed_output")
        with python_errors():
            self._engine.wait_for_observed_output()

    def close(self) -> None:
        """End the run in good order: close all sources and wait until everything is done.

        Raises:
            ValueError: the run has failed because of a wrong value.
            RuntimeError: the run has failed otherwise, or the graph has never run.
        """
        self._require_started("close")
        self.close_all_packet_sources()
        self.wait_until_done()

    def cancel(self) -> None:
        """End the run at once; what has not come out yet is lost. MediaPipe has no such call."""
        self._engine.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            self.cancel()  # one more error raised here would hide the first
        elif self._open:
            self.close()

    # what came of it

    def has_error(self) -> bool:
        """Tell whether the present run has failed."""
        return self._open and self._engine.has_error()

    def get_combined_error_message(self) -> str:
        """Return what went wrong in the present run, a line or more for each error; empty if nothing did."""
        return self._engine.get_combined_error_message() if self.has_error() else ""

    def get_output_side_packet(self, packet_name: str, /) -> Packet:
        """The packet of a side packet that a node has set.

        Raises:
            RuntimeError: no node sets such a side packet, or it is not set yet.
        """
        produced = self._engine.plan.produced_side_packets
        if packet_name not in produced:
            hint = suggest_or_list(packet_name, produced)
            raise GraphFailedError(f'get_output_side_packet(): no node sets a side packet "{packet_name}"; {hint}')
        try:
            value = self._engine.get_output_side_packet(packet_name)
        except GraphError as error:
            raise GraphFailedError(f"get_output_side_packet(): {error}") from error
        return Packet.of(value, declared=self._engine.plan.side_packet_types[packet_name])

    # parts

    def _adapter(self, function: str, stream: str) -> Adapter | None:
        """Find what makes values ready for a graph input stream."""
        if stream not in self._adapters:
            hint = suggest_or_list(stream, self._adapters)
            raise GraphFailedError(f'{function}(): there is no graph input stream "{stream}"; {hint}')
        return self._adapters[stream]

    def _side_value(self, name: str, packet: Packet) -> Any:
        if not isinstance(packet, Packet):
            raise GraphFailedError(
                f'start_run(): side packet "{name}" must be a Packet, but is {packet!r}; see packet_creator'
            )
        if packet.is_empty() and name in self._side_adapters:
            raise GraphFailedError(f'start_run(): side packet "{name}" is an empty packet')
        return adapt(packet.content, self._side_adapters.get(name))

    def _require_cpp_type(
        self, what: str, expected: frozenset[str] | None, value: Any, *, end_run: bool = False
    ) -> None:
        """Check what Python's numbers and lists do not tell: with which C++ type a packet was made."""
        given = "bool" if isinstance(value, bool) else getattr(value, "cpp_name", None)
        if not expected or given is None or given in expected:
            return
        error = PacketTypeError(f"{what} carries {' or '.join(sorted(expected))}, but the packet holds {given}")
        if end_run:
            self._engine.refuse(error)
        raise error

    def _require_started(self, function: str) -> None:
        if not self._started:
            raise GraphFailedError(f"{function}(): the graph has never run; call start_run() first")


def _read_validated(graph: Any) -> GraphSource:
    if not isinstance(graph, ValidatedGraphConfig):
        raise GraphFailedError(
            f"CalculatorGraph(): validated_graph_config must be a ValidatedGraphConfig, not {type(graph).__name__}"
        )
    return graph.source
