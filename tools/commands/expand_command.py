"""`graph_runner expand`: a graph with the insides of its subgraphs in their places."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from backedge.tools.command_options import calculators_option, set_option, subgraphs_option, verbosity_options
from backedge.tools.completion.words import complete_graphs


@click.command()
@click.argument("graph", metavar="GRAPH", shell_complete=complete_graphs)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write into a file; one that ends in .binarypb is binary.",
)
@calculators_option
@subgraphs_option
@set_option
@verbosity_options
def expand(graph: str, output: Path | None, options: dict[str, str]) -> None:
    """Print a graph with the insides of its subgraphs in their places; - is standard input.

    What is printed is a graph again, which does the same: nodes are in the order in which they run, templates are
    carried out, options of subgraphs have reached the nodes inside, and --set has set what it says. Comments are gone.
    Its calculators need not be known, unless something is set.

    \b
    Examples:
      graph_runner expand hand_landmark_tracking_cpu
      graph_runner expand hand_landmark_tracking_cpu -o expanded.binarypb
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.config import to_binary, to_text
    from backedge.config.load import BINARY_SUFFIXES
    from backedge.planning import build_graph, expand_graph
    from backedge.tools.graph_files import named_source
    from backedge.tools.whole_output import write_output

    source = named_source(graph)
    config = build_graph(source, options=options).config if options else expand_graph(source)
    if output is None:
        sys.stdout.write(to_text(config))
        return
    content = to_binary(config) if output.suffix in BINARY_SUFFIXES else to_text(config).encode()
    write_output(output, content, read=source)
