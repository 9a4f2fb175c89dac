"""The message types of blocks: what fields a place in a text can have."""

from __future__ import annotations

import inspect
import re
from typing import Any, Final

from backedge.authoring.port_cover import remembered
from backedge.config import GraphConfig
from backedge.errors import RegistrationError
from backedge.protos.field_types import MessageType, Raw
from backedge.protos.message_registry import REGISTRY
from backedge.protos.message_schema import FieldSchema, MessageSchema
from backedge.tools.language.syntax import Braces, Entry
from backedge.tools.listing.calculator_details import documentation

_SECTION: Final = re.compile(r"^(?:Attributes|Args):\n((?:[ \t]+.*\n|\n)*)", re.MULTILINE)
_ITEM: Final = re.compile(r"^(\w+(?:, \w+)*): (.*)")


def schema_of(block: Braces) -> MessageSchema | None:
    """The type of the message that a block holds; None where the text does not say."""
    if block.owner is None:
        return REGISTRY.schema(GraphConfig)
    if block.owner.name.startswith("["):
        return named_schema(block.owner.name)
    field = field_of(block.owner)
    try:
        match field and field.kind:
            case MessageType(cls):
                return REGISTRY.schema(cls)
            case Raw(name):
                return REGISTRY.find_schema(name)
    except RegistrationError:  # told when its calculator is used
        return None
    return None


def field_of(entry: Entry) -> FieldSchema | None:
    """The field that an entry sets; None if there is no such."""
    schema = schema_of(entry.around)
    return None if schema is None else schema.by_name.get(entry.name)


def named_schema(bracketed: str) -> MessageSchema | None:
    """The type that ``[type.googleapis.com/a.B]`` or ``[a.B.ext]`` names; None if there is none."""
    name = bracketed.strip("[]")
    name = name.rpartition("/")[2] if "/" in name else name.removesuffix(".ext")
    try:
        return REGISTRY.find_schema(name)
    except RegistrationError:  # told when its calculator is used
        return None


@remembered
def field_descriptions(cls: type[Any]) -> dict[str, str]:
    """What the docstring of a class says of its attributes, by their names."""
    found: dict[str, str] = {}
    for section in _SECTION.findall(f"{documentation(cls)}\n"):
        names: list[str] = []
        for line in inspect.cleandoc(section).splitlines():
            if item := _ITEM.match(line):
                names = item[1].split(", ")
                found.update(dict.fromkeys(names, item[2]))
            elif line.strip():
                found.update((name, f"{found[name]} {line.strip()}") for name in names)
    return found


def describe_field(schema: MessageSchema, field: FieldSchema) -> str:
    """What the author of a message says of one of its fields; "" if nothing."""
    return field_descriptions(schema.cls).get(field.attribute, "")
