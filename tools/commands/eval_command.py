"""`graph_runner eval`: how good a graph is, or which of two is better."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Final

import click

from backedge.tools.command_options import running_options, settings_option
from backedge.tools.completion.words import complete_graphs

_LAYOUTS: Final = ("clips", "coco-wholebody", "freihand", "hagrid", "mmpose", "rhd", "rows")


@click.command("eval")
@click.argument("graph", shell_complete=complete_graphs)
@click.option(
    "--data",
    metavar="SET",
    type=click.Path(path_type=Path),
    multiple=True,
    required=True,
    help="Pictures or videos with the truth about them: a folder that `synth` made, one of videos with recordings "
    "beside them, or a file. Repeatable.",
)
@click.option("--format", "layout", type=click.Choice(_LAYOUTS), help="How SET is laid out, where that cannot be seen.")
@click.option("--vs", "other", metavar="GRAPH", shell_complete=complete_graphs, help="Compare with another graph.")
@click.option(
    "--mediapipe", metavar="PYTHON", help="Compare with MediaPipe's tracker: an interpreter that has 0.10.21."
)
@click.option("--side", metavar="NAME=VALUE", multiple=True, help="An input side packet of both graphs. Repeatable.")
@click.option("--vs-side", "other_side", metavar="NAME=VALUE", multiple=True, help="One of --vs only. Repeatable.")
@settings_option("--vs-set", "other_options", "Set an option of --vs, as --set does of GRAPH. Repeatable.")
@click.option(
    "--report",
    metavar="FILE.html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page with all tables, plots and the 20 worst pictures. Needs backedge[report].",
)
@running_options
def evaluate(graph: str, *, report: Path | None, as_json: bool, **given: Any) -> None:
    """Measure how well GRAPH finds and follows hands, on pictures and videos with known truth.

    GRAPH takes pictures and has an output tagged LANDMARKS; what it has of WORLD_LANDMARKS, HANDEDNESS, PRESENCE and
    PALM_DETECTIONS is judged too. Each picture is a run of its own, each video one run.

    \b
    Examples:
      graph_runner eval HandTracking --data hands
      graph_runner eval HandTracking --vs HandTracking --data hands
          --vs-side model_complexity=0
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.dependencies import require
    from backedge.tools.console import is_quiet, print_json, stdout
    from backedge.tools.evaluation.eval_request import EvalRequest, run_eval
    from backedge.tools.evaluation.evaluation_page import write_report
    from backedge.tools.evaluation.judged_figures import to_json
    from backedge.tools.evaluation.tables import tables
    from backedge.tools.graph_files import find_graph
    from backedge.tools.running.written_files import make_folder

    if given["other"] and given["mediapipe"]:
        raise click.UsageError("--vs and --mediapipe are two things to compare with; name one")
    if not given["other"] and not given["mediapipe"] and (given["other_side"] or given["other_options"]):
        raise click.UsageError("--vs-side and --vs-set are about what to compare with, which is not given")
    twice = [path for path, count in Counter(path.resolve() for path in given["data"]).items() if count > 1]
    if twice:
        raise click.UsageError(f"--data names {twice[0]} twice, which would count each picture twice; name it once")
    other = find_graph(given.pop("other")) if given["other"] else given.pop("other")
    if report is not None:  # what would keep it from being written is told before the work
        require("matplotlib")
        make_folder(report.parent, "--report")
    summaries = run_eval(EvalRequest(find_graph(graph), other=other, **given))
    if as_json:
        print_json(to_json(summaries))
    elif not is_quiet():
        console = stdout()
        for table in tables(summaries):
            console.print(table)
            console.print()
    if report is not None:
        write_report(summaries, report)
