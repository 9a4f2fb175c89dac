"""`graph_runner explain`: runs a graph until it stalls, and says why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

import click
import networkx as nx

from backedge import CalculatorGraph
from backedge.packet import Packet
from backedge.runtime.explain import Explanation, Wait
from backedge.tools.console import counted, print_json
from backedge.tools.local_models import show_fetching
from backedge.tools.running.inputs import open_inputs
from backedge.tools.running.run_request import Job, Request, match
from backedge.tools.standard_streams import quiet_native_libraries

_PATIENCE: Final = 5
"""Frames after which a node that still waits at the same timestamp is stuck; some wait for the next frame."""


@dataclass(frozen=True, slots=True)
class Stall:
    """What came of running a graph to see whether it stalls.

    Attributes:
        graph: the graph's file.
        frames: how many frames it was given, or read.
        ended: whether the input ended before anything stalled.
        causes: the waits that others follow from; none if the graph does not stall.
        followers: nodes that wait because of them.
        unopened: nodes that could not be opened, and for want of what.
        backlogs: other nodes that have not processed everything, and what is left.
        outputs: packets by output stream of the graph.
    """

    graph: str
    frames: int
    ended: bool
    causes: list[Wait] = field(default_factory=list)
    followers: list[str] = field(default_factory=list)
    unopened: dict[str, str] = field(default_factory=dict)
    backlogs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, int] = field(default_factory=dict)

    @property
    def is_stuck(self) -> bool:
        """Tell whether something is in the way."""
        return bool(self.causes or self.unopened or self.backlogs)


def find_stall(request: Request, most_frames: int) -> Stall:
    """Run a graph until a node waits for something that does not come, its input ends, or it has had enough frames.

    Args:
        request: the command line's.
        most_frames: how many frames are enough.

    Raises:
        click.UsageError: the request does not fit the graph.
        BackedgeError: the graph is wrong, or failed.
    """
    job = match(request)
    graph = CalculatorGraph(job.plan, num_threads=request.threads, check_types=request.checks, access=request.access)
    seen = _Seen(graph, job)
    with ExitStack() as resources:
        resources.enter_context(quiet_native_libraries())
        resources.enter_context(show_fetching())
        try:
            graph.start_run(job.side_packets)
            endless = job.plan.has_sources
            explanation = _read(graph, seen, most_frames) if endless else _feed(graph, job, seen, most_frames)
        finally:
            graph.cancel()
    return seen.stall(request, explanation)


class _Seen:
    """What has passed so far."""

    def __init__(self, graph: CalculatorGraph, job: Job) -> None:
        self.frames = 0
        self.ended = False
        self.outputs = dict.fromkeys(job.plan.graph_outputs, 0)
        self._frames = job.frames
        self._limit = 0
        self._graph = graph
        for stream in {*self.outputs, *filter(None, [job.frames])}:
            graph.observe_output_stream(stream, self._note)

    def end_after(self, frames: int) -> None:
        """Let the graph's sources end after so many frames."""
        self._limit = frames

    def _note(self, stream: str, _packet: Packet[Any]) -> None:
        if stream in self.outputs:
            self.outputs[stream] += 1
        if stream == self._frames:
            self.frames += 1
            if self.frames == self._limit:
                self._graph.close_all_packet_sources()

    def stall(self, request: Request, explanation: Explanation) -> Stall:
        first = _first_to_wait(explanation.waits)
        causes = [wait for wait in explanation.waits if wait.node in first]
        followers = {wait.node for wait in explanation.waits} - first
        return Stall(
            str(request.graph),
            self.frames,
            self.ended,
            causes,
            sorted(followers),
            dict(explanation.unopened),
            dict(explanation.backlogs),
            self.outputs,
        )


def _first_to_wait(waits: Sequence[Wait]) -> set[str]:
    """The nodes that wait for none that waits itself, or for each other in a circle."""
    waiting = {wait.node for wait in waits}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(waiting)
    graph.add_edges_from((wait.node, wait.producer) for wait in waits if wait.producer in waiting)
    circles = nx.condensation(graph)
    return {node for circle, ahead in circles.out_degree() if not ahead for node in circles.nodes[circle]["members"]}


def _feed(graph: CalculatorGraph, job: Job, seen: _Seen, most_frames: int) -> Explanation:
    """Feed frame by frame, each when the one before it is finished."""
    first_seen: dict[tuple[str, str, int], int] = {}
    with open_inputs(job.fed, job.plan) as inputs:
        for stream, packet in inputs:
            if packet is None:
                graph.close_input_stream(stream)
                continue
            graph.add_packet_to_input_stream(stream, packet)
            graph.wait_until_idle()
            explanation = graph.explain()
            now = {(wait.node, wait.stream, wait.timestamp): seen.frames for wait in explanation.waits}
            first_seen = {wait: first_seen.get(wait, frame) for wait, frame in now.items()}
            stuck = {wait for wait, frame in first_seen.items() if seen.frames - frame >= _PATIENCE}
            if stuck:
                waits = [wait for wait in explanation.waits if (wait.node, wait.stream, wait.timestamp) in stuck]
                return replace(explanation, waits=tuple(waits))
            if seen.frames >= most_frames:
                return replace(explanation, waits=(), backlogs={})
    seen.ended = True
    graph.close_all_input_streams()
    graph.wait_until_done()
    return graph.explain()


def _read(graph: CalculatorGraph, seen: _Seen, most_frames: int) -> Explanation:
    """Let a graph that has sources run on its own."""
    seen.end_after(most_frames)
    graph.close_all_input_streams()
    graph.wait_until_done()
    seen.ended = seen.frames < most_frames
    return graph.explain()


def print_stall(stall: Stall, *, as_json: bool) -> None:
    """Print it on stdout."""
    if as_json:
        print_json({**asdict(stall), "is_stuck": stall.is_stuck})
        return
    for line in _lines(stall):
        click.echo(line)


def _lines(stall: Stall) -> Iterator[str]:
    frames = counted(stall.frames, "frame")
    if not stall.is_stuck:
        yield f"{stall.graph}: does not stall: {frames} went through" + (", to the end of the input" * stall.ended)
    else:
        yield f"{stall.graph}: stalls: after {frames}" + (", the end of the input," * stall.ended) + " this is left"
    for name, why in stall.unopened.items():
        yield f'  node "{name}" is not open: {why}'
    for wait in stall.causes:
        yield f"  {wait}"
    for name, backlog in stall.backlogs.items():
        yield f'  node "{name}" {backlog}'
    if stall.followers:
        yield f"  and because of that, {_names(stall.followers)} wait{'s' if len(stall.followers) == 1 else ''}"
    silent = [stream for stream, count in stall.outputs.items() if not count]
    for stream, count in stall.outputs.items():
        if count:
            yield f"  {count:>6} {'packet' if count == 1 else 'packets'} came out of {stream}"
    if silent:
        yield f"  no packet came out of {_names(silent)}"


def _names(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
