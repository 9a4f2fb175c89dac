"""Messages of graph templates: configs with expressions that a node's options fill in."""

from __future__ import annotations

import builtins
from enum import IntEnum

from backedge.config.graph import GraphConfig
from backedge.protos import Double, Message, field

__all__ = [
    "CalculatorGraphTemplate",
    "TemplateArgument",
    "TemplateDict",
    "TemplateExpression",
    "TemplateFieldType",
    "TemplateParameter",
    "TemplateSubgraphOptions",
]


class TemplateFieldType(IntEnum):
    """Type of a field that a template writes: protobuf's ``FieldDescriptorProto.Type``, with a zero."""

    TYPE_INVALID = 0
    TYPE_DOUBLE = 1
    TYPE_FLOAT = 2
    TYPE_INT64 = 3
    TYPE_UINT64 = 4
    TYPE_INT32 = 5
    TYPE_FIXED64 = 6
    TYPE_FIXED32 = 7
    TYPE_BOOL = 8
    TYPE_STRING = 9
    TYPE_GROUP = 10
    TYPE_MESSAGE = 11
    TYPE_BYTES = 12
    TYPE_UINT32 = 13
    TYPE_ENUM = 14
    TYPE_SFIXED32 = 15
    TYPE_SFIXED64 = 16
    TYPE_SINT32 = 17
    TYPE_SINT64 = 18


class TemplateExpression(Message, name="mediapipe.TemplateExpression"):
    """A rule: an expression, and the field path where its value goes."""

    param: str | None = field(1)
    op: str | None = field(2)
    arg: tuple[TemplateExpression, ...] = field(3)
    path: str | None = field(4)
    field_type: TemplateFieldType | None = field(5)
    key_type: tuple[TemplateFieldType, ...] = field(6)
    field_value: str | None = field(7)


class CalculatorGraphTemplate(Message, name="mediapipe.CalculatorGraphTemplate"):
    """A graph config and the rules that complete it."""

    config: GraphConfig = field(1)
    rule: tuple[TemplateExpression, ...] = field(2)


class TemplateArgument(Message, name="mediapipe.TemplateArgument"):
    """A string, a number, a dict or a list."""

    str: builtins.str | None = field(1, oneof="param_value")
    num: Double | None = field(2, oneof="param_value")
    dict: TemplateDict | None = field(3, oneof="param_value")
    element: tuple[TemplateArgument, ...] = field(4)


class TemplateParameter(Message, name="mediapipe.TemplateDict.Parameter"):
    """An entry of a dict."""

    key: str = field(1)
    value: TemplateArgument | None = field(2)


class TemplateDict(Message, name="mediapipe.TemplateDict"):
    """Arguments by name."""

    arg: tuple[TemplateParameter, ...] = field(1)


class TemplateSubgraphOptions(Message, name="mediapipe.TemplateSubgraphOptions", extension=172998261):
    """Arguments that a node gives to the template it stands for."""

    dict: TemplateDict | None = field(1)
