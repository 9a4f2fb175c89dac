"""SidePacketToStreamCalculator: a side packet as a packet of a stream."""

from __future__ import annotations

from typing import Any, Final

from backedge.authoring import Calculator, Contract, Input, Outputs, SideInput, SideInputs, register
from backedge.protos import Int64
from backedge.timestamp import POSTSTREAM, PRESTREAM

_AT_CLOSE: Final = {"AT_PRESTREAM": PRESTREAM, "AT_POSTSTREAM": POSTSTREAM, "AT_ZERO": 0}
_AT_TICKS: Final = ("AT_TICK", "AT_FIRST_TICK")
_TAGS: Final = (*_AT_CLOSE, *_AT_TICKS, "AT_TIMESTAMP")


@register
class SidePacketToStreamCalculator(Calculator):
    """Sends side packets as packets; the tag of the outputs says when.

    Inputs:
        TICK: any type; required with AT_TICK and AT_FIRST_TICK, and with those only.
    Side packets:
        untagged, as many as outputs: any type.
        TIMESTAMP: int; required with AT_TIMESTAMP, and with that only.
    Outputs:
        any number of one of these tags: the type of the side packet.
        AT_PRESTREAM, AT_POSTSTREAM, AT_ZERO: once, before all else, after all else, or at 0.
        AT_TICK: at every packet of TICK.
        AT_FIRST_TICK: at the first packet of TICK.
        AT_TIMESTAMP: once, at side packet TIMESTAMP.

    Example::

        node {
          calculator: "SidePacketToStreamCalculator"
          input_stream: "TICK:image"
          input_side_packet: "camera_matrix"
          output_stream: "AT_TICK:camera_matrix_of_image"
        }
    """

    lightweight = True

    tick = Input[Any]("TICK", optional=True)
    values = SideInputs[Any](minimum=1)
    at_timestamp = SideInput[Int64]("TIMESTAMP", optional=True)
    outputs = Outputs[Any]("*", minimum=1)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        tags = {port.tag for port in contract.outputs}
        tag = next(iter(tags))
        contract.require(len(tags) == 1 and tag in _TAGS, f"all outputs must have one tag, of {', '.join(_TAGS)}")
        ticking, timed = tag in _AT_TICKS, tag == "AT_TIMESTAMP"
        has_tick, has_time = "TICK" in contract.inputs, "TIMESTAMP" in contract.input_side_packets
        contract.require(ticking == has_tick, "input TICK goes with outputs AT_TICK and AT_FIRST_TICK, and needs one")
        contract.require(timed == has_time, "side packet TIMESTAMP goes with outputs AT_TIMESTAMP, and needs one")
        values = [port for port in contract.input_side_packets if not port.tag]
        outputs = list(contract.outputs)
        contract.require_as_many(len(values), "side packets", len(outputs), "outputs")
        for value, output in zip(values, outputs, strict=True):
            output.same_as = value
        contract.require_named_side_packets()

    def open(self) -> None:
        self._tag = self.outputs[0].tag.partition(":")[0]

    def process(self) -> None:
        if not self.tick.connected:
            self.stop()
        if self.outputs[0].is_closed:
            return
        self._send(self.tick.timestamp)
        if self._tag == "AT_FIRST_TICK":
            for output in self.outputs:
                output.close()

    def close(self) -> None:
        if self._tag in _AT_CLOSE:
            self._send(_AT_CLOSE[self._tag])
        elif self.at_timestamp.connected:
            self._send(self.at_timestamp.value)

    def _send(self, timestamp: int) -> None:
        for value, output in zip(self.values, self.outputs, strict=True):
            output.send(value.value, timestamp)
