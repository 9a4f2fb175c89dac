"""Replays: what a graph gave when it was recorded it gives again, packet for packet and bit for bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backedge import CalculatorGraph, Packet
from backedge.authoring.registration import registry
from backedge.recording import KnownTypes, Recording, StreamEvent, record, replay_into
from backedge.recording.value_differences import difference
from backedge.timestamp import MAX, POSTSTREAM
from tests.conformance.case import NEEDS_RESTS, Case, load_cases
from tests.conformance.replay import make_value, operate
from tests.flow import B, P, watch
from tests.framework.recording.files import ONE_STREAM, read_all

_RUNNING = [
    case
    for case in load_cases()
    if case.expected.accepted
    and not case.expected.fails
    and case.feed.count(["start"]) == 1
    and case.config.startswith("input_stream:")
]
RANDOM = _RUNNING[::7][:100]
"""Random graphs with inputs, which are what is recorded, that run without an error."""
WITHOUT_ORDER = [case for case in _RUNNING if not any(name in case.config for name in NEEDS_RESTS)][:100]
"""Those in which no node's result depends on what threads do not keep: who runs first, which bounds come together."""


def _number(case: Case) -> str:
    return str(case.number)


def test_there_are_a_hundred_random_graphs_of_each_kind() -> None:
    """So many are compared."""
    assert len(RANDOM) == len(WITHOUT_ORDER) == 100


def recorded(case: Case, path: Path) -> dict[str, list[Packet[Any]]]:
    """Run a case while its inputs are recorded; what passed each stream."""
    side_packets = {name: make_value(*value) for name, value in case.side.items()}
    graph = CalculatorGraph(case.config)
    seen = watch(graph, *case.streams)
    with record(graph, path, side_packets=side_packets):
        for operation in case.feed:
            operate(graph, case, operation)
    return seen


def replayed(case: Case, path: Path, num_threads: int) -> dict[str, list[Packet[Any]]]:
    """Run a case on what was recorded."""
    graph = CalculatorGraph(case.config, num_threads=num_threads)
    seen = watch(graph, *case.streams)
    recording = Recording(path, KnownTypes.of(graph.plan))
    with graph:
        graph.start_run(recording.side_packets)
        graph.wait_until_idle()
        replay_into(graph, recording)
    return seen


@pytest.mark.parametrize("case", RANDOM, ids=_number)
def test_random_graphs_give_the_same_inline(case: Case, tmp_path: Path) -> None:
    """On the caller's thread, every packet and every bound of every stream."""
    seen = recorded(case, tmp_path / "x.mcap")
    again = replayed(case, tmp_path / "x.mcap", 0)
    assert difference(seen, again) is None


@pytest.mark.parametrize("case", WITHOUT_ORDER, ids=_number)
def test_random_graphs_give_the_same_on_threads(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On worker threads, every packet of every stream."""
    registry.load_plugins()
    for registration in registry:
        # Calculators that say they are quick would else never leave the graph's own thread.
        monkeypatch.setattr(registration.calculator, "lightweight", False)
    seen = recorded(case, tmp_path / "x.mcap")
    again = replayed(case, tmp_path / "x.mcap", 2)
    for stream, packets in seen.items():
        assert difference(_packets(packets), _packets(again[stream])) is None, stream


def _packets(seen: list[Packet[Any]]) -> list[tuple[int, Any]]:
    return [(packet.timestamp, packet.value) for packet in seen if not packet.is_empty]


@pytest.mark.parametrize("last", [[], [B(MAX)], [P(POSTSTREAM)], [B(7), P(8)], [P(MAX)]], ids=str)
def test_bounds_come_again(tmp_path: Path, last: list[Packet[Any]]) -> None:
    """A recording of a replay is the recording, special timestamps included."""
    first, second = tmp_path / "first.mcap", tmp_path / "second.mcap"
    graph = CalculatorGraph(ONE_STREAM)
    with record(graph, first), graph:
        graph.start_run()
        if last != [P(POSTSTREAM)]:
            graph.add_packet_to_input_stream("in", 1, 1)
        for packet in last:
            graph.add_packet_to_input_stream("in", packet)
    graph = CalculatorGraph(ONE_STREAM)
    with record(graph, second), graph:
        graph.start_run()
        replay_into(graph, Recording(first))
    assert read_all(first) == read_all(second)
    assert read_all(first)[-1] == StreamEvent("in", None)


def test_a_bound_before_poststream_leaves_room_for_it(tmp_path: Path) -> None:
    """A promise that nothing but PostStream follows is kept as that."""
    for name, source in (("first.mcap", None), ("second.mcap", tmp_path / "first.mcap")):
        graph = CalculatorGraph(ONE_STREAM)
        with record(graph, tmp_path / name), graph:
            graph.start_run()
            if source:
                replay_into(graph, Recording(source))
            else:
                graph.set_input_stream_timestamp_bound("in", POSTSTREAM)
                graph.add_packet_to_input_stream("in", 1, POSTSTREAM)
    assert read_all(tmp_path / "first.mcap") == read_all(tmp_path / "second.mcap")
