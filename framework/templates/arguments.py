"""The messages in which a node passes arguments to a template, and the values that they stand for."""

from __future__ import annotations

from collections.abc import Mapping

from backedge.templates.template_messages import TemplateArgument, TemplateDict, TemplateParameter
from backedge.templates.template_values import TemplateValue


def from_dict(arguments: TemplateDict) -> dict[str, TemplateValue]:
    """The arguments by name."""
    return {entry.key: _from_argument(entry.value) if entry.value else [] for entry in arguments.arg}


def to_dict(values: Mapping[str, TemplateValue]) -> TemplateDict:
    """The message that holds `values`."""
    return TemplateDict(arg=tuple(TemplateParameter(key=key, value=_to_argument(values[key])) for key in values))


def _from_argument(argument: TemplateArgument) -> TemplateValue:
    if argument.str is not None:
        return argument.str
    if argument.num is not None:
        return argument.num
    return from_dict(argument.dict) if argument.dict else [_from_argument(item) for item in argument.element]


def _to_argument(value: TemplateValue) -> TemplateArgument:
    if isinstance(value, str):
        return TemplateArgument(str=value)
    if isinstance(value, (int, float)):
        return TemplateArgument(num=float(value))
    if isinstance(value, Mapping):
        return TemplateArgument(dict=to_dict(value))
    return TemplateArgument(element=tuple(map(_to_argument, value)))
