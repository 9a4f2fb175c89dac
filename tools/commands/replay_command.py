"""`graph_runner replay`: feed a recording into a graph, whole, up to a time, step by step, or from a node on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from backedge.tools.commands.run_command import run
from backedge.tools.completion.words import complete_files, complete_graphs

_INSTEAD: Final = ("graph", "inputs", "replay")
"""Parameters of `run` that a recording takes the place of."""

_TIME: Final = re.compile(r"(-?\d+(?:\.\d+)?)(us|ms|s)?")
_MICROSECONDS: Final = {"us": 1, "ms": 1000, "s": 1_000_000}


class TimeType(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic from click 8.3 on
    """A time of a stream: ``33333`` and ``33333us`` are microseconds, besides ``33.3ms`` and ``1.5s``."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The timestamp in microseconds."""
        found = _TIME.fullmatch(str(value))
        if found is None:
            self.fail(f'"{value}" is no time; write 33333 for microseconds, or 33.3ms, or 1.5s', param, ctx)
        number, unit = found.groups()
        return round(float(number) * _MICROSECONDS[unit]) if unit else round(float(number))


@click.command()
@click.argument("file", shell_complete=complete_files(".mcap"))
@click.argument("graph", required=False, shell_complete=complete_graphs)
@click.option(
    "--until", metavar="TIME", type=TimeType(), help="Feed nothing later: 33333 (microseconds), 33.3ms, 1.5s."
)
@click.option(
    "--step", is_flag=True, help="Wait for Enter before each packet, and print what comes out, or what --watch names."
)
@click.option(
    "--from-node",
    metavar="NODE",
    default="",
    help="Run only NODE, a node or a subgraph, and what comes after it, on the recorded streams that it takes.",
)
@click.pass_context
def replay(context: click.Context, /, file: str, graph: str | None, **options: Any) -> None:
    """Feed a recording, made by `run --record`, into GRAPH; by default into the graph that was recorded.

    The side packets of the recorded run are given again, unless --side gives others. All else is as for `run`.

    \b
    Examples:
      graph_runner replay run.mcap
      graph_runner replay run.mcap my_graph.pbtxt --until 1.5s --dump flag=-
      graph_runner replay run.mcap HandTracking --from-node LandmarkInferenceCalculator
    """  # noqa: D301 - click's sign for lines that are not to be joined
    if graph is not None:
        context.invoke(run, graph=graph, replay=file, **options)
        return
    with _recorded_graph(file) as recorded:
        context.invoke(run, graph=recorded, replay=file, **options)


replay.params += [parameter for parameter in run.params if parameter.name not in _INSTEAD]


@contextmanager
def _recorded_graph(file: str) -> Iterator[str]:
    """A file with the text of the graph that was recorded."""
    from tempfile import TemporaryDirectory

    from backedge.recording import Recording

    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{Path(file).stem}.pbtxt"
        path.write_text(Recording(file).graph_text, encoding="utf-8")
        yield str(path)
