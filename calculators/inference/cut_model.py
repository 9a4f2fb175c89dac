"""Models cut at the operators that no engine has: parts that are models themselves, and what is computed between them.

A part is written without touching the tables of the file that it comes from: a new head, which names other operators,
inputs and outputs, goes before the whole old file and refers into it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, TypeAlias

import flatbuffers
import numpy as np
from numpy.typing import NDArray

from backedge.calculators.inference.flat_tables import Table
from backedge.calculators.inference.known_operators import KNOWN_OPERATORS, SHARING, Operation, make_operation
from backedge.calculators.inference.model import TensorInfo
from backedge.calculators.inference.tflite_file import IDENTIFIER
from backedge.calculators.inference.tflite_graph import Operator, TfliteGraph

_ALIGNMENT: Final = 16
"""Of the tensors in a .tflite file, in bytes."""

Values: TypeAlias = dict[int, NDArray[Any]]
"""Tensors of a whole model, by number."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a model that an engine can run.

    Attributes:
        content: a .tflite file's.
        inputs, outputs: which tensors of the whole model its own are, in their order.
    """

    content: bytes
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """What is computed between parts.

    Attributes:
        operation: makes its outputs from its inputs.
        inputs, outputs: which tensors of the whole model these are.
    """

    operation: Operation
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]

    def run(self, values: Values) -> None:
        """Compute the outputs from tensors of the model."""
        made = self.operation(*(values[number] for number in self.inputs))
        values.update(zip(self.outputs, made, strict=True))


@dataclass(frozen=True, slots=True)
class CutGraph:
    """A model in steps.

    Attributes:
        steps: in the order in which they run.
        inputs, outputs: the model's tensors, by number.
        own_inputs: those inputs that exactly one part takes, and nothing else.
        kept: the other inputs, and outputs that are made between parts.
    """

    steps: tuple[Part | Between, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    own_inputs: AbstractSet[int]
    kept: Mapping[int, TensorInfo]


def cut(content: bytes) -> CutGraph:
    """Cut a model at the operators that are computed here.

    Args:
        content: of a .tflite file in which every offset leads to a place inside, see `check_tflite`.

    Raises:
        ValueError: the model is damaged, or an operator between parts is not as it should be.
    """
    graph = TfliteGraph(content)
    levels = _Levels(graph)
    steps: list[Part | Between] = []
    for level, operators in sorted(levels.operators.items()):
        steps.extend(_between(graph, operators) if level % 2 else _parts(graph, operators, levels))
    users = Counter(number for step in steps for number in step.inputs)
    parts = [step for step in steps if isinstance(step, Part)]
    own_inputs = {number for part in parts for number in part.inputs if number in graph.inputs and users[number] == 1}
    own = own_inputs.union(*(part.outputs for part in parts))
    kept = {number: graph.tensor(number) for number in (*graph.inputs, *graph.outputs) if number not in own}
    return CutGraph(tuple(steps), graph.inputs, graph.outputs, own_inputs, kept)


class _Levels:
    """The step that each operator belongs to: even numbers are parts, odd ones are between them.

    Some operators only make tensors out of constants, such as weights of higher precision. They belong to no step: each
    part has its own of them.

    Attributes:
        operators: by step, in the order in which they run.
        of_tensor: the step that makes a tensor; none for constants.
    """

    def __init__(self, graph: TfliteGraph) -> None:
        self._graph = graph
        self.of_tensor = dict.fromkeys(graph.inputs, 0)
        self.operators: dict[int, list[Operator]] = {}
        self._makers: dict[int, Operator] = {}
        for operator in graph.operators:
            before = [self.of_tensor[number] for number in operator.inputs if number in self.of_tensor]
            if operator.custom is not None and operator.custom in KNOWN_OPERATORS:
                if len(before) < len(operator.inputs):
                    raise ValueError(
                        f"operator {operator.custom.name}: it takes a constant, expected what the model computes"
                    )
                self._enter(operator, max(before, default=0) | 1)
            elif before:
                self._enter(operator, max(before) + max(before) % 2)
            else:
                self._makers.update(dict.fromkeys(operator.outputs, operator))
        if set(graph.outputs) - self.of_tensor.keys() | set(graph.outputs) & set(graph.inputs):
            raise ValueError("it has an output that no operator computes")

    def _enter(self, operator: Operator, level: int) -> None:
        self.operators.setdefault(level, []).append(operator)
        self.of_tensor.update(dict.fromkeys(operator.outputs, level))

    def with_constants(self, operators: list[Operator]) -> list[Operator]:
        """The operators and those that make constants for them, in the order in which they run."""
        wanted = set(operators)
        waiting = list(operators)
        while waiting:
            for number in waiting.pop().inputs:
                maker = self._makers.get(number)
                if maker is not None and maker not in wanted:
                    wanted.add(maker)
                    waiting.append(maker)
        return [operator for operator in self._graph.operators if operator in wanted]


def _between(graph: TfliteGraph, operators: list[Operator]) -> Iterator[Between]:
    """The steps that compute operators; one for several that can be computed together, if they follow each other."""

    def shared(operator: Operator) -> object:
        return (operator.custom, operator.options, operator.inputs[:1]) if operator.custom in SHARING else operator

    for _, group in groupby(operators, shared):
        first, *others = (_step(graph, operator) for operator in group)
        inputs = [number for step in others for number in step.inputs[1:]]
        outputs = [number for step in others for number in step.outputs]
        yield Between(first.operation, (*first.inputs, *inputs), (*first.outputs, *outputs))


def _step(graph: TfliteGraph, operator: Operator) -> Between:
    assert operator.custom is not None
    if len(operator.outputs) != 1:
        raise ValueError(f"operator {operator.custom.name}: it has {len(operator.outputs)} outputs, expected 1")
    *shapes, shape = (graph.tensor(number).shape for number in (*operator.inputs, *operator.outputs))
    operation = make_operation(operator.custom, operator.options, shapes, shape)
    return Between(operation, operator.inputs, operator.outputs)


def _parts(graph: TfliteGraph, operators: list[Operator], levels: _Levels) -> Iterator[Part]:
    """The part that has the operators; none where nothing of what they make is used."""
    inside = set(operators)
    used = set(graph.outputs)
    used.update(number for other in graph.operators if other not in inside for number in other.inputs)
    made = [number for operator in operators for number in operator.outputs]
    taken = [number for operator in operators for number in operator.inputs if number in levels.of_tensor]
    inputs = tuple(dict.fromkeys(number for number in taken if number not in set(made)))
    outputs = tuple(number for number in made if number in used)
    if outputs:
        yield Part(_write(graph, levels.with_constants(operators), inputs, outputs), inputs, outputs)


def _write(graph: TfliteGraph, operators: Sequence[Operator], inputs: Sequence[int], outputs: Sequence[int]) -> bytes:
    """A .tflite file with some of a graph's operators, and other inputs and outputs."""
    old = graph.content + bytes(-len(graph.content) % _ALIGNMENT)
    # A builder writes from the end to the beginning, and counts from the end.
    builder = flatbuffers.Builder(len(old) + 4 * len(operators) + 1024)
    builder.Prep(_ALIGNMENT, 0)
    builder.CreateByteVector(old)

    def kept(table: Table, field: int) -> int:
        position = table.target(field)
        return len(old) - position if position else 0

    input_vector, output_vector = (builder.CreateNumpyVector(np.array(each, np.int32)) for each in (inputs, outputs))
    operator_vector = _offsets(builder, [len(old) - operator.position for operator in operators])
    builder.StartObject(4)
    for field, place in enumerate((kept(graph.table, 0), input_vector, output_vector, operator_vector)):
        builder.PrependUOffsetTRelativeSlot(field, place, 0)
    first = builder.EndObject()
    others = [len(old) - table.position for table in graph.model.tables(2)[1:]]
    graphs = _offsets(builder, [first, *others])
    builder.StartObject(7)
    builder.PrependUint32Slot(0, graph.model.number(0, "<I"), 0)
    builder.PrependUOffsetTRelativeSlot(2, graphs, 0)
    for field in (1, 4, 6):  # kinds of operators, buffers, metadata
        builder.PrependUOffsetTRelativeSlot(field, kept(graph.model, field), 0)
    builder.Finish(builder.EndObject(), file_identifier=IDENTIFIER)
    return bytes(builder.Output())


def _offsets(builder: flatbuffers.Builder, places: Sequence[int]) -> int:
    """A vector of offsets that lead to some places."""
    builder.StartVector(4, len(places), 4)
    for place in reversed(places):
        builder.PrependUOffsetTRelative(place)
    vector: int = builder.EndVector()
    return vector
