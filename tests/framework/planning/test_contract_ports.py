"""What a calculator's contract knows of the node: its ports, counted and by tag, and its options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from backedge import Calculator, Contract, Inputs, Outputs, SideInput, register
from backedge.calculator.registry import registry
from backedge.config import load_graph
from backedge.planning.contracts import make_contract


@dataclass(frozen=True)
class ContractPortsOptions:
    """Options of `TakesAll`."""

    test_field: float = -1.0


@register("contracts.TakesAll")
class TakesAll(Calculator):
    """Takes many ports."""

    frames = Inputs[Any]("FRAME")
    nets = Inputs[Any]("NET")
    data = Inputs[Any]("DATA")
    results = Outputs[Any]("DATA")
    plain = Outputs[Any]()
    model = SideInput[Any]("MODEL", optional=True)
    options: ContractPortsOptions


def contract(text: str) -> Contract:
    """The contract of a node."""
    registration = registry.find("contracts.TakesAll", "")
    assert registration is not None
    return make_contract(load_graph(f'node {{ calculator: "contracts.TakesAll" {text} }}').node[0], "n", registration)


FOUR = 'input_stream: "FRAME:a" input_stream: "NET:0:b" input_stream: "NET:1:c" input_stream: "DATA:d" '
TWO = 'input_stream: "DATA:0:a" input_stream: "DATA:1:b" output_stream: "DATA:0:c" output_stream: "DATA:1:d" '
OPTIONS = "options { [ContractPortsOptions.ext] { test_field: 1.0 } }"


@pytest.mark.parametrize(
    ("text", "counts", "option"),
    [
        (FOUR + 'input_side_packet: "MODEL:m" output_stream: "e"', (4, 1, 1, 0), -1.0),
        (TWO + OPTIONS, (2, 2, 0, 0), 1.0),
    ],
)
def test_ports_and_options(text: str, counts: tuple[int, ...], option: float) -> None:
    """A contract has the ports that the config lists, and options, which are the defaults where the node has none."""
    found = contract(text)
    ports = (found.inputs, found.outputs, found.input_side_packets, found.output_side_packets)
    assert tuple(map(len, ports)) == counts
    assert found.options == ContractPortsOptions(option)
