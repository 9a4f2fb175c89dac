"""`graph_runner trace` sums up the trace of a run."""

from __future__ import annotations

import click

from backedge.tools.command_options import json_option, verbosity_options


@click.command()
@click.argument("file", metavar="FILE", type=click.Path())
@click.option(
    "--frame",
    metavar="TIMESTAMP",
    type=int,
    help="Tell the critical path of the frame at this timestamp, in microseconds.  [default: one that takes as long as "
    "half of them]",
)
@json_option
@verbosity_options
def trace(file: str, *, frame: int | None, as_json: bool) -> None:
    """Sum up FILE, a trace that `graph_runner run --trace` has written.

    Tells how long each node takes, how long it is from a graph input to each output, which calls this time is made of,
    how often gates let packets through, and which queues grew. MediaPipe's binary trace logs (.binarypb), which
    profiler_config { trace_enabled: true } asks for, are read as well; they tell nothing of queues.

    \b
    Example:
      graph_runner run HandTracking --input clip.mp4 --trace hand.json
      graph_runner trace hand.json
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from pathlib import Path

    from backedge.tools.tracing.trace_report import print_report, report_trace

    print_report(report_trace(Path(file), frame), as_json=as_json)
