"""Recordings fed into graphs."""

from __future__ import annotations

from collections.abc import Iterable

from backedge.recording.recording_reader import StreamEvent
from backedge.runtime.calculator_graph import CalculatorGraph
from backedge.timestamp import MAX, ONE_OVER_POSTSTREAM, POSTSTREAM, next_allowed


def feed_event(graph: CalculatorGraph, recorded: StreamEvent) -> None:
    """Do with a running graph's input stream what was done when it was recorded: a packet, a bound, or the end.

    Raises:
        GraphError: as `CalculatorGraph.add_packet_to_input_stream` does.
    """
    stream, packet = recorded
    if packet is None:
        graph.close_input_stream(stream)
    elif packet.is_empty:
        graph.set_input_stream_timestamp_bound(stream, _bound(packet.timestamp))
    else:
        graph.add_packet_to_input_stream(stream, packet)


def replay_into(graph: CalculatorGraph, recording: Iterable[StreamEvent]) -> None:
    """Feed a running graph with all that a recording has for its input streams, in order.

    ::

        graph = CalculatorGraph(Path("graph.pbtxt"))
        recording = Recording("run.mcap", KnownTypes.of(graph.plan))
        with graph:
            graph.start_run(recording.side_packets)
            replay_into(graph, recording)

    The graph comes to rest after each packet, so that little is under way, unless it has sources of its own, which may
    never rest. Its input streams end where those that were recorded did.

    Raises:
        GraphError: the graph has failed.
        ResourceError: the recording is damaged.
    """
    may_rest = not graph.plan.has_sources
    for recorded in recording:
        if recorded.stream in graph.plan.graph_inputs:
            feed_event(graph, recorded)
            if may_rest:
                graph.wait_until_idle()


def _bound(settled: int) -> int:
    """The bound of a stream that is settled through a timestamp, as an observer is told it."""
    # An observer is told MAX of a stream that has ended but for its end, and PostStream of one that may have that yet.
    return {POSTSTREAM: POSTSTREAM, MAX: ONE_OVER_POSTSTREAM}.get(settled) or next_allowed(settled)
