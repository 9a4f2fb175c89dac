"""Side packets that lead into a graph, out of it, and from node to node, or nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, SideInput, SideOutput, register
from tests.graph_text import do


@register("behaviours.SideProducer")
class SideProducer(Calculator):
    """Sets two side packets, whether or not a node reads them; notes which are connected."""

    first = SideOutput[int]("FIRST", optional=True)
    second = SideOutput[int]("SECOND", optional=True)
    connected = SideInput[dict[str, Any]]("NOTES")

    def open(self) -> None:
        self.connected.value["made"] = (self.first.connected, self.second.connected)
        self.first.set(1)
        self.second.set(2)


@register("behaviours.SideConsumer")
class SideConsumer(Calculator):
    """Notes which of two side packets are connected, and their values."""

    first = SideInput[int]("FIRST", optional=True)
    second = SideInput[int]("SECOND", optional=True)
    connected = SideInput[dict[str, Any]]("NOTES")

    def open(self) -> None:
        self.connected.value["used"] = (self.first.connected, self.second.connected)
        self.connected.value["values"] = (self.first.get(), self.second.get())


@pytest.mark.parametrize("outside_first", [True, False], ids=["outside first", "outside second"])
@pytest.mark.parametrize("inside", [True, False], ids=["inside", "-"])
@pytest.mark.parametrize("goes_out", [True, False], ids=["goes out", "-"])
@pytest.mark.parametrize("comes_in", [True, False], ids=["comes in", "-"])
def test_side_packets_in_every_combination(
    threads: int, comes_in: bool, goes_out: bool, inside: bool, outside_first: bool
) -> None:
    """Of two optional side packets one may lead out of the graph and one to the next node: both ends know which."""
    outer, inner = ("FIRST", "SECOND") if outside_first else ("SECOND", "FIRST")
    made = [f"{outer}:result"] * goes_out + [f"{inner}:between"] * inside
    used = [f"{outer}:given"] * comes_in + [f"{inner}:between"] * inside
    outputs = " ".join(f'output_side_packet: "{port}"' for port in made)
    text = (
        ('output_side_packet: "RESULT:result" ' if goes_out else "")
        + do("", "", "NOTES:notes", outputs, "behaviours.SideProducer")
        + do("", "", " ".join(["NOTES:notes", *used]), calculator="behaviours.SideConsumer")
    )
    notes: dict[str, Any] = {}
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run({"given": 10, "notes": notes})
        graph.wait_until_done()
        if goes_out:
            assert graph.get_output_side_packet("result") == (1 if outside_first else 2)
    numbers = {"given": 10, "between": 2 if outside_first else 1}
    found = dict(port.split(":") for port in used)
    assert notes == {
        "made": tuple(any(port.startswith(tag) for port in made) for tag in ("FIRST", "SECOND")),
        "used": ("FIRST" in found, "SECOND" in found),
        "values": tuple(numbers.get(found.get(tag, "")) for tag in ("FIRST", "SECOND")),
    }
