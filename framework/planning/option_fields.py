"""Fields of options by path, such as ``delegate/xnnpack/num_threads`` or ``strides/1``: read them, and write them.

A number stands for one item of the field before it, and a field that is passed through for its first item. What is
passed through has to be there. Rules: MediaPipe ``framework/tool/options_field_util.cc``.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from google.protobuf.descriptor import FieldDescriptor

from backedge.errors import ConfigError, Diagnostic, Location
from backedge.suggest import suggest_or_list

# MediaPipe writes 0 where the types differ. Ours differ more often, as Python has one kind of integer.
_KINDS: Final = {
    **dict.fromkeys((FieldDescriptor.CPPTYPE_INT32, FieldDescriptor.CPPTYPE_INT64), "an integer"),
    **dict.fromkeys((FieldDescriptor.CPPTYPE_UINT32, FieldDescriptor.CPPTYPE_UINT64), "an integer"),
    **dict.fromkeys((FieldDescriptor.CPPTYPE_FLOAT, FieldDescriptor.CPPTYPE_DOUBLE), "a float"),
    FieldDescriptor.CPPTYPE_BOOL: "a bool",
    FieldDescriptor.CPPTYPE_ENUM: "an enum",
}


class Values(NamedTuple):
    """The end of a path: its values, and their kind."""

    kind: str
    values: Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Step:
    """A field on the path; `index` is None where no item of it is named."""

    field: Any
    index: int | None


def read_values(message: Any, path: Sequence[str], location: Location | None) -> Values:
    """Read the values at the end of `path`: none if not set, several of a repeated field; `message` at an empty path.

    Raises:
        ConfigError: the path leads nowhere.
    """
    if not path:
        return Values(message.DESCRIPTOR.full_name, [message])
    holder, last = _follow(message, path, location)
    values = _values(holder, last.field)
    return Values(_kind(last.field), values if last.index is None else [_item(values, last, last.index, location)])


def write_values(message: Any, path: Sequence[str], new: Values, location: Location | None) -> None:
    """Put new values in place of those at the end of `path`; messages are merged with those that they replace.

    Raises:
        ConfigError: the path leads nowhere, or to a field that cannot hold the values.
    """
    holder, last = _follow(message, path, location) if path else (message, None)
    kind = _kind(last.field) if last else message.DESCRIPTOR.full_name
    target = "/".join(path) or "the node's options"
    if kind != new.kind:
        raise _error(f"{new.kind} does not fit {target}, which is {kind}", location)
    if last is None:
        if not new.values:
            raise _error(f"there is nothing to put in place of {target}", location)
        message.MergeFrom(new.values[0])
        return
    try:
        _replace(holder, last, new.values, location)
    except ValueError as error:
        raise _error(f"{target} cannot hold {new.values[0]!r}: {error}", location) from error


def _kind(field: Any) -> str:
    if field.message_type is not None:
        return str(field.message_type.full_name)
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return "bytes" if field.type == FieldDescriptor.TYPE_BYTES else "a string"
    return _KINDS[field.cpp_type]


def _replace(holder: Any, step: _Step, values: Sequence[Any], location: Location | None) -> None:
    field, index = step.field, step.index
    old = [copy.deepcopy(value) for value in _values(holder, field)]
    if index is not None:
        _item(old, step, index, location)
    start, stop = (0, len(old)) if index is None else (index, index + 1)
    new = list(values)
    if field.message_type is not None:
        for number, (before, after) in enumerate(zip(old[start:stop], values, strict=False)):
            before.MergeFrom(after)
            new[number] = before
    new = old[:start] + new + old[stop:]
    holder.ClearField(field.name)
    if _is_repeated(field):
        getattr(holder, field.name).extend(new)
    elif field.message_type is not None:
        for value in new:
            getattr(holder, field.name).SetInParent()
            getattr(holder, field.name).MergeFrom(value)
    elif new:
        setattr(holder, field.name, new[-1])


def _follow(message: Any, path: Sequence[str], location: Location | None) -> tuple[Any, _Step]:
    """Find the message that holds the last field of `path`, and that field."""
    *steps, last = _steps(message.DESCRIPTOR, path, location)
    for step in steps:
        message = _item(_values(message, step.field), step, step.index or 0, location)
    return message, last


def _steps(descriptor: Any, path: Sequence[str], location: Location | None) -> list[_Step]:
    steps: list[_Step] = []
    holder = descriptor
    for name in path:
        if name.isdecimal():
            if not steps:
                raise _error(f"{'/'.join(path)} begins with a number", location)
            steps[-1] = dataclasses.replace(steps[-1], index=int(name))
            continue
        if holder is None:
            raise _error(f"{steps[-1].field.name} is no message, and has no field {name}", location)
        if name not in holder.fields_by_name:
            text, known = f"{holder.full_name} has no field {name}", holder.fields_by_name
            raise _error(text, location, suggest_or_list(name, known))
        steps.append(_Step(holder.fields_by_name[name], None))
        holder = steps[-1].field.message_type
    return steps


def _values(message: Any, field: Any) -> list[Any]:
    if _is_repeated(field):
        return list(getattr(message, field.name))
    return [getattr(message, field.name)] if message.HasField(field.name) else []


def _item(values: Sequence[Any], step: _Step, index: int, location: Location | None) -> Any:
    if index < len(values):
        return values[index]
    what = f"has no item {index}" if _is_repeated(step.field) else "is not set"
    raise _error(f"field {step.field.name} of {step.field.containing_type.full_name} {what}", location)


def _is_repeated(field: Any) -> bool:
    # protobuf 6 has a property for it and warns of the label, which is all that protobuf 4 and 5 have.
    repeated = getattr(field, "is_repeated", None)
    return bool(field.label == field.LABEL_REPEATED if repeated is None else repeated)


def _error(text: str, location: Location | None, hint: str = "") -> ConfigError:
    return ConfigError([Diagnostic(text, location, hint)])
