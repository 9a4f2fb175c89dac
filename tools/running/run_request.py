"""Matches what a command line asks for with its graph, and says what to do with the graph."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

import click

from backedge.access_policy import AccessPolicy
from backedge.calculators.media.jsonl_sink_calculator import STDOUT
from backedge.planning import GraphPlan
from backedge.tools.graph_files import build_named_graph
from backedge.tools.recording.recorded_feed import RecordedFeed
from backedge.tools.recording.replays import Replay, open_replay
from backedge.tools.running.additions import Additions
from backedge.tools.running.dumps import is_rerun_file, names_folder, read_dumps, require_endings
from backedge.tools.running.frame_sources import is_file_like
from backedge.tools.running.graph_streams import image_type, may_carry_pictures, picture_streams
from backedge.tools.running.inputs import choose_streams, read_inputs
from backedge.tools.running.named_files import named_files
from backedge.tools.running.side_packet_values import read_side_packets
from backedge.tools.running.written_files import WRITTEN, Use, make_folder, paths_of_nodes, require_different_files

_FILE_FLAGS: Final = ("output_stream_file", "output_side_packets_file")

_logger: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """A command line's request.

    Attributes:
        graph: the graph's file.
        inputs: where pictures come from: ``FILE``, or ``NAME=FILE`` words.
        output: file to write pictures to, "" for none.
        dumps: ``STREAM=FILE`` words.
        watch: streams whose packets are printed as they pass.
        hz: streams whose rates are told.
        table: whether a terminal shows a table of nodes.
        reload: whether to start the graph anew when it, or a calculator's file, changes.
        trace: file to write a Chrome trace to, "" for none.
        record: file to record streams into, "" for none.
        record_stream: streams to record, see `run_recorder`; none for the graph's input streams.
        record_jpeg: quality of recorded pictures as JPEG, None for PNG.
        rerun: where to send streams to Rerun, see `RerunSender`; "" for nowhere.
        replay: recording to feed in place of pictures, "" for none.
        until: last timestamp of the recording to feed, in microseconds; None for all.
        from_node: node from which on the graph is run on the recording; "" for all of it.
        step: whether to wait after each packet that is fed.
        side: ``NAME=VALUE`` words.
        threads: number of worker threads, None for what the graph says.
        times: whether to tell how long each node took.
        realtime: whether to feed files at their own pace.
        show: whether to show the pictures in a window.
        checks: whether to look for mistakes of calculators.
        options: options to set, by ``NODE.FIELD``.
        writable: folders in which the graph may write over files that its options name.
        network: whether the graph may open addresses that its options name.
        output_stream: MediaPipe's flag, as the four after it; see `mediapipe_files`.
        output_stream_file: the file for its packets.
        strip_timestamps: whether to write them without their timestamps.
        output_side_packets: names of side packets, with commas between them.
        output_side_packets_file: the file for them.
    """

    graph: Path
    inputs: Sequence[str] = ()
    output: str = ""
    dumps: Sequence[str] = ()
    watch: Sequence[str] = ()
    hz: Sequence[str] = ()
    table: bool = True
    reload: bool = False
    trace: str = ""
    record: str = ""
    record_stream: Sequence[str] = ()
    record_jpeg: int | None = None
    rerun: str = ""
    replay: str = ""
    until: int | None = None
    from_node: str = ""
    step: bool = False
    side: Sequence[str] = ()
    threads: int | None = None
    times: bool = False
    realtime: bool = False
    show: bool = False
    checks: bool = True
    options: Mapping[str, str] = field(default_factory=dict)
    writable: Sequence[str] = ()
    network: bool = False
    output_stream: str = ""
    output_stream_file: str = ""
    strip_timestamps: bool = False
    output_side_packets: str = ""
    output_side_packets_file: str = ""

    @property
    def access(self) -> AccessPolicy:
        """What the graph may do outside of itself: less than the command line, which names what its user wants."""
        given = (word.partition("=")[2] for word in (*self.dumps, *self.side, *self.inputs))
        settings = map(str, self.options.values())
        named = frozenset([self.output, *self.inputs, *given, *settings])
        return AccessPolicy(writable=tuple(self.writable), network=self.network, named=named)


@dataclass(frozen=True, slots=True)
class Job:
    """A request that has been matched with its graph.

    Attributes:
        plan: the graph as its file has it.
        fed: sources of pictures, or the recording, by the graph input stream to feed; none if the graph reads its input
            itself.
        recorded: the recording to feed, None for pictures.
        frames: the stream of pictures that come in, fed or read; "" for none.
        side_packets: all there are.
        additions: what to add to the graph.
        watched: streams to count for the summary.
        shown: the stream to show in a window, "" for none.
        realtime: whether to feed files at their own pace.
        is_stepped: whether somebody looks at the graph at rest after each packet.
    """

    plan: GraphPlan
    fed: dict[str, str]
    recorded: RecordedFeed | None
    frames: str
    side_packets: dict[str, Any]
    additions: Additions
    watched: list[str]
    shown: str
    realtime: bool
    is_stepped: bool


def match(request: Request) -> Job:
    """The job that a request means for its graph.

    Raises:
        click.UsageError: it does not fit the graph.
        BackedgeError: the graph is wrong, or cannot be read.
    """
    plan = build_named_graph(str(request.graph), request.options)
    for found in plan.warnings:
        where = f"{found.location}: " if found.location else ""
        hint = f" ({found.hint})" if found.hint else ""
        level = logging.INFO if found.severity == "note" else logging.WARNING
        _logger.log(level, "%s%s%s", where, found.message, hint)
    for named in named_files(plan):
        _logger.info("%s", named)
    replay = _replay(request, plan) if request.replay else None
    if replay:
        plan = replay.plan
    side_packets = read_side_packets(request.side, plan)
    fed, read = ({}, "") if replay else choose_streams(read_inputs(request.inputs, plan), plan)
    if replay:
        side_packets = {**replay.side_packets, **side_packets}
    if read:
        side_packets.setdefault(_path_port(plan, "INPUT_FILE_PATH", "--input"), read)
    taken = replay.feed.streams if replay else list(fed)
    if request.realtime and not taken:
        raise click.UsageError("--realtime: the graph has no input that is fed; what it reads itself has its own pace")
    for name in plan.graph_inputs:
        if name not in taken:
            _logger.warning('nothing is fed into graph input stream "%s"', name)
    dumps = read_dumps(request.dumps, plan)
    additions, shown = _draw(request, plan, side_packets)
    _require_paths(plan, side_packets)
    _protect_files(request, plan, dumps, side_packets, fed)
    require_endings(dumps, plan.stream_types)
    for file, option in [(request.output, "--output"), *((file, "--dump") for file in dumps)]:
        if names_folder(file):
            make_folder(Path(file), option)
    for file, streams in dumps.items():
        additions.dump(streams, file)
    watched = dict.fromkeys([*plan.graph_outputs, *chain(*dumps.values())])
    return Job(
        plan=plan,
        fed=dict.fromkeys(taken, request.replay) if replay else fed,
        recorded=replay.feed if replay else None,
        frames=_first_pictures(taken, plan) or _read_stream(plan),
        side_packets={**side_packets, **additions.side_packets},
        additions=additions,
        watched=list(watched),
        shown=shown,
        realtime=request.realtime,
        is_stepped=request.step,
    )


def _replay(request: Request, plan: GraphPlan) -> Replay:
    if request.inputs:
        raise click.UsageError("--replay feeds what was recorded: leave out --input, or record the stream, too")
    return open_replay(request.replay, plan, until=request.until, from_node=request.from_node, step=request.step)


def _draw(request: Request, plan: GraphPlan, side_packets: dict[str, Any]) -> tuple[Additions, str]:
    """Add the nodes for `--output` and `--show`; fills `side_packets` where the graph writes its output itself.

    Returns:
        The nodes, and the stream to show, "" for none.
    """
    additions = Additions()
    file, shown = request.output, ""
    if own := _find_path_port(plan, WRITTEN):
        shown = _pictures_written(plan) if request.show else ""
        if file:
            side_packets.setdefault(own, file)
            additions.files.append(file)
            file = ""
    if not file and (shown or not request.show):
        return additions, shown
    pictures = picture_streams(plan, "--output" if file else "--show")
    if pictures.drawings:
        _logger.info("drawing %s into %s", ", ".join(pictures.drawn), pictures.image)
    finished = additions.draw(pictures)
    if file:
        additions.write_pictures(finished, file)
    return additions, finished if request.show else ""


def _require_paths(plan: GraphPlan, side_packets: dict[str, Any]) -> None:
    """Refuse a request that leaves out the files that the graph reads and writes itself."""
    missing = [
        f'the graph {verb} a file: name it with {option}, or as side packet "{name}"'
        for tag, verb, option in (("INPUT_FILE_PATH", "reads", "--input"), (WRITTEN, "writes", "--output"))
        if (name := _find_path_port(plan, tag, without_option=True)) and name not in side_packets
    ]
    if missing:
        raise click.UsageError("; ".join(missing))


def _protect_files(
    request: Request,
    plan: GraphPlan,
    dumps: dict[str, list[str]],
    side_packets: dict[str, Any],
    fed: dict[str, str],
) -> None:
    """Refuse a request that would write over what it reads, or two things into one file."""
    read, written = paths_of_nodes(plan, side_packets)
    read.append(Use("GRAPH", str(request.graph)))
    read += [Use("--input", source) for source in fed.values() if is_file_like(source)]
    if request.output and not _find_path_port(plan, WRITTEN):
        written.append(Use("--output", request.output))
    if request.trace:
        written.append(Use("--trace", request.trace))
    written += [Use(f"--dump {streams[0]}", file) for file, streams in dumps.items() if file != STDOUT]
    written += [Use("--record", request.record)] if request.record else []
    written += [Use(f"--{flag}", path) for flag in _FILE_FLAGS if (path := getattr(request, flag))]
    written += [Use("--rerun", request.rerun)] if is_rerun_file(request.rerun) else []
    read += [Use("--replay", request.replay)] if request.replay else []
    require_different_files(read, written)


def _find_path_port(plan: GraphPlan, tag: str, *, without_option: bool = False) -> str:
    """The side packet from outside that a node takes at `tag`, or one that has no option instead; "" for none."""
    made = plan.produced_side_packets
    for node in plan.nodes:
        port = node.contract.input_side_packets.find(tag)
        instead = getattr(node.contract.options, tag.lower(), "") if without_option else ""
        if port is not None and port.name not in made and not instead:
            return port.name
    return ""


def _path_port(plan: GraphPlan, tag: str, option: str) -> str:
    name = _find_path_port(plan, tag)
    if not name:
        raise click.UsageError(f"{option}: the graph has neither an input stream of pictures nor a side packet {tag}")
    return name


def _pictures_written(plan: GraphPlan) -> str:
    """The stream of pictures that the graph writes into a file itself; "" for none."""
    writers = (node for node in plan.nodes if node.contract.input_side_packets.find(WRITTEN) is not None)
    ports = (port for node in writers for port in node.contract.inputs)
    return next((port.name for port in ports if image_type(plan.stream_types.get(port.name))), "")


def _first_pictures(streams: Iterable[str], plan: GraphPlan) -> str:
    """The first of the streams that are fed that can carry pictures; "" for none."""
    return next((name for name in streams if may_carry_pictures(plan.stream_types.get(name, Any))), "")


def _read_stream(plan: GraphPlan) -> str:
    """The stream of pictures that a source of the graph reads; "" for none."""
    ports = (port for node in plan.nodes if node.is_source for port in node.contract.outputs)
    return next((port.name for port in ports if image_type(port.type)), "")
