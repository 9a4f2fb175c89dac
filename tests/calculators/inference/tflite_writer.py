"""Small .tflite files, made for a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import flatbuffers
from flatbuffers import flexbuffers

RELU: Final = 19
"""The code of an operator that has no options."""
CUSTOM: Final = 32


@dataclass(frozen=True)
class Op:
    """An operator: its code or its name, the tensors that it takes and makes by number, and what else is said of it."""

    kind: int | str
    inputs: Sequence[int]
    outputs: Sequence[int]
    options: Any = None
    version: int = 2


def tflite(
    tensors: Sequence[Sequence[int]], operators: Sequence[Op], inputs: Sequence[int], outputs: Sequence[int]
) -> bytes:
    """The content of a file with tensors of these shapes (float32) and operators."""
    builder = flatbuffers.Builder(1024)
    kinds = [_kind(builder, operator) for operator in operators]
    names = [builder.CreateString(f"tensor {number}") for number in range(len(tensors))]
    shapes = [_numbers(builder, shape) for shape in tensors]
    made = [_table(builder, {0: shape, 3: name}) for shape, name in zip(shapes, names, strict=True)]
    nodes = [_operator(builder, number, operator) for number, operator in enumerate(operators)]
    fields = (_vector(builder, made), _numbers(builder, inputs), _numbers(builder, outputs), _vector(builder, nodes))
    graph = _table(builder, dict(enumerate(fields)))
    vectors = {1: _vector(builder, kinds), 2: _vector(builder, [graph]), 4: _vector(builder, [_table(builder, {})])}
    builder.Finish(_table(builder, vectors, {0: 3}), file_identifier=b"TFL3")
    return bytes(builder.Output())


def _kind(builder: Any, operator: Op) -> int:
    if isinstance(operator.kind, int):
        return _table(builder, {}, {2: 1, 3: operator.kind}, code=operator.kind)
    name = builder.CreateString(operator.kind)
    return _table(builder, {1: name}, {2: operator.version, 3: CUSTOM}, code=CUSTOM)


def _operator(builder: Any, number: int, operator: Op) -> int:
    fields = {1: _numbers(builder, operator.inputs), 2: _numbers(builder, operator.outputs)}
    if operator.options is not None:
        stored = operator.options if isinstance(operator.options, bytes) else flexbuffers.Dumps(operator.options)
        fields[5] = builder.CreateByteVector(bytes(stored))
    return _table(builder, fields, {0: number})


def _table(builder: Any, offsets: dict[int, int], numbers: dict[int, int] | None = None, code: int = 0) -> int:
    builder.StartObject(8)
    for field, place in offsets.items():
        builder.PrependUOffsetTRelativeSlot(field, place, 0)
    for field, value in (numbers or {}).items():
        builder.PrependInt32Slot(field, value, 0)
    builder.PrependInt8Slot(0, code, 0)
    table: int = builder.EndObject()
    return table


def _numbers(builder: Any, numbers: Sequence[int]) -> int:
    builder.StartVector(4, len(numbers), 4)
    for number in reversed(numbers):
        builder.PrependInt32(number)
    vector: int = builder.EndVector()
    return vector


def _vector(builder: Any, places: Sequence[int]) -> int:
    builder.StartVector(4, len(places), 4)
    for place in reversed(places):
        builder.PrependUOffsetTRelative(place)
    vector: int = builder.EndVector()
    return vector
