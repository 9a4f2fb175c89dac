"""`graph_runner synth`: pictures and videos of synthetic hands with the truth about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from backedge.tools.command_options import FiniteRange, json_option, verbosity_options

_COUNT: Final = 1000
_SECONDS: Final = 6.0


@click.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--count", metavar="N", type=click.IntRange(1), help=f"Pictures to draw.  [default: {_COUNT}]")
@click.option(
    "--videos",
    metavar="N",
    type=click.IntRange(1),
    help="Draw so many videos, no pictures: hands that keep still, move slowly or fast, leave and come back, or cross.",
)
@click.option(
    "--seconds",
    metavar="S",
    type=FiniteRange(0.1),
    help=f"How long each video is, at 30 frames a second.  [default: {_SECONDS:g}]",
)
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
    default=None,
    help="Write the truth about pictures as Parquet too, which needs backedge[eval].  [default: parquet]",
)
@json_option
@verbosity_options
def synth(
    out: Path, *, count: int | None, videos: int | None, seconds: float | None, as_json: bool, **given: Any
) -> None:
    """Draw pictures or videos of hands with exact truth into the folder OUT, which must be new or empty.

    Poses within the limits of joints and named gestures, one hand or two, six skin tones, light, lenses, blur, noise,
    compression, things before the hands, hands down to 24 pixels, and pictures without a hand. The truth about
    pictures is in annotations.json (COCO-WholeBody's hands) and truth.parquet, that about a video beside it in JSON
    lines. The same options and S give the same files, bit for bit.

    \b
    Examples:
      graph_runner synth hands --count 200 --seed 1
      graph_runner synth clips --videos 5 --seconds 4
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.console import is_quiet, print_json, progress_bar, stdout
    from backedge.tools.synthesis.clip_set import ClipsRequest, ClipsSummary, write_clips
    from backedge.tools.synthesis.dataset import SetRequest, SetSummary, write_set

    parquet = given.pop("parquet")
    if videos is None and seconds is not None:
        raise click.UsageError("--seconds is about videos: say with --videos how many to draw")
    if videos is not None and (count is not None or parquet is not None):
        raise click.UsageError("--count and --parquet are about pictures, and with --videos none are drawn")
    summary: SetSummary | ClipsSummary
    with progress_bar("drawing hands") as advance:
        if videos is None:
            summary = write_set(SetRequest(out, count or _COUNT, parquet=parquet is not False, **given), advance)
        else:
            summary = write_clips(ClipsRequest(out, videos, seconds or _SECONDS, **given), advance)
    if as_json:
        print_json(summary.to_json())
    elif not is_quiet():
        stdout().print(summary.in_words(), soft_wrap=True)
