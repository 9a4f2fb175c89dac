"""Matches what a command line asks for with its graph, and says what to do with the graph."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

import click

from backedge.calculators.media.jsonl_sink_calculator import STDOUT
from backedge.config import parse_port
from backedge.planning import GraphPlan, build_graph
from backedge.tools.additions import Additions, names_folder, read_dumps
from backedge.tools.frame_sources import is_file_like
from backedge.tools.graph_streams import image_input, image_type, picture_streams
from backedge.tools.side_packet_values import read_side_packets
from backedge.tools.written_files import WRITTEN, Use, make_folder, paths_of_nodes, require_different_files

_logger: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """A command line's request.

    Attributes:
        graph: the graph's file.
        input: where pictures come from, "" for nowhere.
        output: file to write pictures to, "" for none.
        dumps: ``STREAM=FILE`` words.
        side: ``NAME=VALUE`` words.
        threads: number of worker threads, None for what the graph says.
        times: whether to tell how long each node took.
        checks: whether to look for mistakes of calculators.
        options: options to set, by ``NODE.FIELD``.
    """

    graph: Path
    input: str = ""
    output: str = ""
    dumps: Sequence[str] = ()
    side: Sequence[str] = ()
    threads: int | None = None
    times: bool = False
    checks: bool = True
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """A request that has been matched with its graph.

    Attributes:
        plan: the graph as its file has it.
        fed: graph input stream to feed, "" if the graph reads its input itself.
        frames: the stream of pictures that come in, fed or read; "" for none.
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


def match(request: Request) -> Job:
    """The job that a request means for its graph.

    Raises:
        click.UsageError: it does not fit the graph.
        BackedgeError: the graph is wrong, or cannot be read.
    """
    plan = build_graph(request.graph, options=request.options)
    for warning in plan.warnings:
        where = f"{warning.location}: " if warning.location else ""
        hint = f" ({warning.hint})" if warning.hint else ""
        _logger.warning("%s%s%s", where, warning.message, hint)
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
    _protect_files(request, plan, dumps, side_packets, is_fed=bool(fed))
    if names_folder(request.output):
        make_folder(Path(request.output), "--output")
    outputs = [parse_port(text).name for text in plan.config.output_stream]
    watched = dict.fromkeys([*(name for name in outputs if name in plan.stream_types), *chain(*dumps.values())])
    return Job(
        plan, fed, fed or _read_stream(plan), {**side_packets, **additions.side_packets}, additions, list(watched)
    )


def _additions(
    request: Request, plan: GraphPlan, dumps: dict[str, list[str]], side_packets: dict[str, Any]
) -> Additions:
    """The nodes that write what the request wants written; fills `side_packets` where the graph writes it itself."""
    additions = Additions()
    if request.output and _find_path_port(plan, WRITTEN):
        side_packets.setdefault(_path_port(plan, WRITTEN, "--output"), request.output)
        additions.files.append(request.output)
    elif request.output:
        pictures = picture_streams(plan)
        if pictures.drawings:
            _logger.info("drawing %s into %s", ", ".join(pictures.drawings.values()), pictures.image)
        additions.write_pictures(additions.draw(pictures), request.output)
    for file, streams in dumps.items():
        additions.dump(streams, file)
    return additions


def _protect_files(
    request: Request, plan: GraphPlan, dumps: dict[str, list[str]], side_packets: dict[str, Any], *, is_fed: bool
) -> None:
    """Refuse a request that would write over what it reads, or two things into one file."""
    read, written = paths_of_nodes(plan, side_packets)
    read.append(Use("GRAPH", str(request.graph)))
    if is_fed and is_file_like(request.input):
        read.append(Use("--input", request.input))
    if request.output and not _find_path_port(plan, WRITTEN):
        written.append(Use("--output", request.output))
    written += [Use(f"--dump {streams[0]}", file) for file, streams in dumps.items() if file != STDOUT]
    require_different_files(read, written)


def _find_path_port(plan: GraphPlan, tag: str) -> str:
    """The side packet from outside that a node takes at `tag`; "" for none."""
    made = plan.produced_side_packets
    ports = (node.contract.input_side_packets.find(tag) for node in plan.nodes)
    return next((port.name for port in ports if port is not None and port.name not in made), "")


def _path_port(plan: GraphPlan, tag: str, option: str) -> str:
    name = _find_path_port(plan, tag)
    if not name:
        raise click.UsageError(f"{option}: the graph has neither an input stream of pictures nor a side packet {tag}")
    return name


def _read_stream(plan: GraphPlan) -> str:
    """The stream of pictures that a source of the graph reads; "" for none."""
    ports = (port for node in plan.nodes if node.is_source for port in node.contract.outputs)
    return next((port.name for port in ports if image_type(port.type)), "")
