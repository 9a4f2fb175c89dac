"""Paths of fields within serialized messages.

A path such as ``/1[0]/3[2]`` leads to value 2 of field 3 of value 0 of field 1; ``/9[@1=key]`` leads to the entry of
the map 9 whose key, its field 1, is ``key``. Rules: MediaPipe ``framework/tool/proto_util_lite.cc``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backedge.config.parser import MAX_DEPTH
from backedge.templates.template_messages import TemplateFieldType as FieldType
from backedge.templates.wire import Record, WireError, read_records, wire_type, write_record, write_value

_STEP: Final = re.compile(r"/?([0-9]+)\[(?:([0-9]+)|@([0-9]+)=([^\]]*))\]")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a path.

    Attributes:
        number: the field's number.
        index: which of its values.
        key: of a map's entry, in place of the index: number of its key's field, and the key as it is written.
    """

    number: int
    index: int
    key: tuple[int, bytes] | None = None


def parse_path(text: str, key_types: Sequence[FieldType]) -> tuple[Step, ...]:
    """Parse the steps of a path, whose keys are of the types `key_types`.

    Raises:
        WireError: `text` is not a path.
        MismatchError: a key is not of its type.
    """
    steps: list[Step] = []
    types = iter(key_types)
    end = 0
    while end < len(text):
        match = _STEP.match(text, end)
        if match is None:
            raise WireError(f'"{text}" is no path of a field')
        number, index, key_number, key = match.groups()
        at = (int(key_number), write_value(key, next(types, FieldType.TYPE_STRING))) if key_number else None
        steps.append(Step(int(number), int(index or 0), at))
        if len(steps) > MAX_DEPTH:
            raise WireError(f"a path leads more than {MAX_DEPTH} messages deep")
        end = match.end()
    return tuple(steps)


def find_value(message: bytes, path: Sequence[Step]) -> bytes:
    """Find the value at the end of a path.

    Raises:
        WireError: the path leads nowhere.
    """
    for step in path:
        values, index = _values(message, step)
        message = values[index]
    return message


def replace_value(message: bytes, path: Sequence[Step], field_type: FieldType, new: Sequence[bytes]) -> bytes:
    """Put `new` in place of the value at the end of a path in `message`.

    Raises:
        WireError: the path leads nowhere.
    """
    step, rest = path[0], path[1:]
    values, index = _values(message, step)
    if rest:
        values[index] = replace_value(values[index], rest, field_type, new)
    else:
        values[index : index + 1] = new
    return _with_values(message, step.number, FieldType.TYPE_MESSAGE if rest else field_type, values)


def set_values(message: bytes, path: Sequence[Step], field_type: FieldType, new: Sequence[bytes]) -> bytes:
    """Put `new` as the values of the field that a path in `message` leads to, which has none yet.

    Raises:
        WireError: it has, or the path leads nowhere.
    """
    step, rest = path[0], path[1:]
    if rest:
        changed = set_values(find_value(message, path[:1]), rest, field_type, new)
        return replace_value(message, path[:1], FieldType.TYPE_MESSAGE, [changed])
    if any(record.number == step.number for record in read_records(message)):
        raise WireError(f"field {step.number} holds one value, and has one already")
    return _with_values(message, step.number, field_type, new)


def _with_values(message: bytes, number: int, field_type: FieldType, values: Sequence[bytes]) -> bytes:
    others = [record for record in read_records(message) if record.number != number]
    own = [Record(number, wire_type(field_type), value) for value in values]
    return b"".join(map(write_record, others + own))


def _values(message: bytes, step: Step) -> tuple[list[bytes], int]:
    """Return the values of a step's field, and which of them is meant."""
    values = [record.data for record in read_records(message) if record.number == step.number]
    if step.key is None:
        if step.index >= len(values):
            raise WireError(f"field {step.number} has no value {step.index}")
        return values, step.index
    for index, entry in enumerate(values):
        if any((record.number, record.data) == step.key for record in read_records(entry)):
            return values, index
    raise WireError(f"field {step.number} has no entry {step.key[1]!r}")
