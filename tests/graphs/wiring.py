"""What a graph's outputs are made of: calculators, their options, and how they are connected; not their names."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from backedge.authoring.contract import PortContract
from backedge.config import parse_port
from backedge.planning.plan import GraphPlan, NodePlan

_Source: TypeAlias = tuple[NodePlan, str, int]
_WITHOUT_MEANING: Final = re.compile(r"gpu_origin=<[^>]*>, |(, )?gpu_origin=<[^>]*>")
_SAME_TAG: Final = {"IMAGE_CPU": "IMAGE"}


def wiring(plan: GraphPlan) -> dict[str, str]:
    """Describe each output of a graph, by its tag, by all that it is made of.

    A gate for several streams is described as so many gates, and a number that is only checked as the number, which is
    the same.
    """
    return _Wiring(plan).outputs()


class _Wiring:
    def __init__(self, plan: GraphPlan) -> None:
        self._plan = plan
        self._streams: dict[str, _Source] = {}
        self._side_packets: dict[str, _Source] = {}
        for node in plan.nodes:
            for port in node.contract.outputs:
                self._streams[port.name] = (node, port.tag, port.index)
            for port in node.contract.output_side_packets:
                self._side_packets[port.name] = (node, port.tag, port.index)
        given = map(parse_port, (*plan.config.input_stream, *plan.config.input_side_packet))
        self._given = {port.name: f"given {port.tag}" for port in given}
        self._known: dict[tuple[int, str, int], str] = {}

    def outputs(self) -> dict[str, str]:
        config = self._plan.config
        both = ((config.output_stream, self._streams), (config.output_side_packet, self._side_packets))
        ports = [(parse_port(text), sources) for texts, sources in both for text in texts]
        return {f"{port.tag}:{port.index}": self._describe(sources[port.name]) for port, sources in ports}

    def _describe(self, source: _Source) -> str:
        node, tag, index = source
        key = (id(node), tag, index)
        if key in self._known:
            return self._known[key]
        calculator, contract = node.config.calculator, node.contract
        inputs: list[PortContract] = list(contract.inputs)
        if calculator == "GateCalculator" and not tag:
            inputs = [port for port in inputs if port.tag or port.index == index]
            index = 0
        streams = sorted(self._input(node, port, self._streams) for port in inputs)
        side_packets = sorted(self._input(node, port, self._side_packets) for port in contract.input_side_packets)
        if calculator == "BoundedIntSidePacketCalculator" and side_packets:
            return side_packets[0].partition(" from ")[2]
        # Hashes keep descriptions short: each would hold those of all before it.
        made_of = hash((tuple(streams), tuple(side_packets)))
        options = _WITHOUT_MEANING.sub("", str(contract.options))
        self._known[key] = f"{calculator} {tag}:{index} {options} of {made_of}"
        return self._known[key]

    def _input(self, node: NodePlan, port: PortContract, sources: dict[str, _Source]) -> str:
        tag = _SAME_TAG.get(port.tag, port.tag)
        index = 0 if node.config.calculator == "GateCalculator" else port.index
        source = sources.get(port.name)
        if source and (port.tag, port.index) in node.back_edges:
            return f"{tag}:{index} back from {source[0].config.calculator} {source[1]}"
        return f"{tag}:{index} from {self._describe(source) if source else self._given.get(port.name, 'nowhere')}"
