"""Packets into graphs and out of them, in short: what a test feeds, and what it sees."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from backedge import CalculatorGraph
from backedge.packet import Packet

WAIT = 20.0
"""Seconds after which something that should have happened at once has not."""


def watch(graph: CalculatorGraph, *streams: str, bounds: bool = True) -> dict[str, list[Packet[Any]]]:
    """Observe the streams; the lists of what passes each of them fill while the graph runs."""
    seen: dict[str, list[Packet[Any]]] = {stream: [] for stream in streams}
    for stream in streams:
        graph.observe_output_stream(
            stream, lambda name, packet: seen[name].append(packet), observe_timestamp_bounds=bounds
        )
    return seen


def add(graph: CalculatorGraph, stream: str, timestamp: int) -> None:
    """Feed a packet whose value says where it comes from, and let the graph come to rest."""
    graph.add_packet_to_input_stream(stream, P(timestamp, stream))
    graph.wait_until_idle()


def feed_from_threads(graph: CalculatorGraph, streams: str, *, count: int) -> None:
    """Feed packets at 0, 1, … to each stream (a letter) from a thread of its own; all of them begin at once."""
    start = threading.Barrier(len(streams))

    def feed(stream: str) -> None:
        start.wait(WAIT)
        for timestamp in range(count):
            graph.add_packet_to_input_stream(stream, P(timestamp))

    feeders = [threading.Thread(target=feed, args=[stream]) for stream in streams]
    for feeder in feeders:
        feeder.start()
    for feeder in feeders:
        feeder.join(WAIT)


def settle(graph: CalculatorGraph, stream: str, through: int) -> None:
    """Tell that a graph input has no packet through a timestamp, and let the graph come to rest."""
    graph.set_input_stream_timestamp_bound(stream, through + 1)
    graph.wait_until_idle()


def end(graph: CalculatorGraph) -> None:
    """End a run in good order."""
    graph.close_all_packet_sources()
    graph.wait_until_done()


def threads_left(before: set[threading.Thread]) -> list[threading.Thread]:
    """Wait for the end of all threads that were not there before; those that do not end."""
    new = [thread for thread in threading.enumerate() if thread not in before]
    for thread in new:
        thread.join(WAIT)
    return [thread for thread in new if thread.is_alive()]


def P(timestamp: int, value: Any = None) -> Packet[Any]:  # noqa: N802 - as in MediaPipe's notes: P@10, B@20
    """A packet at `timestamp`; its value is the timestamp unless given."""
    return Packet(timestamp if value is None else value, timestamp)


def B(timestamp: int) -> Packet[Any]:  # noqa: N802 - as above
    """An empty packet: nothing through `timestamp`."""
    return Packet.empty(timestamp)


def values(packets: Iterable[Packet[Any]]) -> list[Any]:
    """The values of those packets that have one."""
    return [packet.value for packet in packets if not packet.is_empty]
