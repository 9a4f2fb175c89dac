"""Contracts: what one node's ports carry and how its inputs are synchronised, settled before anything runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backedge.authoring.conversions import Conversion
from backedge.errors import BackedgeError, Diagnostic, Location
from backedge.protos import Origin


class ContractError(BackedgeError):
    """Raised by `Contract.require`; becomes one complaint about the node's config."""


class PortContract:
    """The agreement on one port of one node.

    Attributes:
        tag: the port's tag, "" if it has none.
        written_tag: the tag that the config has for it, which may be one for a GPU that means this port.
        index: its index among the ports of that tag.
        name: name of the stream or side packet in the expanded graph.
        type: what it carries: a class or generic alias, a union for "one of", `Any`.
        same_as: the port of the same node whose type this one adopts, if any.
        optional: whether a side packet may be missing at run time.
        unproven: whether the calculator promises nothing about its output, so that `type` is only what readers want.
        conversion: what the node does with what comes, where that is not of `type`; only of a port it reads.
        undeclared: the complaint about an output side packet that the calculator does not have. As in MediaPipe it is
            an error only where a node or the application reads it.
    """

    __slots__ = (
        "_field",
        "_origin",
        "_place",
        "conversion",
        "index",
        "name",
        "optional",
        "same_as",
        "tag",
        "type",
        "undeclared",
        "unproven",
        "written_tag",
    )

    def __init__(
        self, tag: str, index: int, name: str, origin: Origin | None = None, field: str = "", place: int = 0
    ) -> None:
        """Make the agreement on a port that the config names in item number `place` of the list `field` at `origin`."""
        self.tag = tag
        self.written_tag = tag
        self.index = index
        self.name = name
        self._origin = origin
        self._field = field
        self._place = place
        self.type: Any = Any
        self.same_as: PortContract | None = None
        self.optional = False
        self.unproven = False
        self.conversion: Conversion | None = None
        self.undeclared: Diagnostic | None = None

    @property
    def location(self) -> Location | None:
        """Where the config names the port."""
        # Found only when it is asked for: few of the ports of a large graph are in a message.
        return None if self._origin is None else self._origin.location(self._field, self._place)

    @property
    def label(self) -> str:
        """The port as an ``input_stream_info`` names it: ``TAG``, ``TAG:1`` or ``:0``."""
        return self.tag + (f":{self.index}" if self.index or not self.tag else "")

    @property
    def spelling(self) -> str:
        """The port and what is connected to it as a config writes them: ``TAG:name``, or ``name`` if it has no tag."""
        return f"{self.label}:{self.name}" if self.tag else self.name

    @property
    def remark(self) -> str:
        """`` (TAG)``, for messages that name the stream; "" for a port without a tag, of which that says enough."""
        return f" ({self.label})" if self.tag else ""


class PortContracts:
    """The ports of one kind, by tag and index, in MediaPipe's order: tags alphabetically, untagged first.

    Attributes:
        keys: the (tag, index) of every port, in order.
    """

    __slots__ = ("_ports", "keys")

    def __init__(self, ports: list[PortContract]) -> None:
        self._ports = {(port.tag, port.index): port for port in ports}
        self.keys: tuple[tuple[str, int], ...] = tuple(self._ports)

    def find(self, tag: str = "", index: int = 0) -> PortContract | None:
        """Find a port; None where the config does not have it."""
        return self._ports.get((tag, index))

    def count(self, tag: str = "") -> int:
        """Count the ports of `tag` that the config has."""
        return sum(1 for port in self if port.tag == tag)

    def __contains__(self, tag: str) -> bool:
        return (tag, 0) in self._ports

    def __getitem__(self, key: tuple[str, int]) -> PortContract:
        return self._ports[key]

    def __iter__(self) -> Iterator[PortContract]:
        return iter(self._ports.values())

    def __len__(self) -> int:
        return len(self._ports)


class Contract:
    """The agreement on one node, which `Calculator.update_contract` may look at and change.

    Attributes:
        node: name of the node.
        options: the node's options, of the calculator's options class.
        inputs, outputs, input_side_packets, output_side_packets: the ports the config has.
        input_policy: name of the input policy the calculator asks for; "" for the default.
        input_policy_options: options for that policy, if it has any.
        process_timestamp_bounds: see `Calculator`.
        timestamp_offset: see `Calculator`.
    """

    def __init__(
        self,
        node: str,
        options: Any,
        inputs: PortContracts,
        outputs: PortContracts,
        input_side_packets: PortContracts,
        output_side_packets: PortContracts,
    ) -> None:
        self.node = node
        self.options = options
        self.inputs = inputs
        self.outputs = outputs
        self.input_side_packets = input_side_packets
        self.output_side_packets = output_side_packets
        self.input_policy = ""
        self.input_policy_options: Any = None
        self.process_timestamp_bounds = False
        self.timestamp_offset: int | None = 0

    @property
    def all_ports(self) -> list[PortContracts]:
        """The ports of each kind that the node has any of."""
        kinds = (self.inputs, self.outputs, self.input_side_packets, self.output_side_packets)
        return [ports for ports in kinds if ports.keys]

    def require(self, condition: object, message: str) -> None:
        """Refuse the config with `message` unless `condition` holds.

        Raises:
            ContractError: it does not hold.
        """
        if not condition:
            raise ContractError(message)

    def require_as_many(self, count: int, what: str, other_count: int, other: str) -> None:
        """Refuse the config unless there are as many of one thing as of another, such as inputs and outputs.

        Args:
            count: how many there are of the one thing.
            what: what it is called.
            other_count: how many there are of the other.
            other: what that is called.

        Raises:
            ContractError: the numbers differ.
        """
        self.require(count == other_count, f"{count} {what} need as many {other}, not {other_count}")

    def require_stream_or_side_packet(self, tag: str) -> None:
        """Refuse the config unless it has either an input stream or an input side packet with this tag.

        Raises:
            ContractError: it has both, or neither.
        """
        as_stream, as_side_packet = tag in self.inputs, tag in self.input_side_packets
        self.require(as_stream != as_side_packet, f"{tag} must be an input stream or an input side packet")

    def require_named_side_packets(self) -> None:
        """Demand that the run provides every side packet that the node's config names.

        For side packets that a config may leave out, but not a run.
        """
        for port in self.input_side_packets:
            port.optional = False
