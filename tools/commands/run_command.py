"""`graph_runner run`: run a graph on pictures from a file, a camera or the synthetic hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import click

from backedge.tools.command_options import access_options, checks_option, running_options, threads_option
from backedge.tools.completion.words import (
    complete_dumps,
    complete_files,
    complete_graphs,
    complete_inputs,
    complete_side_packets,
    complete_streams,
)
from backedge.tools.interruption import Stop

_TRUE: Final = frozenset({"true", "t", "yes", "y", "1"})
"""What MediaPipe's library of flags takes for true."""

_OURS: Final = {
    "--calculator_graph_config_file": (),
    "--input_side_packets": ("--side",),
    "--input_video_path": ("--input",),
    "--output_video_path": ("--output",),
}


def mediapipe_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add those of MediaPipe's flags that have no other name here; docs/runner.md has them."""
    for name in ("output_stream", "output_stream_file", "output_side_packets", "output_side_packets_file"):
        command = click.option(f"--{name}", name, default="", hidden=True, shell_complete=complete_files())(command)
    return click.option("--strip_timestamps/--nostrip_timestamps", "strip_timestamps", hidden=True)(command)


class MediaPipeFlags(click.Command):
    """A command that also takes the flags of MediaPipe's `simple_run_graph_main` and `demo_run_graph_main`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse `args` with those flags replaced by ours."""
        return super().parse_args(ctx, list(translate(args)))


def translate(arguments: Sequence[str]) -> Iterator[str]:
    """``--input_side_packets=a=1,b=2`` as ``--side a=1 --side b=2``, and likewise the others; the rest as it is."""
    words = iter(arguments)
    for word in words:
        flag, equals, value = word.partition("=")
        if flag == "--strip_timestamps" and equals:
            yield flag if value.lower() in _TRUE else "--nostrip_timestamps"
            continue
        if flag not in _OURS:
            yield word
            continue
        value = value if equals else next(words, "")
        for item in value.split(",") if flag == "--input_side_packets" else [value]:
            yield from (*_OURS[flag], item)


@click.command(cls=MediaPipeFlags)
@click.argument("graph", shell_complete=complete_graphs)
@click.option(
    "-i",
    "--input",
    "inputs",
    shell_complete=complete_inputs,
    metavar="[NAME=]FILE|DIR|GLOB|CAMERA|demo",
    multiple=True,
    help="Pictures to feed: a video or image file, a folder, a pattern such as 'shots/*.png', a camera's number, or "
    "'demo' for a synthetic hand. NAME is the graph input stream for them, where there are several. Repeatable.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR",
    default="",
    shell_complete=complete_files(),
    help="Where to write the graph's pictures: a video or image file, a pattern for images such as 'out_%04d.png', or "
    "a folder, which is made if it ends in a slash. If the graph gives no pictures, its landmarks, detections and "
    "rectangles are drawn into those that go in.",
)
@click.option(
    "--dump",
    "dumps",
    shell_complete=complete_dumps,
    metavar="STREAM=FILE",
    multiple=True,
    help="Write a stream, inner ones of subgraphs too. FILE's ending decides how: .jsonl, .csv, .npz, or for pictures "
    "what --output takes; - is JSON lines on stdout. Repeatable.",
)
@click.option(
    "--watch",
    metavar="STREAM",
    shell_complete=complete_streams,
    multiple=True,
    help="Print the packets of a stream as they pass, inner ones of subgraphs too: one line each, long values "
    "shortened. Repeatable.",
)
@click.option(
    "--hz",
    metavar="STREAM",
    shell_complete=complete_streams,
    multiple=True,
    help="Tell how often packets of a stream pass, by their timestamps and by the clock. Repeatable.",
)
@click.option(
    "--table/--no-table",
    "table",
    default=True,
    help="Show a table of the nodes while the graph runs, where stderr is a terminal.  [default: table]",
)
@click.option(
    "--reload",
    is_flag=True,
    help="Start the graph anew when its file, or that of a calculator, changes; where what has changed is wrong, tell "
    "why and go on with the old one. Ctrl-C ends.",
)
@click.option(
    "--trace",
    metavar="FILE",
    shell_complete=complete_files(),
    default="",
    help="Write a Chrome trace (.json) of the run: calls, packets on their way, queues, drops. https://ui.perfetto.dev "
    "opens it, and `graph_runner trace` sums it up.",
)
@click.option(
    "--record",
    metavar="FILE",
    shell_complete=complete_files(),
    default="",
    help="Record the graph's input streams into an MCAP file (.mcap), which --replay feeds again, and Foxglove and "
    "Rerun show. Needs backedge[mcap].",
)
@click.option(
    "--record-stream",
    metavar="STREAM",
    shell_complete=complete_streams,
    multiple=True,
    help="A stream to record, inner ones of subgraphs too, instead of the inputs; 'inputs', 'outputs' and 'all' stand "
    "for several. Repeatable.",
)
@click.option(
    "--record-jpeg",
    metavar="QUALITY",
    type=click.IntRange(1, 100),
    help="Record pictures as JPEG, which loses a little, instead of PNG.",
)
@click.option(
    "--rerun",
    metavar="FILE|viewer|URL",
    default="",
    help="Send the graph's input and output streams, and what its gates do, to Rerun: a file (.rrd), a viewer of its "
    "own ('viewer'), or one at an address. Needs backedge[rerun].",
)
@click.option(
    "--replay",
    metavar="FILE",
    default="",
    shell_complete=complete_files(),
    help="Feed a recording instead of pictures.",
)
@click.option(
    "--side",
    metavar="NAME=VALUE",
    multiple=True,
    shell_complete=complete_side_packets,
    help="An input side packet. Repeatable.",
)
@threads_option
@mediapipe_options
@click.option("--realtime", is_flag=True, help="Feed files at their own pace, as a camera would.")
@click.option("--show", is_flag=True, help="Show the pictures, as --output writes them, in a window; q or Esc ends.")
@click.option("--times", is_flag=True, help="Tell at the end how long each node took.")
@access_options
@checks_option
@running_options
def run(graph: str, *, as_json: bool, **request: Any) -> None:
    """Run GRAPH until its input ends: a .pbtxt or .binarypb file, the name of a graph that ships, or -.

    Pictures from --input are fed into its input stream of pictures; a graph that reads and writes files itself gets the
    paths as its side packets INPUT_FILE_PATH and OUTPUT_FILE_PATH.

    \b
    Examples:
      graph_runner run HandTracking --input clip.mp4 --output annotated.mp4
          --side num_hands=1 --set min_detection_confidence=0.7
          --dump landmarks=landmarks.jsonl
      graph_runner run my_graph.pbtxt --calculators my_calculators.py
          --input demo --dump flag=flag.jsonl
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.console import is_quiet
    from backedge.tools.graph_files import find_graph
    from backedge.tools.running.run_graph import run_graph
    from backedge.tools.running.run_request import Request
    from backedge.tools.standard_input import DASH

    if graph == DASH and request["reload"]:
        raise click.UsageError("--reload: standard input can be read only once; name a file")
    # Every option but --json is a field of the request.
    wanted = Request(find_graph(graph), **request)
    summary = run_graph(wanted)
    # Where the packets go to stdout, they alone do.
    to_stderr = bool(wanted.watch) or wanted.step or any(dump.endswith("=-") for dump in wanted.dumps)
    summary.print(as_json=as_json, to_stderr=to_stderr, quiet=is_quiet())
    if summary.interrupted:
        raise click.Abort from Stop(summary.signal)
