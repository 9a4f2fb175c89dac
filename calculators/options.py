"""From the options of a node to those of the numerics it runs."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, TypeVar

from backedge.protos import Message

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def plain_options(message: Message, cls: type[T], **values: Any) -> T:
    """An instance of the dataclass `cls` with the fields of the same names in `message`.

    Args:
        message: the options of the node.
        cls: the options of the numerics.
        values: fields that `message` has in another form.

    Raises:
        ConfigError: `cls` refuses the values.
    """
    for field in dataclasses.fields(cls):
        if field.name not in values:
            values[field.name] = getattr(message, field.name)
    return cls(**values)
