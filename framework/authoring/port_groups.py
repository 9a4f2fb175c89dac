"""Groups of ports: all that have one tag, however many a config has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Generic, TypeVar, cast, get_args, overload

from backedge.authoring.port import Port
from backedge.authoring.side_ports import SideInput, SideOutput
from backedge.authoring.stream_ports import Input, Output
from backedge.authoring.type_aliases import resolve_aliases

T = TypeVar("T")
P = TypeVar("P", bound=Port[Any])


class PortGroup(Sequence[P], Generic[P]):
    """Every port of one tag, in index order; ``"*"`` stands for every port that no other declaration takes.

    Args:
        tag: the tag; ``""`` for the untagged ports, ``"*"`` for all that is left.
        minimum: how many there must be at least.
        same_as: another group; the port with the same tag and index there gives the type.
    """

    __slots__ = ("__orig_class__", "attribute", "minimum", "ports", "same_as", "tag")

    member: ClassVar[type[Port[Any]]]
    kind: ClassVar[str]

    def __init__(self, tag: str = "", *, minimum: int = 0, same_as: PortGroup[Any] | None = None) -> None:
        self.tag = tag
        self.minimum = minimum
        self.same_as = same_as
        self.attribute = ""
        self.ports: tuple[P, ...] = ()

    def __set_name__(self, owner: type, name: str) -> None:
        self.attribute = name

    @property
    def value_type(self) -> Any:
        """The type between the brackets of the declaration, `Any` where there are none."""
        alias = getattr(self, "__orig_class__", None)
        return resolve_aliases(get_args(alias)[0]) if alias is not None else Any

    def bind(self, names: Sequence[tuple[str, int, str]]) -> PortGroup[P]:
        """A copy for one node, with a port for each (tag, index, stream name)."""
        group = type(self)(self.tag, minimum=self.minimum, same_as=self.same_as)
        group.attribute = self.attribute
        group.ports = tuple(cast("P", self.member(f"{tag}:{index}").bind(name)) for tag, index, name in names)
        return group

    @overload
    def __getitem__(self, index: int) -> P: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[P]: ...
    def __getitem__(self, index: int | slice) -> P | Sequence[P]:
        return self.ports[index]

    def __iter__(self) -> Iterator[P]:
        return iter(self.ports)

    def __len__(self) -> int:
        return len(self.ports)


class Inputs(PortGroup[Input[T]]):
    """All input streams of one tag."""

    __slots__ = ()
    member = Input
    kind = Input.kind


class Outputs(PortGroup[Output[T]]):
    """All output streams of one tag."""

    __slots__ = ()
    member = Output
    kind = Output.kind


class SideInputs(PortGroup[SideInput[T]]):
    """All input side packets of one tag."""

    __slots__ = ()
    member = SideInput
    kind = SideInput.kind


class SideOutputs(PortGroup[SideOutput[T]]):
    """All output side packets of one tag."""

    __slots__ = ()
    member = SideOutput
    kind = SideOutput.kind
