"""Contracts: what a calculator sees of its node there, ports, counted and by tag, and options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, ConfigError, Contract, Input, Inputs, Outputs, SideInput, register
from backedge.authoring.registration import registry
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

    def process(self) -> None:
        """Nothing to do."""


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


@register("contracts.NamedSides")
class NamedSides(Calculator):
    """Needs the side packets that the config names."""

    first = SideInput[int]("FIRST", optional=True)
    second = SideInput[int]("SECOND", optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require_named_side_packets()


def test_named_side_packets_must_be_given() -> None:
    """A side packet may be left out of the config, but if it is there a run must provide it."""
    text = 'node { calculator: "contracts.NamedSides" input_side_packet: "FIRST:a" }'
    assert CalculatorGraph(text).plan.required_side_packets == {"a": "contracts.NamedSides"}
    assert CalculatorGraph('node { calculator: "contracts.NamedSides" }').plan.required_side_packets == {}


@register("contracts.Either")
class Either(Calculator):
    """Takes X as a stream or as a side packet."""

    stream = Input[int]("X", optional=True)
    side = SideInput[int]("X", optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require_stream_or_side_packet("X")

    def process(self) -> None:
        """Nothing to do."""


def test_a_stream_or_a_side_packet() -> None:
    """A tag is accepted as a stream or a side packet; both or neither is refused, and the tag is named."""
    stream, side = 'input_stream: "X:a"', 'input_side_packet: "X:b"'
    for given in (stream, side):
        CalculatorGraph(f'input_stream: "a" node {{ calculator: "contracts.Either" {given} }}')
    for given in ("", stream + side):
        with pytest.raises(ConfigError, match="X must be an input stream or an input side packet"):
            CalculatorGraph(f'input_stream: "a" node {{ calculator: "contracts.Either" {given} }}')
