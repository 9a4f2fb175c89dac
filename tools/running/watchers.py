"""The watchers that a command line asks for."""

from __future__ import annotations

from pathlib import Path

from backedge.planning.plan import GraphPlan
from backedge.tools.console import shows_progress
from backedge.tools.running.graph_streams import require_streams
from backedge.tools.running.node_table import NodeTable
from backedge.tools.running.packet_printer import PacketPrinter
from backedge.tools.running.rate_meter import RateMeter
from backedge.tools.running.run_request import Request
from backedge.tools.running.run_watcher import RunWatcher


def make_watchers(request: Request, plan: GraphPlan) -> list[RunWatcher]:
    """The watchers that `request` asks for, in the order in which they begin to watch.

    Args:
        request: the command line's.
        plan: the graph as its file has it.

    Raises:
        click.UsageError: one does not fit the graph.
    """
    watchers: list[RunWatcher] = []
    if request.watch:
        watchers.append(PacketPrinter(require_streams("--watch", request.watch, plan)))
    if request.hz:
        watchers.append(RateMeter(require_streams("--hz", request.hz, plan)))
    if request.table and shows_progress():
        watchers.append(NodeTable())
    if request.trace:
        from backedge.tools.tracing.run_tracer import RunTracer

        watchers.append(RunTracer(Path(request.trace)))
    return watchers
