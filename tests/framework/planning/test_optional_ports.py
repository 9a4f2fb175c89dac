"""Ports that a config may leave out, and what a calculator knows of them."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import (
    Calculator,
    CalculatorGraph,
    ConfigError,
    Contract,
    Input,
    Output,
    SideInput,
    register,
)
from tests.flow import P, end, values, watch
from tests.graph_text import do, graph_of


@register("behaviours.Adjust")
class Adjust(Calculator):
    """base · scale + bias; scale may come as a stream and bias as a side packet."""

    base = Input[int]("BASE")
    scale = Input[float]("SCALE", optional=True)
    bias = SideInput[float]("BIAS", optional=True)
    result = Output[float]("OUT")

    def process(self) -> None:
        self.result.send(self.base.value * self.scale.get(1.0) + self.bias.get(0.0))


@register("behaviours.Times")
class Times(Calculator):
    """Multiplies by a factor that is either a stream or a side packet."""

    number = Input[int]("IN")
    stream_factor = Input[int]("FACTOR", optional=True)
    side_factor = SideInput[int]("FACTOR", optional=True)
    product = Output[int]("OUT")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        ports = [ports for ports in (contract.inputs, contract.input_side_packets) if "FACTOR" in ports]
        contract.require(ports, "FACTOR must be connected")
        contract.require(len(ports) < 2, "FACTOR is a stream or a side packet, not both")

    def process(self) -> None:
        factor = self.stream_factor if self.stream_factor.connected else self.side_factor
        self.product.send(self.number.value * factor.value)


def result(threads: int, node: str, feed: dict[str, Any], side_packets: dict[str, Any]) -> list[Any]:
    """The output of a node that is given one packet for each of its streams."""
    with CalculatorGraph(graph_of(" ".join(feed), node), num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run(side_packets)
        for stream, value in feed.items():
            graph.add_packet_to_input_stream(stream, P(1, value))
        end(graph)
    return seen


@pytest.mark.parametrize(
    ("scale", "bias", "expected"),
    [(2.0, None, 20.0), (None, 30.0, 40.0), (2.0, 30.0, 50.0), (None, None, 10.0)],
)
def test_what_is_left_out_has_a_default(threads: int, scale: float | None, bias: float | None, expected: float) -> None:
    """A stream and a side packet that the config does not have are what get() says instead."""
    ports = "BASE:base SCALE:scale" if scale else "BASE:base"
    node = do(ports, "OUT:out", "BIAS:bias" if bias else "", calculator="behaviours.Adjust")
    feed = {"base": 10, "scale": scale} if scale else {"base": 10}
    assert result(threads, node, feed, {"bias": bias} if bias else {}) == [P(1, expected)]


def test_a_side_packet_in_place_of_a_stream(threads: int) -> None:
    """A tag may be that of a stream and of a side packet, of which the config chooses one."""
    stream = do("IN:in FACTOR:factor", "OUT:out", calculator="behaviours.Times")
    assert result(threads, stream, {"in": 10, "factor": 2}, {}) == [P(1, 20)]
    side = do("IN:in", "OUT:out", "FACTOR:factor", calculator="behaviours.Times")
    assert result(threads, side, {"in": 10}, {"factor": 2}) == [P(1, 20)]


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (do("IN:in", "OUT:out", calculator="behaviours.Times"), "must be connected"),
        (do("IN:in FACTOR:f", "OUT:out", "FACTOR:s", calculator="behaviours.Times"), "not both"),
    ],
)
def test_a_choice_that_was_not_made(node: str, message: str) -> None:
    """A calculator can insist on exactly one of two ports; the graph is not built otherwise."""
    with pytest.raises(ConfigError, match=message):
        CalculatorGraph(graph_of("in f", node))


def test_the_default_is_asked_for_anew(threads: int) -> None:
    """A stream that is connected counts as left out at each timestamp at which it has no packet."""
    text = graph_of("base scale", do("BASE:base SCALE:scale", "OUT:out", calculator="behaviours.Adjust"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run()
        for timestamp in range(4):
            graph.add_packet_to_input_stream("base", P(timestamp, 10))
            if timestamp % 2:
                graph.add_packet_to_input_stream("scale", P(timestamp, 0.5))
        end(graph)
    assert values(seen) == [10.0, 5.0, 10.0, 5.0]
