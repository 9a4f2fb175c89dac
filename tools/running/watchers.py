"""The watchers that a command line asks for."""

from __future__ import annotations

from pathlib import Path

import click

from backedge.planning.plan import GraphPlan
from backedge.tools.console import shows_progress
from backedge.tools.running.graph_streams import require_streams
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
    printed = request.watch or (_outputs(plan) if request.step else ())
    if printed:
        watchers.append(PacketPrinter(require_streams("--watch", printed, plan)))
    if request.hz:
        watchers.append(RateMeter(require_streams("--hz", request.hz, plan)))
    if request.table and shows_progress() and not request.step:
        from backedge.tools.running.node_table import NodeTable

        watchers.append(NodeTable())
    if request.trace:
        from backedge.tools.tracing.run_tracer import RunTracer

        watchers.append(RunTracer(Path(request.trace)))
    if request.record:
        from backedge.tools.recording.run_recorder import RunRecorder

        watchers.append(RunRecorder(request.record, request.record_stream, plan, request.record_jpeg))
    if request.rerun:
        from backedge.tools.rerun_view.rerun_sender import RerunSender

        watchers.append(RerunSender(request.rerun, plan))
    streams = (request.output_stream, request.output_stream_file)
    side_packets = (request.output_side_packets, request.output_side_packets_file)
    if any((*streams, *side_packets)):
        from backedge.tools.running.mediapipe_files import mediapipe_files

        watchers += mediapipe_files(streams, side_packets, plan, strips_timestamps=request.strip_timestamps)
    if not request.record and (request.record_stream or request.record_jpeg):
        option = "--record-stream" if request.record_stream else "--record-jpeg"
        raise click.UsageError(f"{option} says what to record: name the file with --record FILE.mcap")
    return watchers


def _outputs(plan: GraphPlan) -> list[str]:
    """The streams that come out of a graph: its output streams, or all that its nodes make if it names none."""
    made = [port.name for node in plan.nodes for port in node.contract.outputs]
    return plan.graph_outputs or made
