"""Times of each node's calls of `process`, from a graph's profile, and a table of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from backedge.profiling import GraphProfile

if TYPE_CHECKING:  # most runs print no table, and would import it for nothing
    from rich.table import Table

_MICROSECONDS: Final = 1_000_000
_SHOWN_SHARE: Final = 0.005
"""Nodes that take less than this share of the time are put together in one row."""


@dataclass(frozen=True, slots=True)
class NodeTime:
    """One node's share of a run.

    Attributes:
        node: its name in the expanded graph.
        calls: how often `process` was called.
        seconds: how long all the calls took together.
    """

    node: str
    calls: int
    seconds: float


def node_times(profile: GraphProfile) -> list[NodeTime]:
    """Each node's time, the most expensive node first.

    Of `open` and `close` nothing is counted; loading a model in `open` would hide what a frame costs.
    """
    times = [
        NodeTime(node.name, sum(node.process_runtime.count), node.process_runtime.total / _MICROSECONDS)
        for node in profile.calculator_profiles
        if node.process_runtime is not None
    ]
    return sorted(times, key=lambda time: time.seconds, reverse=True)


def times_table(times: Sequence[NodeTime], frames: int | None) -> Table:
    """A table of the nodes that matter.

    Args:
        times: as `node_times` gives them.
        frames: how many pictures they took them for; None where the graph is not about pictures.
    """
    from rich.table import Table

    total = sum(time.seconds for time in times) or 1.0
    table = Table(title="Time per node", title_justify="left")
    table.add_column("node")
    for heading in ("calls", "ms a call", *(() if frames is None else ("ms a frame",)), "share"):
        table.add_column(heading, justify="right")

    def add(name: str, calls: str, each: str, seconds: float, style: str | None = None) -> None:
        a_frame = () if frames is None else (f"{1000 * seconds / max(frames, 1):.2f}",)
        table.add_row(name, calls, each, *a_frame, f"{seconds / total:.1%}", style=style)

    shown = [time for time in times if time.seconds / total >= _SHOWN_SHARE]
    for time in shown:
        add(time.node, str(time.calls), f"{1000 * time.seconds / max(time.calls, 1):.2f}", time.seconds)
    others = len(times) - len(shown)
    if others:
        rest = total - sum(time.seconds for time in shown)
        add(f"{others} {'other' if others == 1 else 'others'}", "", "", rest, style="dim")
    return table
