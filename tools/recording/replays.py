"""Replays: a recording, and the graph or the part of it that it is fed into."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import click

from backedge.errors import GraphError
from backedge.packet import Packet
from backedge.planning.plan import GraphPlan
from backedge.recording import KnownTypes, Recording, StreamEvent
from backedge.timestamp import describe
from backedge.tools.recording.partial_graph import part_from
from backedge.tools.recording.recorded_feed import RecordedFeed


@dataclass(frozen=True, slots=True)
class Replay:
    """A replay that is ready.

    Attributes:
        plan: the graph to feed.
        feed: what to feed it with.
        side_packets: those that were recorded and that it takes, by name.
    """

    plan: GraphPlan
    feed: RecordedFeed
    side_packets: dict[str, Any]


def open_replay(
    file: str, plan: GraphPlan, *, until: int | None = None, from_node: str = "", step: bool = False
) -> Replay:
    """Match a recording with a graph.

    Args:
        file: the recording.
        plan: the graph.
        until: see `RecordedFeed`.
        from_node: the node to begin at, "" for the whole graph.
        step: whether to ask before each packet.

    Raises:
        click.UsageError: they do not fit together.
        ResourceError: the recording cannot be read.
    """
    recording = Recording(file, KnownTypes.of(plan))
    if from_node:
        try:
            plan = part_from(plan, from_node, recording.streams)
        except GraphError as error:
            raise click.UsageError(f"--from-node: {error}") from error
    streams = [name for name in plan.graph_inputs if name in recording.streams]
    if not streams:
        raise click.UsageError(
            f"{file} was not recorded from this graph's input streams: it has {', '.join(recording.streams)}, and the "
            f"graph takes {', '.join(plan.graph_inputs) or 'none'}"
        )
    made = plan.produced_side_packets
    known = {name for name in plan.side_packet_types if name not in made}
    side_packets = {name: value for name, value in recording.side_packets.items() if name in known}
    return Replay(plan, RecordedFeed(recording, streams, until, _ask if step else None), side_packets)


def _ask(event: StreamEvent) -> bool:
    """Show what comes next, and wait for Enter; whether to go on."""
    packet = event.packet or Packet.empty()
    click.echo(f"next: {event.stream} at {describe(packet.timestamp)}; Enter goes on, q ends: ", nl=False, err=True)
    answer = sys.stdin.readline()
    if not answer:
        click.echo(err=True)  # the end of a file that is not a terminal
    return bool(answer) and answer.strip().lower() not in {"q", "quit"}
