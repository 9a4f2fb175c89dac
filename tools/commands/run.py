"""`graph_runner run`: run a graph on pictures from a file, a camera or the synthetic hand."""

from __future__ import annotations

import click

from backedge.tools.options import calculators_option, json_option, models_option, verbosity_options


def _split(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """MediaPipe's spelling: every side packet in one word."""
    return tuple(value.split(",")) if value else ()


@click.command()
@click.argument("graph", required=False)
@click.option(
    "-i",
    "--input",
    "source",
    metavar="FILE|GLOB|CAMERA|demo",
    default="",
    help="Pictures to feed: a video or image file, a folder or a pattern such as 'shots/*.png', the number of a camera, "
    "or 'demo' for a synthetic hand.",
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
    help="Write a stream, inner ones of subgraphs too, as JSON lines. Repeatable.",
)
@click.option("--side", metavar="NAME=VALUE", multiple=True, help="An input side packet. Repeatable.")
@click.option("--threads", metavar="N", type=click.IntRange(0), help="Worker threads, whatever the graph says; 0: none.")
@click.option("--calculator_graph_config_file", "graph_alias", hidden=True)
@click.option("--input_side_packets", "side_alias", callback=_split, hidden=True)
@click.option("--input_video_path", "source_alias", default="", hidden=True)
@click.option("--output_video_path", "output_alias", default="", hidden=True)
@calculators_option
@models_option
@json_option
@verbosity_options
def run(  # noqa: PLR0913 - a parameter for each option
    graph: str | None,
    source: str,
    output: str,
    dumps: tuple[str, ...],
    side: tuple[str, ...],
    threads: int | None,
    graph_alias: str | None,
    side_alias: tuple[str, ...],
    source_alias: str,
    output_alias: str,
    as_json: bool,
) -> None:
    """Run GRAPH, a .pbtxt or .binarypb file, until its input ends.

    Pictures from --input are fed into its input stream of pictures; a graph that reads and writes files itself gets the
    paths as its side packets INPUT_FILE_PATH and OUTPUT_FILE_PATH.

    \b
    Examples:
      graph_runner run graphs/hand_tracking/hand_tracking.pbtxt --input clip.mp4 --output annotated.mp4 \\
          --side num_hands=2 --side model_complexity=1 --dump landmarks=landmarks.jsonl
      graph_runner run my_graph.pbtxt --calculators my_calculators.py --input demo --dump flag=flag.jsonl
    """
    from backedge.tools.graph_files import find_graph
    from backedge.tools.running import Request, run_graph

    name = graph or graph_alias
    if not name:
        raise click.UsageError("which graph? Give the path of a .pbtxt or .binarypb file")
    request = Request(
        find_graph(name),
        input=source or source_alias,
        output=output or output_alias,
        dumps=dumps,
        side=(*side, *side_alias),
        threads=threads,
    )
    summary = run_graph(request)
    summary.print(as_json=as_json)
    if summary.interrupted:
        raise click.Abort
