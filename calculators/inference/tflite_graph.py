"""The operators of a .tflite file, and the tensors between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from backedge.calculators.inference.flat_tables import Table, root
from backedge.calculators.inference.model import TensorInfo
from backedge.calculators.inference.tflite_file import IDENTIFIER

_CUSTOM: Final = 32
"""The code of operators that are known by a name."""
_FLOAT32: Final = 0
"""The code of this type of a tensor's elements."""


@dataclass(frozen=True, slots=True)
class CustomName:
    """The name and version of an operator that TensorFlow Lite does not define."""

    name: str
    version: int


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator of a model.

    Attributes:
        position: where in the file its table is.
        custom: its name, or None if TensorFlow Lite defines it.
        inputs, outputs: numbers of tensors; an input that is left out is not among them.
        options: of a custom operator, as stored.
    """

    position: int
    custom: CustomName | None
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: bytes


def custom_names(content: bytes) -> set[CustomName]:
    """The custom operators that a file lists among its kinds of operators; none if it is not a .tflite file.

    Raises:
        ValueError: the list is not inside the file.
    """
    if content[4:8] != IDENTIFIER:
        return set()
    return {name for name in map(_custom_name, root(content).tables(1)) if name is not None}


def _custom_name(operator_code: Table) -> CustomName | None:
    """The name of a kind of operators; None if TensorFlow Lite defines it."""
    # Old files have the code in the first field, which has only 8 bits.
    if max(operator_code.number(0, "<b"), operator_code.number(3, "<i")) != _CUSTOM:
        return None
    return CustomName(operator_code.data(1).decode(errors="replace"), operator_code.number(2, "<i", default=1))


class TfliteGraph:
    """The first graph of a model, which is the one that runs.

    Args:
        content: of a .tflite file in which every offset leads to a place inside, see `check_tflite`.

    Attributes:
        content: the same.
        model: the file's first table.
        table: the graph's table.
        operators: in the order in which they run.
        inputs, outputs: the model's tensors, by number.

    Raises:
        ValueError: the file has no graph, or the graph refers to tensors or operators that it does not have.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.model = root(content)
        graphs = self.model.tables(2)
        if not graphs:
            raise ValueError("it has no graph")
        self.table = graphs[0]
        self._tensors = self.table.tables(0)
        codes = [_custom_name(code) for code in self.model.tables(1)]
        self.operators = tuple(self._operator(table, codes) for table in self.table.tables(3))
        self.inputs = self._numbers(self.table, 1)
        self.outputs = self._numbers(self.table, 2)

    def _operator(self, table: Table, codes: list[CustomName | None]) -> Operator:
        code = table.number(0, "<I")
        if code >= len(codes):
            raise ValueError(f"it has {len(codes)} kinds of operators and refers to number {code}")
        return Operator(table.position, codes[code], self._numbers(table, 1), self._numbers(table, 2), table.data(5))

    def _numbers(self, table: Table, field: int) -> tuple[int, ...]:
        """The tensors that a field names."""
        numbers = tuple(number for number in table.numbers(field) if number != -1)
        for number in numbers:
            if not 0 <= number < len(self._tensors):
                raise ValueError(f"it has {len(self._tensors)} tensors and refers to number {number}")
        return numbers

    def tensor(self, number: int) -> TensorInfo:
        """Name and shape of a tensor.

        Raises:
            ValueError: its elements are not float32.
        """
        table = self._tensors[number]
        if table.number(1, "<b") != _FLOAT32:
            raise ValueError(f"tensor {number} is not of type float32")
        return TensorInfo(table.data(3).decode(errors="replace"), table.numbers(0), np.dtype(np.float32))
