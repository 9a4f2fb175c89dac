"""MatrixSubtractCalculator: the difference between matrices and a constant one."""

from __future__ import annotations

from typing import TypeAlias

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.calculators.core.matrix import Matrix
from backedge.errors import GraphError

_Port: TypeAlias = Input[Matrix] | SideInput[Matrix]


@register
class MatrixSubtractCalculator(Calculator):
    """Sends minuend - subtrahend; one of them is a stream, the other a side packet.

    Inputs:
        MINUEND or SUBTRAHEND: matrix.
    Side packets:
        SUBTRAHEND or MINUEND, the other one: matrix of the same shape.
    Outputs:
        untagged: matrix of the same shape.

    Example::

        node {
          calculator: "MatrixSubtractCalculator"
          input_stream: "MINUEND:samples"
          input_side_packet: "SUBTRAHEND:mean"
          output_stream: "samples_around_zero"
        }
    """

    lightweight = True

    minuend = Input[Matrix]("MINUEND", optional=True)
    subtrahend = Input[Matrix]("SUBTRAHEND", optional=True)
    minuend_side = SideInput[Matrix]("MINUEND", optional=True)
    subtrahend_side = SideInput[Matrix]("SUBTRAHEND", optional=True)
    difference = Output[Matrix]()

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        streams = {port.tag for port in contract.inputs}
        side_packets = {port.tag for port in contract.input_side_packets}
        contract.require(
            len(streams) == 1 and side_packets == {"MINUEND", "SUBTRAHEND"} - streams,
            "one of MINUEND and SUBTRAHEND must be an input stream and the other an input side packet",
        )

    def open(self) -> None:
        self._minuend: _Port = self.minuend if self.minuend.connected else self.minuend_side
        self._subtrahend: _Port = self.subtrahend if self.subtrahend.connected else self.subtrahend_side

    def process(self) -> None:
        minuend, subtrahend = self._minuend.value, self._subtrahend.value
        if minuend.shape != subtrahend.shape:
            raise GraphError(f"minuend {minuend.shape} and subtrahend {subtrahend.shape} must have the same shape")
        self.difference.send(minuend - subtrahend)
