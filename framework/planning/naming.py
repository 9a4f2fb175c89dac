"""Names in an expanded graph: those of its nodes, and new names for the streams in port lists."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, TypeVar

from backedge.config import GraphConfig, NodeConfig
from backedge.config.graph import PacketGeneratorConfig, StatusHandlerConfig
from backedge.errors import Location
from backedge.protos import Origin

M = TypeVar("M", GraphConfig, NodeConfig, PacketGeneratorConfig, StatusHandlerConfig)
"""A message with port lists."""

STREAM_FIELDS: Final = ("input_stream", "output_stream")
SIDE_PACKET_FIELDS: Final = ("input_side_packet", "output_side_packet")


def canonical_names(nodes: Sequence[NodeConfig]) -> list[str]:
    """Give each node a unique name: its own, else its calculator's; with ``_1``, ``_2``, … where several have the same.

    Errors, traces and the prefixes of names inside subgraphs go by them.
    """
    plain = [node.name or node.calculator for node in nodes]
    total = Counter(plain)
    seen: Counter[str] = Counter()
    names = []
    for name in plain:
        seen[name] += 1
        names.append(f"{name}_{seen[name]}" if total[name] > 1 else name)
    return names


def stream_name(port: str) -> str:
    """Return the name in ``"TAG:index:name"``."""
    return port.rpartition(":")[2]


def rename(ports: tuple[str, ...], new_name: Callable[[str], str]) -> tuple[str, ...]:
    """Replace every name in `ports` by ``new_name(name)``."""
    return tuple(head + colon + new_name(name) for head, colon, name in (port.rpartition(":") for port in ports))


def drop_ports(message: M, field: str, names: Collection[str]) -> M:
    """Drop the ports of list `field` of `message` that are connected to one of `names`."""
    ports: tuple[str, ...] = getattr(message, field)
    kept = [index for index, port in enumerate(ports) if stream_name(port) not in names]
    if len(kept) == len(ports):
        return message
    changes: dict[str, Any] = {field: tuple(ports[index] for index in kept)}
    if message.origin is not None:
        changes["_origin"] = _Renumbered(message.origin, field, kept)
    return dataclasses.replace(message, **changes)


class _Renumbered:
    """Origin of a message one of whose lists has lost entries."""

    def __init__(self, origin: Origin, field: str, kept: list[int]) -> None:
        self._origin = origin
        self._field = field
        self._kept = kept

    def location(self, field: str | None = None, index: int | None = None) -> Location | None:
        if field == self._field and index is not None:
            index = self._kept[index]
        return self._origin.location(field, index)

    def child(self, field: str, index: int = 0) -> Origin | None:
        return self._origin.child(field, index)
