"""`graph_runner synth`: pictures of synthetic hands with the truth about them."""

from __future__ import annotations

from pathlib import Path

import click

from backedge.tools.command_options import json_option, verbosity_options


@click.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--count", metavar="N", type=click.IntRange(1), default=1000, show_default=True, help="Pictures to draw.")
@click.option(
    "--seed", metavar="S", type=click.IntRange(0), default=0, show_default=True, help="Others for another number."
)
@click.option(
    "--backgrounds",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of your own pictures to draw hands on.  [default: rooms, walls, stripes, clutter and fabric]",
)
@click.option(
    "--workers", metavar="N", type=click.IntRange(1), default=1, show_default=True, help="Processes that draw."
)
@click.option(
    "--parquet/--no-parquet",
    default=True,
    help="Write the truth as Parquet too, which needs backedge[eval].  [default: parquet]",
)
@json_option
@verbosity_options
def synth(
    out: Path, *, count: int, seed: int, backgrounds: Path | None, workers: int, parquet: bool, as_json: bool
) -> None:
    """Draw pictures of hands with exact truth into the folder OUT, which must be new or empty.

    Poses within the limits of joints and named gestures, one hand or two, six skin tones, light, lenses, blur, noise,
    compression, things before the hands, hands down to 24 pixels, and pictures without a hand. The truth is in
    annotations.json (COCO-WholeBody's hands) and truth.parquet. The same N and S give the same files, bit for bit.

    \b
    Example:
      graph_runner synth hands --count 200 --seed 1
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.console import is_quiet, print_json, progress_bar, stdout
    from backedge.tools.synthesis.dataset import SetRequest, write_set

    with progress_bar("drawing hands") as advance:
        summary = write_set(SetRequest(out, count, seed, backgrounds, workers, parquet), advance)
    if as_json:
        print_json(summary.to_json())
    elif not is_quiet():
        stdout().print(
            f"{summary.pictures} pictures with {summary.hands} hands, {summary.negatives} without one, in "
            f"{summary.folder} ({summary.pictures / summary.seconds:.0f} a second)",
            soft_wrap=True,
        )
