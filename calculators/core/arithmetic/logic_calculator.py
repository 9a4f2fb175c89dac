"""LogicCalculator: truth values combined."""

from __future__ import annotations

import operator
from collections.abc import Callable
from enum import IntEnum
from functools import reduce
from typing import Final

from backedge.authoring import Calculator, Inputs, Output, SideInputs, register
from backedge.protos import Message, field


class LogicOperation(IntEnum):
    """The ways to combine: whether all, any, or an odd number of values are true."""

    AND = 0
    OR = 1
    XOR = 2


_OPERATIONS: Final[dict[LogicOperation, Callable[[bool, bool], bool]]] = {
    LogicOperation.AND: operator.and_,
    LogicOperation.OR: operator.or_,
    LogicOperation.XOR: operator.xor,
}


class LogicCalculatorOptions(Message, name="mediapipe.LogicCalculatorOptions", extension=338731246):
    """Options of LogicCalculator.

    Attributes:
        op: how values are combined.
        negate: whether the opposite is sent.
        input_value: more values.
    """

    Operation = LogicOperation

    op: LogicOperation = field(1)
    negate: bool = field(2)
    input_value: tuple[bool, ...] = field(3)


@register
class LogicCalculator(Calculator):
    """Combines truth values. All inputs need a packet at the same timestamp.

    Inputs:
        untagged, any number: bool.
    Side packets:
        untagged, any number: bool.
    Outputs:
        untagged: bool.
    Options:
        LogicCalculatorOptions

    Example::

        node {
          calculator: "LogicCalculator"
          input_stream: "has_hands"
          input_stream: "has_face"
          output_stream: "has_both"
          options {
            [mediapipe.LogicCalculatorOptions.ext] { op: AND }
          }
        }
    """

    lightweight = True

    values = Inputs[bool](minimum=1)
    side_values = SideInputs[bool]()
    result = Output[bool]()

    options: LogicCalculatorOptions

    def open(self) -> None:
        self._combine = _OPERATIONS[self.options.op]
        known = (*self.options.input_value, *(port.value for port in self.side_values))
        self._known = reduce(self._combine, known, self.options.op is LogicOperation.AND)

    def process(self) -> None:
        result = reduce(self._combine, (port.value for port in self.values), self._known)
        self.result.send(result != self.options.negate)
