"""Declarations of ports: what a calculator says of each, and which ports of a node each stands for."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import Any, Final, Never, get_args, get_origin

from backedge.authoring.packet_types import resolve_aliases
from backedge.config.port_spec import parse_tag_index
from backedge.errors import ConfigError, GraphError, RegistrationError

ALL_OTHERS = "*"
_FIRST_UNTAGGED: Final = ("", 0)

_PORT_ANNOTATION: Final = re.compile(r"(?:\w+\.)*(?:Side)?(?:In|Out)puts?(?:\[.*\])?$", re.DOTALL)
"""An annotation that names one of the classes of ports, such as ``Input[int]`` or ``backedge.SideOutputs``."""


class PortKind(StrEnum):
    """The kinds of ports; each value is what messages call the kind."""

    INPUT = "input stream"
    OUTPUT = "output stream"
    SIDE_INPUT = "input side packet"
    SIDE_OUTPUT = "output side packet"


_KEEP: Final = "keep what is yours under another name"
_INSTEAD_OF_ASSIGNING: Final = {
    PortKind.INPUT: f"read it with self.{{0}}.value, and {_KEEP}",
    PortKind.OUTPUT: "write self.{0}.send(value)",
    PortKind.SIDE_INPUT: f"read it with self.{{0}}.value, and {_KEEP}",
    PortKind.SIDE_OUTPUT: "write self.{0}.set(value)",
}
"""By the kind of a port that was overwritten: what to do instead."""


@dataclass(frozen=True, slots=True)
class PortDeclaration:
    """The declaration of one port of a calculator, or of the group of all ports that have one tag.

    Attributes:
        kind: what the port is.
        tag: MediaPipe's tag-index of a port; of a group the tag, or ``"*"`` for every port that no other declaration
            takes.
        is_group: whether this declares a group.
        minimum: how many such ports a node must have at least.
        may_be_untagged: whether a config may connect the port without its tag, as the first untagged one.
        optional: whether a node may leave the port out, or where it is a side packet, run without a value for it.
        same_as: the declaration whose type this one adopts; in a group, that of the port with the same tag and index.
        value_type: the type between the brackets, `Any` where there are none.
    """

    kind: PortKind
    tag: str
    is_group: bool = False
    minimum: int = 0
    optional: bool = False
    may_be_untagged: bool = False
    same_as: PortDeclaration | None = None
    value_type: Any = Any


class Declared:
    """Base of ports and groups of ports, which declare ports when they stand in the body of a calculator's class."""

    __slots__ = ()

    _declaration: PortDeclaration

    def __set__(self, calculator: object, value: Never) -> None:
        """Refuse ``self.y = value`` in a calculator.

        Python asks this method alone, and only for assignments: without a ``__get__`` a read is as cheap as any other.

        Raises:
            GraphError: always; says what to write instead.
        """
        declaration = self._declaration
        attribute = next(name for cls in type(calculator).__mro__ for name, own in vars(cls).items() if own is self)
        better = _KEEP if declaration.is_group else _INSTEAD_OF_ASSIGNING[declaration.kind]
        raise GraphError(
            f"self.{attribute} is an {declaration.kind}, but was overwritten with {reprlib.repr(value)}; "
            + better.format(attribute)
        )


def declaration_of(port: Declared) -> PortDeclaration:
    """Return the declaration of a port or group, also where it is a node's copy."""
    alias = getattr(port, "__orig_class__", None)
    if alias is None:
        return port._declaration
    return replace(port._declaration, value_type=resolve_aliases(get_args(alias)[0]))


def ports_of(
    declaration: PortDeclaration, keys: Collection[tuple[str, int]], declarations: Mapping[str, PortDeclaration]
) -> list[tuple[str, int]]:
    """Return those of the `keys` that `declaration` covers, in order; `port_cover` does so for all declarations.

    Args:
        declaration: a port, a group of one tag, or the group ``"*"`` of what nothing else covers.
        keys: the (tag, index) of the ports of the declaration's kind that the node has.
        declarations: all declarations of the calculator.
    """
    if not declaration.is_group:
        wanted = parse_tag_index(declaration.tag)
        if declaration.may_be_untagged and wanted not in keys:
            wanted = _FIRST_UNTAGGED
        return [key for key in keys if key == wanted]
    if declaration.tag != ALL_OTHERS:
        return [key for key in keys if key[0] == declaration.tag]
    taken = {
        key
        for other in declarations.values()
        if other != declaration and other.kind == declaration.kind
        for key in ports_of(other, keys, declarations)
    }
    return [key for key in keys if key not in taken]


def check_declarations(cls: type[Any], declarations: Mapping[str, PortDeclaration], reserved: Collection[str]) -> None:
    """Refuse declarations of a class that cannot mean what they say.

    Args:
        cls: the class.
        declarations: what it declares, its own and the inherited.
        reserved: names that no port may have, because the engine uses them.

    Raises:
        RegistrationError: a port class that was not called, a name that is taken, a tag that configs cannot write, or
            two ports of one kind with the same tag and index.
    """
    for attribute, value in vars(cls).items():
        if fault := _fault(attribute, value, reserved):
            raise RegistrationError(f"{cls.__qualname__}.{attribute}: {fault}")
    for (first, one), (second, other) in combinations(declarations.items(), 2):
        if one.kind == other.kind and _overlap(one, other):
            raise RegistrationError(
                f"{cls.__qualname__}.{second}: {first} is {_which(one)} already; {_instead(one, other)}"
            )


def check_annotations(cls: type, annotations: Mapping[str, Any]) -> None:
    """Refuse ``x: Input[int]`` where ``x = Input[int]()`` is meant: an annotation alone declares no port.

    Args:
        cls: the class.
        annotations: those in its body, or in that of one of its bases; evaluated or as text.

    Raises:
        RegistrationError: one of them names a class of ports, and the class has no such attribute.
    """
    for attribute, annotation in annotations.items():
        written = annotation if isinstance(annotation, str) else _port_class(annotation)
        if attribute.startswith("_") or hasattr(cls, attribute) or not _PORT_ANNOTATION.match(written):
            continue
        raise RegistrationError(
            f"{cls.__qualname__}.{attribute}: an annotation declares no port; write {attribute} = {written}()"
        )


def _port_class(annotation: Any) -> str:
    """Return an evaluated annotation as text where it names a class of ports, "" for any other."""
    cls = get_origin(annotation) or annotation
    if not (isinstance(cls, type) and issubclass(cls, Declared)):
        return ""
    arguments = ", ".join(getattr(item, "__name__", str(item)) for item in get_args(annotation))
    return f"{cls.__name__}[{arguments}]" if arguments else cls.__name__


def _fault(attribute: str, value: Any, reserved: Collection[str]) -> str:
    """Say what is wrong with one attribute of a class as a declaration; "" for a right one and for other attributes."""
    cls = get_origin(value) or value
    if isinstance(cls, type) and issubclass(cls, Declared):
        written = cls.__name__ if cls is value else f"{cls.__name__}[...]"
        return f"{written} is only the class of a port; write {written}() to declare one"
    if not isinstance(value, Declared):
        return ""
    if attribute in reserved:
        return "the engine uses this name; give the port another one, its tag can stay"
    return _tag_fault(value._declaration, type(value).__name__)


def _tag_fault(declaration: PortDeclaration, class_name: str) -> str:
    tag = declaration.tag
    if not isinstance(tag, str):
        return f"the tag is a string, not {tag!r}"
    if declaration.is_group:
        if tag == ALL_OTHERS or (_is_tag_index(tag) and ":" not in tag):
            return ""
        likely = tag.partition(":")[0].upper()
        return f'"{tag}" is not a tag; ' + _write(likely, 'a group has a tag in capitals, "" or "*"')
    if _is_tag_index(tag):
        return ""
    if tag == ALL_OTHERS:
        return f'"*" stands for a group; write {class_name}s'
    return f'"{tag}" is not a tag and index; ' + _write(tag.upper(), 'write "TAG", "TAG:index" or ":index"')


def _write(likely: str, otherwise: str) -> str:
    return f'write "{likely}"' if likely and _is_tag_index(likely) else otherwise


def _is_tag_index(text: str) -> bool:
    try:
        parse_tag_index(text)
    except ConfigError:
        return False
    return True


def _key(declaration: PortDeclaration) -> tuple[str, int | None]:
    """Return tag and index; None stands for all indexes, which a group has."""
    return (declaration.tag, None) if declaration.is_group else parse_tag_index(declaration.tag)


def _overlap(one: PortDeclaration, other: PortDeclaration) -> bool:
    (tag, index), (other_tag, other_index) = _key(one), _key(other)
    return tag == other_tag and (index == other_index or None in (index, other_index))


def _which(declaration: PortDeclaration) -> str:
    """Describe the ports that `declaration` stands for, as a message names them."""
    tag, index = _key(declaration)
    if index is None:
        what = {"": f"every untagged {declaration.kind}", ALL_OTHERS: f"every other {declaration.kind}"}
        return what.get(tag, f'every {declaration.kind} "{tag}"')
    return f'{declaration.kind} "{declaration.tag}"' if declaration.tag else f"the first untagged {declaration.kind}"


def _instead(one: PortDeclaration, other: PortDeclaration) -> str:
    tag, index = _key(one)
    if index is None or other.is_group:
        return "keep one of the two" if tag in ("", ALL_OTHERS) else "give one of the two another tag"
    return f'give one of the two another tag or index, such as "{tag}:{index + 1}"'
