"""`graph_runner studio`: a graph to see, run and edit in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from backedge.tools.command_options import (
    backend_option,
    calculators_option,
    models_option,
    subgraphs_option,
    verbosity_options,
)
from backedge.tools.completion.words import complete_graphs, complete_side_packets

_DEMO = "HandTracking"
_DEMO_SIDE = ("num_hands=1",)


@click.command()
@click.argument("graph", metavar="[GRAPH]", shell_complete=complete_graphs, required=False)
@click.option("--demo", is_flag=True, help="Open on hand tracking with the browser's camera: one button, no editor.")
@click.option(
    "--side",
    metavar="NAME=VALUE",
    multiple=True,
    shell_complete=complete_side_packets,
    help="An input side packet, which the page lets you change. Repeatable.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="The port.  [default: a free one]")
@click.option("--open/--no-open", "opens", default=True, help="Open the page in the browser.  [default: open]")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen. Elsewhere than on this machine whoever knows the address can run programs here as you: it "
    "takes --certfile and --keyfile, or --behind-proxy.",
)
@click.option("--certfile", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A TLS certificate.")
@click.option("--keyfile", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Its key.")
@click.option(
    "--behind-proxy",
    metavar="ORIGIN",
    default="",
    help="The address that a proxy with TLS has, such as https://my.host.",
)
@calculators_option
@subgraphs_option
@models_option
@backend_option
@verbosity_options
def studio(  # noqa: PLR0913 - the options of the command
    graph: str | None,
    *,
    demo: bool,
    side: tuple[str, ...],
    port: int,
    opens: bool,
    host: str,
    certfile: Path | None,
    keyfile: Path | None,
    behind_proxy: str,
) -> None:
    """Open GRAPH in the browser: see it, run it, and edit it while it runs.

    GRAPH is a file, or the name of a graph that an installed package ships; without one, and with --demo, it is hand
    tracking. The page shows the text with its problems, the graph with its figures, the pictures, and where the time
    goes. Nothing is written to the disk before you save; a graph that is shipped is saved into the working directory.

    The page is for you alone: it listens on this machine, and its address has a token that it prints once. Pages see no
    file outside of the working directory but GRAPH. Ctrl-C ends it. It needs pip install 'backedge[studio]'.

    \b
    Examples:
      graph_runner studio my_graph.pbtxt --calculators my_calculators.py
      graph_runner studio HandTracking --side num_hands=1
      graph_runner studio --demo
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.dependencies import require

    for package in ("msgspec", "starlette", "uvicorn", "websockets"):
        require(package)
    from backedge.tools.command_options import given_words
    from backedge.tools.graph_files import find_graph
    from backedge.tools.studio.serving import Listening, serve_studio

    if not graph and not demo:
        raise click.UsageError("name a GRAPH, or say --demo")
    listening = Listening(host, port, certfile, keyfile, behind_proxy)
    listening.check()
    serve_studio(
        find_graph(graph or _DEMO),
        listening,
        demo=demo,
        opens=opens,
        calculators=given_words("calculators"),
        subgraphs=given_words("subgraphs"),
        side=side or (_DEMO_SIDE if demo and not graph else ()),
    )
