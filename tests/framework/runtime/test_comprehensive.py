"""A graph that uses much of the engine at once, run again and again, on executors of every kind and with subgraphs."""

from __future__ import annotations

from statistics import fmean, pstdev
from typing import Any

import pytest

from backedge import CalculatorGraph, ConfigError
from backedge import timestamp as ts
from backedge.errors import CalculatorError
from backedge.planning import subgraphs
from tests.do_calculator import Do, fail
from tests.flow import P, watch
from tests.graph_text import do, graph_of

POOL = 'type: "ThreadPoolExecutor" options { [mediapipe.ThreadPoolExecutorOptions.ext] { num_threads: 1 } }'
EXECUTORS = f'executor {{ name: "second" {POOL} }} executor {{ name: "third" {POOL} }}'


class Multiples:
    """A source: a number at each multiple of a step up to 15, their mean before and their sum after all of them."""

    def __init__(self, step: int) -> None:
        self.step = step

    def open(self, node: Do) -> None:
        """Say in a header what will come."""
        node.outputs[0].set_header(P(ts.UNSET, f"multiples of {self.step}"))

    def process(self, node: Do) -> None:
        """Send everything at once."""
        numbers = {at: self.step * 100 + i for i, at in enumerate(range(0, 16, self.step))}
        data, total, mean = node.outputs
        for at, number in numbers.items():
            data.send(number, at)
        total.send(sum(numbers.values()), ts.POSTSTREAM)
        mean.send(fmean(numbers.values()), ts.PRESTREAM)
        node.stop()


class Deviation:
    """The standard deviation of a stream whose mean comes before it; sent when it has ended."""

    def open(self, node: Do) -> None:
        """Begin anew."""
        self.squares: list[float] = []

    def process(self, node: Do) -> None:
        """Take in the mean, then the numbers."""
        data, mean = node.inputs
        if node.timestamp == ts.PRESTREAM:
            self.mean = mean.value
        else:
            self.squares.append((data.value - self.mean) ** 2)

    def close(self, node: Do) -> None:
        """Send the result."""
        if self.squares:
            node.outputs[0].send(fmean(self.squares) ** 0.5, ts.POSTSTREAM)


class Merge:
    """Pairs of what two streams have at each timestamp; their headers joined."""

    def open(self, node: Do) -> None:
        """Join the headers."""
        node.outputs[0].set_header(P(ts.UNSET, " and ".join(port.header.value for port in node.inputs)))

    def process(self, node: Do) -> None:
        """Send the pair; None for what is not there."""
        node.outputs[0].send(tuple(port.get() for port in node.inputs))


def node(ports: tuple[str, str], part: str, calls: str, executor: str) -> str:
    """A node that does what the calls of a part do."""
    side = " ".join(f"{call.upper()}:{part}_{call}" for call in calls.split())
    return do(*ports, side, f'executor: "{executor}"' if executor else "")


def comprehensive(second: str = "", third: str = "") -> str:
    """A graph whose nodes are not in topological order, on up to three executors."""
    return graph_of(
        "",
        node(("merged", "final"), "merged", "open", ""),
        node(("data3 data5", "merged"), "merge", "open process", second),
        node(("sum3 sum5", "sums"), "pair", "process", third),
        node(("deviation3 deviation5", "deviations"), "pair", "process", ""),
        node(("data3 mean3", "deviation3"), "deviation3", "open process close", second),
        node(("data5 mean5", "deviation5"), "deviation5", "open process close", third),
        node(("", "data3 sum3 mean3"), "source3", "open process", ""),
        node(("", "data5 sum5 mean5"), "source5", "open process", second),
        EXECUTORS if second else "",
    )


SOURCE = ("source_open", "source_process", "deviation_open", "deviation_process", "deviation_close")
subgraphs.register(
    graph_of(
        "",
        'type: "behaviours.Statistics"',
        'output_stream: "DATA:data" output_stream: "SUM:sum" output_stream: "DEVIATION:deviation"',
        *(f'input_side_packet: "{call.upper()}:{call}"' for call in SOURCE),
        node(("data mean", "deviation"), "deviation", "open process close", ""),
        node(("", "data sum mean"), "source", "open process", ""),
    )
)
subgraphs.register(
    graph_of(
        "",
        'type: "behaviours.Pairs" input_stream: "LEFT:left" input_stream: "RIGHT:right"',
        'output_stream: "PAIRS:pairs" output_stream: "COPY:copy"',
        'input_side_packet: "OPEN:merge_open" input_side_packet: "PROCESS:merge_process"',
        node(("left right", "pairs"), "merge", "open process", ""),
        do("pairs", "copy"),
    )
)


def with_subgraphs() -> str:
    """The same graph; sources with what belongs to them are subgraphs, and so are the merging nodes."""

    def numbers(step: int) -> str:
        outputs = f"DATA:data{step} SUM:sum{step} DEVIATION:deviation{step}"
        side = " ".join(f"{call.upper()}:{call.replace('_', f'{step}_')}" for call in SOURCE)
        return do("", outputs, side, calculator="behaviours.Statistics")

    def pairs(stream: str, outputs: str, side: str) -> str:
        return do(f"LEFT:{stream}3 RIGHT:{stream}5", outputs, side, calculator="behaviours.Pairs")

    return graph_of(
        "",
        numbers(3),
        numbers(5),
        pairs("data", "PAIRS:merged COPY:final", "OPEN:merge_open PROCESS:merge_process"),
        pairs("sum", "COPY:sums", "PROCESS:pair_process"),
        pairs("deviation", "COPY:deviations", "PROCESS:pair_process"),
        node(("merged", ""), "merged", "open", ""),
    )


def parts(headers: list[Any]) -> dict[str, Any]:
    """The side packets of `comprehensive`."""
    pieces: dict[str, Any] = {
        "source3": Multiples(3),
        "source5": Multiples(5),
        "deviation3": Deviation(),
        "deviation5": Deviation(),
        "merge": Merge(),
        "pair": Merge(),
    }
    side_packets = {
        f"{name}_{call}": getattr(piece, call)
        for name, piece in pieces.items()
        for call in ("open", "process", "close")
        if hasattr(piece, call)
    }
    return {**side_packets, "merged_open": lambda node: headers.append(node.inputs[0].header.value)}


@pytest.mark.parametrize(
    "text",
    [comprehensive(), comprehensive("second", "third"), with_subgraphs()],
    ids=["one pool", "three pools", "subgraphs"],
)
def test_everything_at_once(threads: int, text: str) -> None:
    """Sources, merges, headers, PreStream and PostStream work together, again and again, also after a failure."""
    headers: list[Any] = []
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "final", "sums", "deviations", bounds=False)
        side_packets = parts(headers)
        for breaks in (False, True, False):
            for packets in seen.values():
                packets.clear()
            if breaks:
                with pytest.raises(CalculatorError, match="broken in process"):  # noqa: PT012 - in which call varies
                    graph.start_run({**side_packets, "source3_process": fail})
                    graph.wait_until_done()
                graph.close()
                continue
            graph.start_run(side_packets)
            graph.wait_until_done()
            assert seen["final"] == [
                P(0, (300, 500)),
                P(3, (301, None)),
                P(5, (None, 501)),
                P(6, (302, None)),
                P(9, (303, None)),
                P(10, (None, 502)),
                P(12, (304, None)),
                P(15, (305, 503)),
            ]
            assert seen["sums"] == [P(ts.POSTSTREAM, (1815, 2006))]
            (deviations,) = seen["deviations"]
            assert deviations.timestamp == ts.POSTSTREAM
            assert deviations.value == pytest.approx((pstdev(range(6)), pstdev(range(4))))
    assert headers == ["multiples of 3 and multiples of 5"] * 3


def test_a_node_without_a_calculator() -> None:
    """A graph of which one node does not say what it is cannot be built."""
    with pytest.raises(ConfigError, match="this node names no calculator"):
        CalculatorGraph(comprehensive().replace('calculator: "test.Do"', "", 1))
