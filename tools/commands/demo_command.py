"""`graph_runner demo`: see the hand tracking graph at work, without a camera."""

from __future__ import annotations

from pathlib import Path

import click

from backedge.tools.command_options import backend_option, checks_option, json_option, models_option, verbosity_options
from backedge.tools.interruption import Stop


@click.command()
@click.option("--frames", metavar="N", type=click.IntRange(1), default=180, show_default=True, help="Frames to track.")
@click.option(
    "--output-dir",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("graph_runner_demo"),
    show_default=True,
    help="Where to leave the annotated clip, the contact sheet and the landmarks.",
)
@click.option(
    "--seed", metavar="N", type=click.IntRange(0), default=0, show_default=True, help="Another hand, room and motion."
)
@checks_option
@models_option
@backend_option
@json_option
@verbosity_options
def demo(frames: int, output_dir: Path, seed: int, checks: bool, as_json: bool) -> None:
    """Track a synthetic hand and compare what is found with the truth.

    Renders a clip of a moving hand that leaves the picture and comes back, tracks it with the hand tracking graph and
    the real models, and says how well. The models are fetched the first time.

    \b
    Example:
      graph_runner demo --frames 60 --output-dir demo/
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.console import is_quiet
    from backedge.tools.demonstration import print_demo, run_demo

    result = run_demo(output_dir, frames=frames, seed=seed, checks=checks)
    if as_json or not is_quiet():
        print_demo(result, as_json=as_json)
    if result.signal:
        raise click.Abort from Stop(result.signal)
