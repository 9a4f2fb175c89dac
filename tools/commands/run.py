"""`graph_runner run`: run a graph on pictures from a file, a camera or the synthetic hand."""

from __future__ import annotations

import click

from backedge.tools.mediapipe_flags import MediaPipeFlags
from backedge.tools.options import calculators_option, json_option, models_option, verbosity_options


@click.command(cls=MediaPipeFlags)
@click.argument("graph")
@click.option(
    "-i",
    "--input",
    "source",
    metavar="FILE|GLOB|CAMERA|demo",
    default="",
    help="Pictures to feed: a video or image file, a folder, a pattern such as 'shots/*.png', a camera's number, or "
    "'demo' for a synthetic hand.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="",
    help="Video or image file to write the graph's pictures to; hands are drawn if the graph does not do so.",
)
@click.option(
    "--dump",
    "dumps",
    metavar="STREAM=FILE",
    multiple=True,
    help="Write a stream, inner ones of subgraphs too, as JSON lines; - is stdout. Repeatable.",
)
@click.option("--side", metavar="NAME=VALUE", multiple=True, help="An input side packet. Repeatable.")
@click.option("--threads", metavar="N", type=click.IntRange(0), help="Worker threads, instead of what the graph says.")
@calculators_option
@models_option
@json_option
@verbosity_options
def run(
    graph: str,
    source: str,
    output: str,
    dumps: tuple[str, ...],
    side: tuple[str, ...],
    threads: int | None,
    as_json: bool,
) -> None:
    r"""Run GRAPH, a .pbtxt or .binarypb file, until its input ends.

    Pictures from --input are fed into its input stream of pictures; a graph that reads and writes files itself gets the
    paths as its side packets INPUT_FILE_PATH and OUTPUT_FILE_PATH.

    \b
    Examples:
      graph_runner run graphs/hand_tracking/hand_tracking.pbtxt --input clip.mp4 --output annotated.mp4 \
          --side num_hands=2 --side model_complexity=1 --dump landmarks=landmarks.jsonl
      graph_runner run my_graph.pbtxt --calculators my_calculators.py --input demo --dump flag=flag.jsonl
    """
    from backedge.tools.graph_files import find_graph
    from backedge.tools.run_request import Request
    from backedge.tools.running import run_graph

    request = Request(find_graph(graph), input=source, output=output, dumps=dumps, side=side, threads=threads)
    summary = run_graph(request)
    # Where the packets go to stdout, they alone do.
    summary.print(as_json=as_json, to_stderr=any(dump.endswith("=-") for dump in dumps))
    if summary.interrupted:
        raise click.Abort
