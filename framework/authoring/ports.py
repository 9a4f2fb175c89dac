"""Ports: how a calculator names, types, reads and writes its streams and side packets.

A port is declared once, as a class attribute, and that declaration is what the validator, the type checker and the
documentation read::

    class ThresholdingCalculator(Calculator):
        score = Input[float]("FLOAT")
        flag = Output[bool]("FLAG")

When a graph is built each node gets its own copies, bound to its streams, under the same names: ``self.score.value``.
The argument is MediaPipe's tag-index: ``"TAG"``, ``"TAG:1"``, ``":1"`` or ``""`` (the first untagged port). The plural
forms (`Inputs`, …) take every port of their tag, however many the config has.
"""

from backedge.authoring.port import Port
from backedge.authoring.port_groups import Inputs, Outputs, PortGroup, SideInputs, SideOutputs
from backedge.authoring.side_ports import SideInput, SideOutbox, SideOutput, provide, side_outbox_of
from backedge.authoring.stream_ports import Bounded, Input, Outbox, Output, outbox_of

__all__ = [
    "Bounded",
    "Input",
    "Inputs",
    "Outbox",
    "Output",
    "Outputs",
    "Port",
    "PortGroup",
    "SideInput",
    "SideInputs",
    "SideOutbox",
    "SideOutput",
    "SideOutputs",
    "outbox_of",
    "provide",
    "side_outbox_of",
]
