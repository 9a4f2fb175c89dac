"""What all ports share: the declaration of a name, a type and whether it is optional."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar, get_args

from backedge.authoring.type_aliases import resolve_aliases
from backedge.config.port_spec import parse_tag_index

T = TypeVar("T")


class Port(Generic[T]):
    """What all ports share: the declaration.

    Args:
        tag: MediaPipe tag-index of the port.
        optional: whether a node may leave the port out.
        same_as: another port of the same class whose type this one adopts.
    """

    __slots__ = ("__orig_class__", "attribute", "connected", "name", "optional", "same_as", "tag")

    kind: ClassVar[str]

    def __init__(self, tag: str = "", *, optional: bool = False, same_as: Port[Any] | None = None) -> None:
        self.tag = tag
        self.optional = optional
        self.same_as = same_as
        self.attribute = ""
        self.name = ""
        self.connected = False

    def __set_name__(self, owner: type, name: str) -> None:
        self.attribute = name

    @property
    def key(self) -> tuple[str, int]:
        """Tag and index."""
        return parse_tag_index(self.tag)

    @property
    def value_type(self) -> Any:
        """The type between the brackets of the declaration, `Any` where there are none."""
        alias = getattr(self, "__orig_class__", None)
        return resolve_aliases(get_args(alias)[0]) if alias is not None else Any

    def bind(self, name: str) -> Port[T]:
        """A copy of the declaration for one node, connected to the stream or side packet `name`."""
        port = type(self)(self.tag, optional=self.optional, same_as=self.same_as)
        port.attribute = self.attribute
        port.name = name
        port.connected = bool(name)
        return port

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.tag!r}, {self.name or 'not connected'})"
