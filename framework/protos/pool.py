"""Protobuf's classes for the registered messages, in a descriptor pool of our own.

Google's wheel fills protobuf's default pool with the same names; an own pool never meets them. Descriptors are built
from the dataclasses when a message is first needed. A pool cannot be changed afterwards: where a class is defined anew,
or a message appears inside one that is built already, everything starts over with a new pool.
"""

from __future__ import annotations

import threading
from typing import Any, Final

from google.protobuf import descriptor_pool, message_factory
from google.protobuf.unknown_fields import UnknownFieldSet

from backedge.errors import RegistrationError
from backedge.protos.descriptors import references, write_file
from backedge.protos.field_types import RawMessage
from backedge.protos.message_registry import REGISTRY, MessageRegistry


class MessagePool:
    """Protobuf classes by full message name."""

    def __init__(self, registry: MessageRegistry) -> None:
        self._registry = registry
        self._lock = threading.RLock()
        self._start_over()

    def message_class(self, name: str) -> type[RawMessage]:
        """Return the protobuf class of the message `name`.

        Raises:
            KeyError: no message has that name.
            RegistrationError: its dataclass, or one it refers to, cannot be a message.
        """
        if name not in self._classes or self._generation != self._registry.generation:
            with self._lock:
                if self._generation != self._registry.generation:
                    self._start_over()
                if self._registry.find(name) is None:
                    raise KeyError(name)
                self._build(self._registry.outermost(name))
        return self._classes[name]

    def extension(self, name: str) -> Any:
        """Return protobuf's descriptor of the extension that the message `name` declares."""
        self.message_class(name)
        return self._pool.FindExtensionByName(f"{name}.ext")

    def build_all(self) -> descriptor_pool.DescriptorPool:
        """Build every message that can be, since binary data may hold any of them; returns protobuf's own pool."""
        for header in self._registry.headers():
            try:
                self.message_class(header.name)
            except RegistrationError:
                # A faulty class says so when it is used; it must not be in the way of graphs that do not use it.
                continue
        return self._pool

    def current(self, message: RawMessage) -> RawMessage:
        """Return `message`, or the same read anew if it was made when some of the messages in it were not known yet."""
        name = message.DESCRIPTOR.full_name
        if isinstance(message, self.message_class(name)) and not len(UnknownFieldSet(message)):
            return message
        self.build_all()
        fresh = self.message_class(name).FromString(message.SerializePartialToString())
        if len(UnknownFieldSet(fresh)):  # which may be of a message that is not imported yet
            self._registry.look_everywhere()
            self.build_all()
            fresh = self.message_class(name).FromString(message.SerializePartialToString())
        return fresh

    def _start_over(self) -> None:
        self._generation = self._registry.generation
        self._pool = descriptor_pool.DescriptorPool()
        self._classes: dict[str, type[RawMessage]] = {}
        self._files: dict[str, str] = {}
        self._neighbours: dict[str, set[str]] = {}

    def _build(self, outermost: str) -> None:
        """Build a message, those inside it, and before them all that they refer to."""
        if outermost in self._files:
            return
        group = self._circle(outermost)
        needed = {name for member in group for name in self._references(member)} - group
        for name in sorted(needed):
            self._build(name)
        file = write_file(self._registry, group, {self._files[name] for name in needed})
        try:
            self._pool.AddSerializedFile(file.SerializeToString())
        except TypeError as error:
            raise RegistrationError(f"protobuf refuses the message {outermost}: {error}") from error
        for member in group:
            self._files[member] = file.name
            for schema in self._registry.family(member):
                descriptor = self._pool.FindMessageTypeByName(schema.name)
                self._classes[schema.name] = message_factory.GetMessageClass(descriptor)

    def _circle(self, outermost: str) -> set[str]:
        """Find all that refer to `outermost` and that it refers to, itself too: files cannot import in a circle."""
        return {outermost} | {name for name in self._reachable(outermost) if outermost in self._reachable(name)}

    def _reachable(self, start: str) -> set[str]:
        found: set[str] = set()
        waiting = [start]
        while waiting:
            fresh = self._references(waiting.pop()) - found - self._files.keys()
            found |= fresh
            waiting += fresh
        return found

    def _references(self, outermost: str) -> set[str]:
        """Find the outermost messages that `outermost` and those inside it refer to."""
        if outermost not in self._neighbours:
            found = set()
            for schema in self._registry.family(outermost):
                for name in references(self._registry, schema):
                    if self._registry.find(name) is None:
                        raise RegistrationError(f"message {schema.name} refers to {name}, which no class declares")
                    found.add(self._registry.outermost(name))
            self._neighbours[outermost] = found - {outermost}
        return self._neighbours[outermost]


POOL: Final = MessagePool(REGISTRY)
"""The protobuf classes of this process."""


def message_class(full_name: str) -> type[RawMessage]:
    """Return the protobuf class of the message `full_name`, for callers that need protobuf itself.

    Raises:
        KeyError: no message has that name.
        RegistrationError: its dataclass, or one it refers to, cannot be a message.
    """
    return POOL.message_class(full_name)
