"""BypassCalculator: stands in for a part of a graph that is switched off."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Contract, Inputs, Outputs, SideInputs, register
from backedge.config import parse_tag_index
from backedge.protos import Message, field
from backedge.timestamp import next_allowed


class BypassCalculatorOptions(Message, name="mediapipe.BypassCalculatorOptions", extension=481259677):
    """Options of BypassCalculator; ports are named ``TAG`` or ``TAG:index``.

    Attributes:
        pass_input_stream: inputs to pass on.
        pass_output_stream: where each of them goes.
    """

    pass_input_stream: tuple[str, ...] = field(1)
    pass_output_stream: tuple[str, ...] = field(2)


@register
class BypassCalculator(Calculator):
    """Drops its inputs, save those that the options pass on, and settles its outputs along with them.

    Inputs:
        any tags, any number: any type.
    Side packets:
        any tags, any number: any type; ignored.
    Outputs:
        any tags, any number: packets only where the options say so.
    Options:
        BypassCalculatorOptions

    Example::

        node {
          calculator: "BypassCalculator"
          input_stream: "IMAGE:image"
          input_stream: "LANDMARKS:hand_landmarks"
          output_stream: "IMAGE:annotated_image"
          output_stream: "GESTURE:gesture"
          options {
            [mediapipe.BypassCalculatorOptions.ext] { pass_input_stream: "IMAGE" pass_output_stream: "IMAGE" }
          }
        }
    """

    lightweight = True

    inputs = Inputs[Any]("*")
    side_inputs = SideInputs[Any]("*")
    outputs = Outputs[Any]("*")

    options: BypassCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        options: BypassCalculatorOptions = contract.options
        sources, targets = len(options.pass_input_stream), len(options.pass_output_stream)
        contract.require_as_many(sources, "pass_input_stream", targets, "pass_output_stream")
        for name_in, name_out in zip(options.pass_input_stream, options.pass_output_stream, strict=True):
            source, target = (
                contract.inputs.find(*parse_tag_index(name_in)),
                contract.outputs.find(*parse_tag_index(name_out)),
            )
            contract.require(source, f'pass_input_stream "{name_in}" is no input stream of the node')
            contract.require(target, f'pass_output_stream "{name_out}" is no output stream of the node')
            if source and target:
                target.same_as = source

    def open(self) -> None:
        inputs = {parse_tag_index(port.tag): port for port in self.inputs}
        outputs = {parse_tag_index(port.tag): port for port in self.outputs}
        self._pairs = [
            (inputs[parse_tag_index(source)], outputs[parse_tag_index(target)])
            for source, target in zip(self.options.pass_input_stream, self.options.pass_output_stream, strict=True)
        ]
        used = [target for _, target in self._pairs]
        self._unused = [port for port in self.outputs if port not in used]

    def process(self) -> None:
        for source, target in self._pairs:
            if source.timestamp == self.timestamp:
                target.send_packet(source.packet)
        for output in self._unused:
            output.set_next_timestamp_bound(max(output.next_timestamp_bound, next_allowed(self.timestamp)))
