"""GateCalculator: lets packets through or drops them."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from backedge.authoring import Calculator, Contract, Input, Inputs, Output, Outputs, SideInput, register
from backedge.packet import EMPTY
from backedge.protos import Message, field


class GateState(IntEnum):
    """A gate's last decision."""

    UNSPECIFIED = 0
    GATE_UNINITIALIZED = 1
    GATE_ALLOW = 2
    GATE_DISALLOW = 3


class GateCalculatorOptions(Message, name="mediapipe.GateCalculatorOptions", extension=261754847):
    """Options of GateCalculator.

    Attributes:
        empty_packets_as_allow: let packets through where ALLOW or DISALLOW has no packet.
        allow: what to do where neither ALLOW nor DISALLOW is connected.
        initial_gate_state: the state that the first decision is compared with for STATE_CHANGE.
    """

    empty_packets_as_allow: bool = field(1)
    allow: bool = field(2)
    initial_gate_state: GateState = field(3, default=GateState.GATE_UNINITIALIZED)


@register("GateCalculator", "Gate")
class GateCalculator(Calculator):
    """Passes its data packets on while a control input says so.

    Inputs:
        untagged, any number: any type; the data.
        ALLOW: bool, or DISALLOW: bool; the control. Without a packet there, data is dropped.
    Side packets:
        ALLOW: bool, or DISALLOW: bool; instead of the control stream. A gate that a side packet closes ends its
            outputs.
    Outputs:
        untagged, as many as inputs: the data.
        STATE_CHANGE: bool, optional; True when the gate opens and False when it closes.
    Options:
        GateCalculatorOptions

    Example::

        node {
          calculator: "GateCalculator"
          input_stream: "image"
          input_stream: "DISALLOW:has_enough_hands"
          output_stream: "palm_detection_image"
          options {
            [mediapipe.GateCalculatorOptions.ext] { empty_packets_as_allow: true }
          }
        }
    """

    lightweight = True

    data = Inputs[Any]()
    allow = Input[bool]("ALLOW", optional=True)
    disallow = Input[bool]("DISALLOW", optional=True)
    allow_always = SideInput[bool]("ALLOW", optional=True)
    disallow_always = SideInput[bool]("DISALLOW", optional=True)
    outputs = Outputs[Any](same_as=data)
    state_change = Output[bool]("STATE_CHANGE", optional=True)

    options: GateCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        controls = [
            tag
            for ports in (contract.inputs, contract.input_side_packets)
            for tag in ("ALLOW", "DISALLOW")
            if tag in ports
        ]
        contract.require(
            len(controls) <= 1, "only one of ALLOW and DISALLOW, as a stream or as a side packet, can control it"
        )
        contract.require_as_many(contract.inputs.count(), "data inputs", contract.outputs.count(), "data outputs")

    def open(self) -> None:
        state = self.options.initial_gate_state
        self._allowed = {GateState.GATE_ALLOW: True, GateState.GATE_DISALLOW: False}.get(state)
        self._has_state = state != GateState.GATE_UNINITIALIZED
        self._pairs = tuple(zip(self.data, self.outputs, strict=True))
        for source, target in self._pairs:
            target.set_header(source.header)
        self._fixed: bool | None = None
        self._for_good = self.allow_always.connected or self.disallow_always.connected
        if self.allow_always.connected:
            self._fixed = self.allow_always.value
        elif self.disallow_always.connected:
            self._fixed = not self.disallow_always.value
        elif not (self.allow.connected or self.disallow.connected):
            self._fixed = self.options.allow

    def process(self) -> None:
        allow = self._decide()
        if allow != self._allowed:
            if self._has_state:
                self.state_change.send(allow)
            self._allowed, self._has_state = allow, True
        if allow:
            for source, target in self._pairs:
                target.forward(source)
        elif self._for_good:
            # Downstream need not wait for what will never come, nor buffer what it would wait with.
            for target in self.outputs:
                target.close()

    def _decide(self) -> bool:
        if self._fixed is not None:
            return self._fixed
        allow, disallow = self.allow.packet.value, self.disallow.packet.value
        if allow is not EMPTY:
            return bool(allow)
        return self.options.empty_packets_as_allow if disallow is EMPTY else not disallow
