"""`graph_runner batch`: run a graph on every video of a corpus, and see how far that is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from backedge.tools.command_options import (
    FiniteRange,
    access_options,
    checks_option,
    given_words,
    json_option,
    running_options,
    verbosity_options,
)
from backedge.tools.completion.words import complete_files, complete_graphs, complete_side_packets, complete_streams
from backedge.tools.interruption import Stop

if TYPE_CHECKING:
    from backedge.batch import Summary
    from backedge.batch.segments import Split

_STATUS: Final = "status"


_LENGTH: Final = re.compile(r"(\d+(?:\.\d+)?)(s|min|h)?")
_SECONDS: Final = {None: 1, "s": 1, "min": 60, "h": 3600}


class LengthType(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic from click 8.3 on
    """How long a video is: ``60`` and ``60s`` are seconds, besides ``5min`` and ``1h``."""

    name = "length"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The seconds."""
        found = _LENGTH.fullmatch(str(value))
        seconds = float(found[1]) * _SECONDS[found[2]] if found else 0.0
        if not seconds:
            self.fail(f'"{value}" is no length of a video; write 60s, or 5min', param, ctx)
        return seconds


class BatchCommand(click.Command):
    """A command whose first word may be `status`, which then is another one."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read `args`, for this command or for the other."""
        if args[:1] == [_STATUS]:
            return status.make_context(f"{info_name} {_STATUS}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command(cls=BatchCommand)
@click.argument("graph", shell_complete=complete_graphs)
@click.option(
    "-i",
    "--input",
    "inputs",
    metavar="FILE|DIR|GLOB|LIST|TABLE",
    multiple=True,
    required=True,
    shell_complete=complete_files(),
    help="Videos: a file, a folder (its videos and folders of images, at any depth), a pattern such as "
    "'clips/**/*.mp4', a list with a path in each line (.txt), or a table (.csv, .tsv, .parquet) with a column path, "
    "perhaps id, start and end in seconds, and others, which are carried through. Repeatable.",
)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    required=True,
    shell_complete=complete_files(),
    help="Folder for the results, which is made; one of an earlier start goes on where that stopped. An address, such "
    "as s3://bucket/landmarks, needs --ledger.",
)
@click.option(
    "--ledger",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the ledger and the report.  [default: that of the results]",
)
@click.option(
    "--streams",
    metavar="STREAM,...",
    multiple=True,
    shell_complete=complete_streams,
    help="Streams to write, inner ones of subgraphs too.  [default: the graph's outputs that are no pictures]",
)
@click.option(
    "--side",
    metavar="NAME=VALUE",
    multiple=True,
    shell_complete=complete_side_packets,
    help="An input side packet. Repeatable.",
)
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(0),
    help="How many videos at a time, each in a process with one thread; 0 does them in this process.  [default: one "
    "for each processor]",
)
@click.option(
    "--ray",
    metavar="ADDRESS",
    default="",
    help="Let a Ray cluster do the videos: the address of its head, or auto for the one that this machine is part of. "
    "Inputs and DIR have to be where all its machines find them. Needs backedge[ray].",
)
@click.option(
    "--time-limit",
    metavar="SECONDS",
    type=FiniteRange(0, min_open=True),
    help="Give a video up that takes longer, and replace its worker.",
)
@click.option(
    "--format",
    "formats",
    metavar="parquet|jsonl|npz|pose,...",
    multiple=True,
    default=("parquet",),
    help="How results are written: one table (Parquet), JSON lines, arrays for numpy, or .pose files of landmarks.  "
    "[default: parquet]",
)
@click.option("--annotate", is_flag=True, help="Also write each video with its results drawn in.")
@click.option("--sheets", is_flag=True, help="Also write a page of frames of each video, which the report shows.")
@click.option(
    "--split",
    metavar="LENGTH",
    type=LengthType(),
    help="Cut videos that are much longer, such as 60s or 5min, at the next key frame, and do the segments in "
    "parallel. What is tracked may differ near the cuts.",
)
@click.option(
    "--warm-up",
    metavar="N",
    type=click.IntRange(0),
    help="With --split: frames before each cut that the graph sees as well, and whose results are dropped.  "
    "[default: 30]",
)
@click.option("--retry-failed", is_flag=True, help="Try once more what failed before.")
@click.option(
    "--redo-changed",
    is_flag=True,
    help="Do once more what has changed since it was done: single inputs, and everything if the graph has.",
)
@click.option(
    "--grace",
    metavar="SECONDS",
    type=FiniteRange(0),
    default=60.0,
    show_default=True,
    help="How long videos under way may take after Ctrl-C.",
)
@access_options
@checks_option
@running_options
def batch(graph: str, **given: Any) -> None:
    """Run GRAPH on every video of a corpus, each exactly once, and write one table of what it finds.

    DIR gets a row for each thing found in each frame, in Parquet files below data/. What was done stays done: after
    a crash, or Ctrl-C, the same command does what is left. Status 1 if videos failed; why is told, and kept.

    `graph_runner batch status DIR` tells how far a batch is, from any terminal.

    \b
    Examples:
      graph_runner batch hand_tracking --input 'clips/**/*.mp4' --output landmarks
          --streams landmarks,handedness --side num_hands=2
      graph_runner batch status landmarks
    """  # noqa: D301 - click's sign for lines that are not to be joined
    summary = _run(graph, given)
    if summary.interrupted:
        raise click.Abort from Stop(summary.signal)
    if summary.counts.failed:
        click.get_current_context().exit(1)


def _run(graph: str, given: Mapping[str, Any]) -> Summary:
    from backedge.batch.batch_run import Again
    from backedge.batch.display import Display, print_event, print_summary
    from backedge.batch.job import Wanted, make_job
    from backedge.batch.output_folder import OutputFolder
    from backedge.batch.running import access_of, as_items, local, on_ray, run_job
    from backedge.tools.console import is_quiet

    job = make_job(
        Wanted(
            graph,
            streams=given["streams"],
            side=given["side"],
            options=given["options"],
            calculators=given_words("calculators"),
            formats=given["formats"],
            annotate=given["annotate"],
            sheets=given["sheets"],
            access=access_of(given["writable"], given["side"], given["options"], network=given["network"]),
            checks=given["checks"],
            split=_read_split(given["split"], given["warm_up"]),
        )
    )
    again = Again(failed=given["retry_failed"], changed=given["redo_changed"])
    workers, limit = given["workers"], given["time_limit"]
    engine = on_ray(given["ray"], workers, limit) if given["ray"] else local(workers, limit)
    folder = OutputFolder(given["output"], given["ledger"])
    display, as_json = Display(), given["as_json"]
    with nullcontext() if as_json else display.shown():
        tell = print_event if as_json else display.tell
        summary = run_job(job, as_items(given["inputs"]), folder, engine, again, tell, given["grace"])
    if not as_json and not is_quiet():
        print_summary(summary)
    return summary


def _read_split(seconds: float | None, warm_up: int | None) -> Split | None:
    from backedge.batch.segments import WARM_UP, Split

    if seconds is None and warm_up is not None:
        raise click.UsageError("--warm-up is for the segments of --split; say how long they are, such as --split 60s")
    return None if seconds is None else Split(seconds, WARM_UP if warm_up is None else warm_up)


@click.command(_STATUS)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path), shell_complete=complete_files())
@json_option
@verbosity_options
def status(folder: Path, as_json: bool) -> None:
    """Tell how far the batch that writes into DIR is, what it is doing, and what has failed.

    \b
    Example:
      graph_runner batch status landmarks
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.batch.batch_progress import read_snapshot
    from backedge.batch.status_text import print_snapshot
    from backedge.tools.console import print_json

    snapshot = read_snapshot(folder)
    if as_json:
        print_json(snapshot.to_dict())
    else:
        print_snapshot(folder, snapshot)
