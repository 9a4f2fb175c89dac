"""`graph_runner show`: a graph as a picture, a page, or a text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backedge.tools.command_options import (
    calculators_option,
    json_option,
    set_option,
    subgraphs_option,
    verbosity_options,
)
from backedge.tools.completion.words import complete_graphs

if TYPE_CHECKING:
    from backedge.tools.drawing.folding import View
    from backedge.tools.drawing.formats import Style, Theme

_FORMATS = ("text", "mermaid", "dot", "svg", "png", "html", "json")


@click.command()
@click.argument("graph", metavar="GRAPH", shell_complete=complete_graphs)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write into a file.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(_FORMATS),
    help="What to make.  [default: by the ending of FILE, or text]",
)
@click.option("--open", "opened", metavar="NAME", multiple=True, help="Open a subgraph, or all. Repeatable.")
@click.option("--fold", "folded", metavar="NAME", multiple=True, help="Leave one closed all the same. Repeatable.")
@click.option("--types/--no-types", default=True, help="Say what streams carry.  [default: types]")
@click.option(
    "--options", "shows_options", is_flag=True, help="Show the options of nodes that are not at their defaults."
)
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", help="Colours of an svg or png.")
@calculators_option
@subgraphs_option
@set_option
@json_option
@verbosity_options
def show(  # noqa: PLR0913 - the options of the command
    graph: str,
    *,
    output: Path | None,
    format_name: str | None,
    opened: tuple[str, ...],
    folded: tuple[str, ...],
    types: bool,
    shows_options: bool,
    theme: Theme,
    options: dict[str, str],
    as_json: bool,
) -> None:
    """Show a graph: its nodes, what connects them, and the subgraphs in it.

    GRAPH is a file, the name of a graph that an installed package ships, or - for standard input.

    Streams lead from the bottom of a node to the top of another, side packets from side to side, and loops are drawn as
    such. Subgraphs are closed; a page (.html) lets its reader open them, search, and see types and options. Pictures
    (.svg, .png) need the extra `draw`: pip install 'backedge[draw]'.

    A graph that is wrong is shown as far as it is understood, its errors are said, and the status is 1.

    \b
    Examples:
      graph_runner show hand_tracking
      graph_runner show hand_landmark_tracking_cpu --open all -o hand.html
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.config.complaints import Complaints
    from backedge.tools.drawing.building import draw_graph
    from backedge.tools.drawing.folding import View, open_groups
    from backedge.tools.drawing.formats import Style, draw, format_of
    from backedge.tools.drawing.problems import has_errors, print_errors
    from backedge.tools.graph_files import named_source
    from backedge.tools.whole_output import write_output

    if as_json and format_name not in (None, "json"):
        raise click.UsageError(f"--json and --format {format_name} contradict each other")
    name = "json" if as_json else format_name or (format_of(output) if output else "text")
    complaints = Complaints()
    source = named_source(graph, complaints)
    drawing = draw_graph(source, options, complaints)
    view = View(drawing, open_groups(drawing, opened, folded))
    style = Style(types=types, options=shows_options, theme=theme)
    if output is not None:
        write_output(output, draw(view, name, style), read=source)
    else:
        _print(view, name, style)
    print_errors(drawing)
    if has_errors(drawing):
        raise click.exceptions.Exit(1)


def _print(view: View, name: str, style: Style) -> None:
    from backedge.tools.drawing.formats import draw

    if name == "text" and sys.stdout.isatty():
        from backedge.tools.console import stdout
        from backedge.tools.drawing.text_tree import text_tree

        stdout().print(text_tree(view, types=style.types, options=style.options), soft_wrap=True)
        return
    if name == "png" and sys.stdout.isatty():
        raise click.UsageError("a png is nothing for a terminal: name a file with -o")
    sys.stdout.buffer.write(draw(view, name, style))
    sys.stdout.flush()
