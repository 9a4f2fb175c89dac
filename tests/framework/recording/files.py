"""Recordings made for a test: of packets as they are, and what is read from the file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from backedge import CalculatorGraph, Packet
from backedge.recording import KnownTypes, Recording, StreamEvent, record

ONE_STREAM = 'input_stream: "in" node { calculator: "PassThroughCalculator" input_stream: "in" output_stream: "out" }'


def record_packets(path: Path, packets: Iterable[Packet[Any]], **options: Any) -> None:
    """Record the packets of one stream, "in"; an empty one is a bound."""
    graph = CalculatorGraph(ONE_STREAM)
    with record(graph, path, **options), graph:
        graph.start_run()
        for packet in packets:
            graph.add_packet_to_input_stream("in", packet)


def read_packets(path: Path, known: KnownTypes | None = None) -> list[Packet[Any]]:
    """The packets of such a recording."""
    return [each.packet for each in Recording(path, known) if each.packet is not None]


def read_all(path: Path) -> list[StreamEvent]:
    """Everything that a recording has."""
    return list(Recording(path))
