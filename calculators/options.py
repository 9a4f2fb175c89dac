"""From the options of a node to those of the numerics it runs."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, TypeVar

from backedge.errors import ConfigError, Diagnostic
from backedge.protos import Message

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def plain_options(message: Message, cls: type[T]) -> T:
    """An instance of the dataclass `cls` with the fields of the same names in `message`.

    Raises:
        ConfigError: `cls` refuses the values; says where in the graph file the message is.
    """
    try:
        return cls(**{field.name: getattr(message, field.name) for field in dataclasses.fields(cls)})
    except ConfigError as error:
        where = message.location()
        raise ConfigError(Diagnostic(d.message, d.location or where, d.hint) for d in error.diagnostics) from error
