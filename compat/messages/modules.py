"""Modules that look like those that protoc generates."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from backedge.authoring.registration import registry
from backedge.protos import message_class
from backedge.protos.message_registry import REGISTRY
from backedge.protos.pool import POOL


def find_message(module: str, names: Collection[str], name: str, *, extended: bool = False) -> Any:
    """The attribute `name` of a module of messages.

    It is looked up every time, because the pool is made anew where a program defines one of its messages a second time.

    Args:
        module: the module's own name.
        names: the messages in it, of the package ``mediapipe``.
        name: what is asked for.
        extended: whether other messages extend these, so that all must be known before one of these is read.

    Raises:
        AttributeError: it is none of `names`.
    """
    if name not in names:
        raise AttributeError(f"module {module!r} has no attribute {name!r}; it has {', '.join(sorted(names))}")
    full_name = f"mediapipe.{name}"
    if extended or REGISTRY.find(full_name) is None:
        registry.load_plugins()  # some messages are declared by the calculators that use them
    if extended:
        POOL.build_all()
    return message_class(full_name)
