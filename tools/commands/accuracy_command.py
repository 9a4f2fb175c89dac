"""`graph_runner accuracy`: the tables of docs/accuracy.md, measured here."""

from __future__ import annotations

import click

from backedge.tools.command_options import backend_option, json_option, models_option, verbosity_options


@click.command()
@click.option(
    "--pictures", metavar="N", type=click.IntRange(20), default=1000, show_default=True, help="To measure on."
)
@click.option(
    "--clips", metavar="N", type=click.IntRange(1), default=10, show_default=True, help="Videos to measure on."
)
@click.option("--seed", metavar="S", type=click.IntRange(0), default=1, show_default=True, help="Of both.")
@click.option("--mediapipe", metavar="PYTHON", help="Measure MediaPipe as well: an interpreter that has 0.10.21.")
@models_option
@backend_option
@json_option
@verbosity_options
def accuracy(*, pictures: int, clips: int, seed: int, mediapipe: str | None, as_json: bool) -> None:
    """Measure the hand tracking graphs as the paper of MediaPipe Hands does, on synthetic pictures and videos.

    Prints Markdown: errors of the light and the full model on three kinds of pictures, average precision of the palm
    detector, what tracking saves and costs, and how errors grow with size, blur, rotation and light.

    \b
    Example:
      graph_runner accuracy --pictures 200 --clips 1
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from dataclasses import asdict

    from backedge.tools.console import is_quiet, print_json, stdout
    from backedge.tools.evaluation.accuracy_tables import AccuracyRequest, accuracy_tables

    tables = accuracy_tables(AccuracyRequest(pictures, clips, seed, mediapipe))
    if as_json:
        print_json([asdict(table) for table in tables])
    elif not is_quiet():
        stdout().print("\n\n".join(table.markdown() for table in tables), soft_wrap=True, markup=False)
