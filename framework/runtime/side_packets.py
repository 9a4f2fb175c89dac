"""Side packets of a run: which values are known, and who waits for the others."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from backedge.authoring.cures import describe_value
from backedge.authoring.outboxes import SideOutbox
from backedge.authoring.packet_types import describe_type, matches
from backedge.config import parse_port
from backedge.errors import GraphError, PacketTypeError
from backedge.packet import EMPTY, Packet
from backedge.planning.plan import GraphPlan
from backedge.runtime.unknown_names import require_names
from backedge.streams.read_only import freeze, read_only
from backedge.suggest import suggest_or_list

_LOG: Final = logging.getLogger(__name__)


class SidePackets:
    """The side packets of a graph's present run.

    Args:
        plan: the graph.
    """

    def __init__(self, plan: GraphPlan) -> None:
        self._types = plan.side_packet_types
        self._produced = frozenset(plan.produced_side_packets)
        self._awaited: frozenset[str] = frozenset()
        self._values: dict[str, Any] = {}
        self._readers: dict[str, list[Callable[[], None]]] = defaultdict(list)

    def subscribe(self, name: str, reader: Callable[[], None]) -> None:
        """Call `reader` in every run when the side packet `name` becomes known."""
        self._readers[name].append(reader)

    def begin(self, given: Iterable[str]) -> None:
        """Begin a run in which the side packets that are `given` come from outside."""
        self._values = {}
        self._awaited = self._produced.union(given)

    def provide(self, name: str, value: Any) -> None:
        """Make a side packet known to the nodes that wait for it."""
        self._values[name] = value
        for reader in self._readers.get(name, ()):
            reader()

    def publish(self, outboxes: Iterable[SideOutbox]) -> None:
        """Make the side packets known that a calculator's call has set.

        Raises:
            PacketTypeError: one is not of the type that it was declared with.
        """
        for outbox in outboxes:
            if outbox.pending and outbox.name not in self._values:
                value = outbox.pending[0]
                if not matches(value, expected := self._types[outbox.name]):
                    outbox.pending.clear()
                    raise PacketTypeError(
                        f'output side packet "{outbox.name}" carries {describe_type(expected)}, '
                        f"but was set to {describe_value(value)}"
                    )
                freeze(value)
                self.provide(outbox.name, value)

    def get(self, name: str) -> Any:
        """The side packet's value, `EMPTY` if it has not been set yet."""
        return self._values.get(name, EMPTY)

    def is_awaited(self, name: str) -> bool:
        """Tell whether a node must wait for the side packet: it comes from outside, or a node sets it."""
        return name in self._awaited

    def is_missing(self, name: str) -> bool:
        """Tell whether the side packet is awaited and has not been set."""
        return name in self._awaited and name not in self._values


def check_side_packets(plan: GraphPlan, given: Mapping[str, Any]) -> dict[str, Any]:
    """The side packets of a run, checked against what the graph needs; arrays are read-only views of the caller's.

    Those that the graph does not have are ignored, as in MediaPipe, with a warning in the log.

    Raises:
        GraphError: one is missing, of the wrong type, or produced by a node as well. Tells all that is wrong.
            Or what is given is no mapping from names.
    """
    require_names("side packet", given)
    values = {name: read_only(value.value if isinstance(value, Packet) else value) for name, value in given.items()}
    problems = [
        f'side packet "{name}" of type {describe_type(plan.side_packet_types[name])} is required by node '
        f'"{node}" but was not provided'
        for name, node in plan.required_side_packets.items()
        if name not in values
    ]
    produced = plan.produced_side_packets
    for name, value in values.items():
        expected = plan.side_packet_types.get(name, Any)
        if name in produced:
            problems.append(f'side packet "{name}" was provided, but node "{produced[name]}" produces it')
        elif expected is not Any and not matches(value, expected):
            problems.append(f'side packet "{name}" must be {describe_type(expected)}, but is {describe_value(value)}')
    if problems:
        raise GraphError("\n".join(problems))
    known = {*plan.side_packet_types, *(parse_port(text).name for text in plan.config.input_side_packet)}
    for name in values:
        if name not in known:
            _LOG.warning('the graph has no side packet "%s"; %s', name, suggest_or_list(name, sorted(known)))
    return values
