"""Properties of the engine over random graphs: what comes out does not depend on where it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from backedge import Calculator, CalculatorGraph, Contract, Inputs, Outputs, register
from backedge.packet import Packet
from tests.flow import end
from tests.graph_text import graph_of


@dataclass(frozen=True)
class MixOptions:
    """Options of `Mix`: it drops every `drop`-th packet of each output, and may lag behind or promise nothing."""

    drop: int = 0
    lag: int = 0
    arbitrary: bool = False


@register("test.Mix")
class Mix(Calculator):
    """Sends what it sees of its inputs, to each output with gaps of its own."""

    inputs = Inputs[Any]()
    outputs = Outputs[Any]()
    options: MixOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.timestamp_offset = None if contract.options.arbitrary else -contract.options.lag

    def process(self) -> None:
        seen = tuple(port.get() for port in self.inputs)
        for index, output in enumerate(self.outputs):
            drop = self.options.drop + index
            if not drop or self.timestamp % (drop + 1):
                output.send(hash((self.node_name, index, seen)))


@dataclass(frozen=True)
class Case:
    """A graph, and what it is fed: (stream, timestamp, whether it is a mere bound) in order."""

    text: str
    streams: list[str]
    feed: list[tuple[str, int, bool]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A random acyclic graph of up to eight nodes and a feed with growing timestamps for each input."""
    inputs = [f"in{i}" for i in range(draw(st.integers(1, 3)))]
    streams = list(inputs)
    nodes = []
    for number in range(draw(st.integers(1, 8))):
        sources = draw(st.lists(st.sampled_from(streams), min_size=1, max_size=3))
        outputs = [f"s{number}_{i}" for i in range(draw(st.integers(0, 2)))]
        options = (
            f"drop: {draw(st.integers(0, 3))} lag: {draw(st.integers(0, 3))} "
            f"arbitrary: {str(draw(st.booleans())).lower()}"
        )
        ports = [f'input_stream: "{name}"' for name in sources] + [f'output_stream: "{name}"' for name in outputs]
        nodes.append(
            f'node {{ calculator: "test.Mix" max_in_flight: {draw(st.integers(1, 3))} {" ".join(ports)} '
            f"node_options {{ [type.googleapis.com/MixOptions] {{ {options} }} }} }}"
        )
        streams += outputs
    limit = draw(st.sampled_from(["", "max_queue_size: 1", "max_queue_size: -1"]))
    times = dict.fromkeys(inputs, 0)
    feed = []
    for name, step, is_bound in draw(
        st.lists(st.tuples(st.sampled_from(inputs), st.integers(1, 4), st.booleans()), max_size=25)
    ):
        times[name] += step
        feed.append((name, times[name], is_bound))
    return Case(graph_of(" ".join(inputs), limit, *draw(st.permutations(nodes))), streams, feed)


def run(case: Case, threads: int, *, waiting: bool = False) -> tuple[dict[str, list[Any]], dict[str, list[int]]]:
    """The packets of every stream, and all timestamps seen there with bounds."""
    packets: dict[str, list[Any]] = {name: [] for name in case.streams}
    settled: dict[str, list[int]] = {name: [] for name in case.streams}

    def see(name: str, packet: Packet[Any]) -> None:
        settled[name].append(packet.timestamp)
        if not packet.is_empty:
            packets[name].append(packet)

    with CalculatorGraph(case.text, num_threads=threads) as graph:
        for name in case.streams:
            graph.observe_output_stream(name, see, observe_timestamp_bounds=True)
        graph.start_run()
        for name, timestamp, is_bound in case.feed:
            graph.add_packet_to_input_stream(
                name, Packet.empty(timestamp) if is_bound else Packet(timestamp, timestamp)
            )
            if waiting:
                graph.wait_until_idle()
        end(graph)
    return packets, settled


@given(cases())
@settings(max_examples=60)
def test_executors_agree(case: Case) -> None:
    """Every stream carries the same packets inline, on one worker, on three, and with a pause after each packet."""
    expected, _ = run(case, 0)
    for threads in (1, 3):
        assert run(case, threads)[0] == expected
    assert run(case, 0, waiting=True)[0] == expected


@given(cases(), st.sampled_from([0, 2]))
@settings(max_examples=40)
def test_time_never_goes_back(case: Case, threads: int) -> None:
    """On every stream packets and bounds come with growing timestamps."""
    _, settled = run(case, threads)
    for timestamps in settled.values():
        assert timestamps == sorted(set(timestamps))


@given(cases())
@settings(max_examples=40)
def test_inline_runs_are_alike(case: Case) -> None:
    """Two runs on the caller's thread show the same packets and the same bounds in the same order."""
    assert run(case, 0) == run(case, 0)
