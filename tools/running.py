"""`graph_runner run`: a graph, fed and watched, from its file to the summary of what it did."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import click

from backedge import CalculatorGraph
from backedge.config import parse_port
from backedge.errors import GraphError
from backedge.formats import ImageFrame
from backedge.planning import GraphPlan, build_graph
from backedge.planning.types import describe_type
from backedge.tools.additions import Additions, read_dumps
from backedge.tools.console import progress_bar
from backedge.tools.frame_sources import FrameSource, open_frames
from backedge.tools.graph_streams import image_input, image_type, picture_streams
from backedge.tools.interruption import Interruption, stop_on_interrupt
from backedge.tools.side_packets import read_side_packets
from backedge.tools.summary import PacketCounter, Summary

_logger: Final = logging.getLogger(__name__)

_FRAMES_AHEAD: Final = 16
"""How many pictures may be under way in a graph with worker threads; they are large, and disks are fast."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a command line asks for.

    Attributes:
        graph: the graph's file.
        input: where pictures come from, "" for nowhere.
        output: file to write pictures to, "" for none.
        dumps: ``STREAM=FILE`` words.
        side: ``NAME=VALUE`` words.
        threads: number of worker threads, None for what the graph says.
    """

    graph: Path
    input: str = ""
    output: str = ""
    dumps: Sequence[str] = ()
    side: Sequence[str] = ()
    threads: int | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    """A request that has been matched with its graph.

    Attributes:
        plan: the graph as its file has it.
        fed: graph input stream to feed, "" if the graph reads its input itself.
        frames: the stream of pictures that come in, fed or read; "" if there is none.
        side_packets: all there are.
        additions: what to add to the graph.
        watched: streams to count for the summary.
    """

    plan: GraphPlan
    fed: str
    frames: str
    side_packets: dict[str, Any]
    additions: Additions
    watched: list[str]


def run_graph(request: Request) -> Summary:
    """Run a graph until its input ends or Ctrl-C is pressed.

    Raises:
        click.UsageError: the request does not fit the graph.
        BackedgeError: the graph is wrong, or failed.
    """
    job = _match(request)
    graph = CalculatorGraph(job.additions.applied_to(job.plan.config), num_threads=request.threads)
    counter = PacketCounter(graph)
    counter.watch(*job.watched, *filter(None, [job.frames]))
    limited = counter.watch_flow_limiters()
    summary = Summary(request.graph, files=job.additions.files)
    with ExitStack() as resources:
        source = resources.enter_context(open_frames(request.input)) if job.fed else None
        resources.enter_context(graph)
        _start(graph, job)
        start = perf_counter()
        summary.interrupted = _run(graph, job, source, counter)
        summary.seconds = perf_counter() - start
        summary.skipped = source.skipped if source else 0
    summary.frames = counter[job.frames] if job.frames else 0
    summary.packets = {stream: counter[stream] for stream in job.watched}
    summary.dropped = sum(counter[before] - counter[after] for before, after in limited)
    return summary


# --- matching the request with the graph ------------------------------------------------------------------------------


def _match(request: Request) -> _Job:
    plan = build_graph(request.graph)
    side_packets = read_side_packets(request.side, plan)
    fed = image_input(plan) or ""
    if fed and not request.input:
        raise click.UsageError(f'the graph takes pictures at "{fed}": give it some with --input')
    if request.input and not fed:
        side_packets.setdefault(_path_port(plan, "INPUT_FILE_PATH", "--input"), request.input)
    for name in plan.graph_inputs:
        if name != fed:
            _logger.warning('nothing is fed into graph input stream "%s"', name)
    dumps = read_dumps(request.dumps, plan)
    additions = _additions(request, plan, dumps, side_packets)
    outputs = [parse_port(text).name for text in plan.config.output_stream]
    watched = dict.fromkeys([*(name for name in outputs if name in plan.stream_types), *chain(*dumps.values())])
    return _Job(
        plan, fed, fed or _read_stream(plan), {**side_packets, **additions.side_packets}, additions, list(watched)
    )


def _additions(
    request: Request, plan: GraphPlan, dumps: dict[str, list[str]], side_packets: dict[str, Any]
) -> Additions:
    """The nodes that write what the request wants written; fills `side_packets` where the graph writes it itself."""
    additions = Additions()
    if request.output and _find_path_port(plan, "OUTPUT_FILE_PATH"):
        side_packets.setdefault(_path_port(plan, "OUTPUT_FILE_PATH", "--output"), request.output)
        additions.files.append(request.output)
    elif request.output:
        pictures = picture_streams(plan)
        if pictures.drawings:
            _logger.info("drawing %s into %s", ", ".join(pictures.drawings.values()), pictures.image)
        additions.write_pictures(additions.draw(pictures), request.output)
    for file, streams in dumps.items():
        additions.dump(streams, file)
    return additions


def _find_path_port(plan: GraphPlan, tag: str) -> str:
    """The side packet from outside that a node takes at `tag`; "" if there is none."""
    made = {port.name for node in plan.nodes for port in node.contract.output_side_packets}
    ports = (node.contract.input_side_packets.find(tag) for node in plan.nodes)
    return next((port.name for port in ports if port is not None and port.name not in made), "")


def _path_port(plan: GraphPlan, tag: str, option: str) -> str:
    name = _find_path_port(plan, tag)
    if not name:
        raise click.UsageError(f"{option}: the graph has neither an input stream of pictures nor a side packet {tag}")
    return name


def _read_stream(plan: GraphPlan) -> str:
    """The stream of pictures that a source of the graph reads; "" if there is none."""
    ports = (port for node in plan.nodes if node.is_source for port in node.contract.outputs)
    return next((port.name for port in ports if image_type(port.type)), "")


# --- running ----------------------------------------------------------------------------------------------------------


def _start(graph: CalculatorGraph, job: _Job) -> None:
    missing = [name for name in job.plan.required_side_packets if name not in job.side_packets]
    try:
        graph.start_run(job.side_packets)
    except GraphError:
        if missing:
            types = job.plan.side_packet_types
            wanted = " ".join(f"--side {name}=<{describe_type(types[name])}>" for name in missing)
            _logger.warning("this graph needs %s", wanted)
        raise


def _run(graph: CalculatorGraph, job: _Job, source: FrameSource | None, counter: PacketCounter) -> bool:
    """Let the graph work until there is no more input, and close it; whether Ctrl-C ended it."""
    with stop_on_interrupt(graph.close_all_packet_sources if source is None else None) as interruption, progress_bar("frames") as advance:
        counter.listeners[job.frames] = lambda count: advance(count, source.total if source else None)
        if source is None:
            graph.close_all_input_streams()
            graph.wait_until_done()
        else:
            _feed(graph, job, source, interruption)
            graph.close()
    return interruption.requested


def _feed(graph: CalculatorGraph, job: _Job, source: FrameSource, interruption: Interruption) -> None:
    make = image_type(job.plan.stream_types[job.fed]) or ImageFrame
    for number, (pixels, timestamp) in enumerate(source, start=1):
        if interruption.requested:
            return
        graph.add_packet_to_input_stream(job.fed, make(pixels), timestamp)
        if number % _FRAMES_AHEAD == 0 and not source.is_live:
            graph.wait_until_idle()
