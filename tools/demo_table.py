"""How the result of a demo is printed."""

from __future__ import annotations

from rich.table import Table

from backedge.tools.console import print_json, stdout
from backedge.tools.demonstration import DemoResult
from backedge.tools.interruption import Stop
from backedge.tools.node_times import times_table


def print_demo(result: DemoResult, *, as_json: bool) -> None:
    """Print `result` on stdout."""
    if as_json:
        print_json(result.to_json())
        return
    console = stdout()
    console.print(_figures(result))
    console.print()
    console.print(times_table(result.node_times, result.figures.frames))
    console.print()
    for label, path in zip(("annotated clip", "contact sheet", "landmarks"), result.files, strict=True):
        console.print(f"{label:<15} {path}", soft_wrap=True)


def _figures(result: DemoResult) -> Table:
    figures = result.figures
    table = Table(title=f"A synthetic hand, tracked by {result.graph.name}", title_justify="left", show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="dim")
    stopped = str(Stop(result.signal)) if result.signal else ""
    table.add_row("frames", str(figures.frames), stopped)
    table.add_row("hand fully visible", str(figures.visible), "frames")
    table.add_row("  and found", f"{figures.found_share:.1%}", f"{figures.found} frames")
    table.add_row("mean landmark error", f"{figures.landmark_error:.1%}", "of the palm's width")
    table.add_row("palm detector ran on", str(figures.detector_ran), "frames")
    share = f"{figures.detector_ran_while_tracked} of the {figures.tracked} frames on which a hand is tracked"
    table.add_row("  while tracking", f"{figures.detector_share:.1%}", share)
    table.add_row("speed", f"{result.fps:.0f} fps", "making, drawing and writing pictures not counted")
    return table
