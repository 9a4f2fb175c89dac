"""Completion of ports and calculators: it shows what authors use, and nothing of what the engine works with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from backedge import (
    Calculator,
    CalculatorGraph,
    Input,
    Inputs,
    Output,
    Outputs,
    SideInput,
    SideInputs,
    SideOutput,
    SideOutputs,
    register,
)
from tests.flow import end
from tests.graph_text import do, graph_of

PORT = {"connected", "key", "name", "tag"}
INPUT = PORT | {"get", "header", "is_empty", "packet", "timestamp", "value"}
OUTPUT = PORT | {
    "close",
    "forward",
    "is_closed",
    "next_timestamp_bound",
    "send",
    "send_packet",
    "set_header",
    "set_next_timestamp_bound",
    "set_offset",
}
SIDE_INPUT = PORT | {"get", "value"}
SIDE_OUTPUT = PORT | {"set"}
GROUP = {"tag", *(name for name in dir(Sequence) if not name.startswith("_"))}
CALCULATOR = {
    "close",
    "input_policy",
    "lightweight",
    "live_options",
    "node_name",
    "open",
    "options",
    "options_changed",
    "process",
    "process_timestamp_bounds",
    "sends_in_open",
    "stop",
    "timestamp",
    "timestamp_offset",
    "update_contract",
}


def visible(thing: object) -> set[str]:
    """The names that completion shows."""
    return {name for name in dir(thing) if not name.startswith("_")}


@register("visible.Every")
class Every(Calculator):
    """Has a port of every kind, and notes its completions in a running graph."""

    one_in = Input[Any]("IN")
    many_in = Inputs[Any]("MANY")
    one_out = Output[Any]("OUT", optional=True)
    many_out = Outputs[Any]("MANY")
    side_in = SideInput[Any]("SIDE", optional=True)
    sides_in = SideInputs[Any]("SIDES")
    side_out = SideOutput[Any]("SIDE", optional=True)
    sides_out = SideOutputs[Any]("SIDES")

    seen: dict[str, set[str]]

    def process(self) -> None:
        Every.seen = {name: visible(getattr(self, name)) for name in EXPECTED}
        Every.seen["calculator"] = visible(self)


EXPECTED = {
    "one_in": INPUT,
    "many_in": GROUP,
    "one_out": OUTPUT,
    "many_out": GROUP,
    "side_in": SIDE_INPUT,
    "sides_in": GROUP,
    "side_out": SIDE_OUTPUT,
    "sides_out": GROUP,
}


@pytest.mark.parametrize(("name", "names"), EXPECTED.items())
def test_a_declared_port_shows_what_authors_use(name: str, names: set[str]) -> None:
    """A port shows the same in the class as in a running node."""
    assert visible(getattr(Every, name)) == names


def test_a_running_calculator_shows_what_authors_use() -> None:
    """The engine adds no name to a node's ports and calculator."""
    with CalculatorGraph(graph_of("a", do("IN:a", "", calculator="visible.Every"))) as graph:
        graph.start_run()
        graph.add_packet_to_input_stream("a", 1, 1)
        end(graph)
    assert Every.seen.pop("calculator") == CALCULATOR | EXPECTED.keys() | {"seen"}
    assert Every.seen == EXPECTED
