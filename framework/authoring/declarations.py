"""Declarations of ports: whether those of a class can be meant, and which ports of a node each stands for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any, get_origin

from backedge.authoring.ports import Port, PortGroup
from backedge.config.port_spec import parse_tag_index
from backedge.errors import ConfigError, RegistrationError

if TYPE_CHECKING:
    from backedge.authoring.base import Calculator, Declaration
    from backedge.authoring.contract import PortContracts

ALL_OTHERS = "*"


def check_declarations(cls: type[Calculator], ports: Mapping[str, Declaration], reserved: Collection[str]) -> None:
    """Refuse declarations of a class that cannot mean what they say.

    Args:
        cls: the class.
        ports: its ports, its own and the inherited ones.
        reserved: names that no port may have, because the engine uses them.

    Raises:
        RegistrationError: a port class that was not called, a name that is taken, a tag that is none, or two ports of
            one kind with the same tag and index.
    """
    for attribute, value in vars(cls).items():
        if fault := _fault(attribute, value, reserved):
            raise RegistrationError(f"{cls.__qualname__}.{attribute}: {fault}")
    for (first, one), (second, other) in combinations(ports.items(), 2):
        if one.kind == other.kind and _overlap(one, other):
            raise RegistrationError(
                f"{cls.__qualname__}.{second}: {first} is {_which(one)} already; {_instead(one, other)}"
            )


def ports_of(
    declaration: Declaration, present: PortContracts, declarations: Mapping[str, Declaration]
) -> list[tuple[str, int]]:
    """The (tag, index) of the ports in `present` that `declaration` covers, in order.

    Args:
        declaration: a port, a group of one tag, or the group ``"*"`` of what nothing else covers.
        present: the ports of the declaration's kind that the node has.
        declarations: all declarations of the calculator.
    """
    keys = [(port.tag, port.index) for port in present]
    if not isinstance(declaration, PortGroup):
        wanted = parse_tag_index(declaration.tag)
        return [key for key in keys if key == wanted]
    if declaration.tag != ALL_OTHERS:
        return [key for key in keys if key[0] == declaration.tag]
    taken = {
        key
        for other in declarations.values()
        if other is not declaration and other.kind == declaration.kind
        for key in ports_of(other, present, declarations)
    }
    return [key for key in keys if key not in taken]


def _fault(attribute: str, value: Any, reserved: Collection[str]) -> str:
    """What is wrong with one attribute of a class as the declaration of a port; "" if nothing, or if it is none."""
    kind = get_origin(value) or value
    if isinstance(kind, type) and issubclass(kind, Port | PortGroup):
        written = kind.__name__ if kind is value else f"{kind.__name__}[...]"
        return f"{written} is only the class of a port; write {written}() to declare one"
    if not isinstance(value, Port | PortGroup):
        return ""
    if attribute in reserved:
        return "the engine uses this name; give the port another one, its tag can stay"
    return _tag_fault(value)


def _tag_fault(declaration: Declaration) -> str:
    tag = declaration.tag
    if not isinstance(tag, str):
        return f"the tag is a string, not {tag!r}"
    if isinstance(declaration, PortGroup):
        if tag == ALL_OTHERS or (_is_tag_index(tag) and ":" not in tag):
            return ""
        likely = tag.partition(":")[0].upper()
        return f'"{tag}" is not a tag; ' + _write(likely, 'a group has a tag in capitals, "" or "*"')
    if _is_tag_index(tag):
        return ""
    if tag == ALL_OTHERS:
        return f'"*" stands for a group; write {type(declaration).__name__}s'
    return f'"{tag}" is not a tag and index; ' + _write(tag.upper(), 'write "TAG", "TAG:index" or ":index"')


def _write(likely: str, otherwise: str) -> str:
    return f'write "{likely}"' if likely and _is_tag_index(likely) else otherwise


def _is_tag_index(text: str) -> bool:
    try:
        parse_tag_index(text)
    except ConfigError:
        return False
    return True


def _key(declaration: Declaration) -> tuple[str, int | None]:
    """Tag and index; a group has all indexes, which is None."""
    return (declaration.tag, None) if isinstance(declaration, PortGroup) else parse_tag_index(declaration.tag)


def _overlap(one: Declaration, other: Declaration) -> bool:
    (tag, index), (other_tag, other_index) = _key(one), _key(other)
    return tag == other_tag and (index == other_index or None in (index, other_index))


def _which(declaration: Declaration) -> str:
    """What `declaration` stands for, for a message."""
    tag, index = _key(declaration)
    if index is None:
        what = {"": f"every untagged {declaration.kind}", ALL_OTHERS: f"every other {declaration.kind}"}
        return what.get(tag, f'every {declaration.kind} "{tag}"')
    return f'{declaration.kind} "{declaration.tag}"' if declaration.tag else f"the first untagged {declaration.kind}"


def _instead(one: Declaration, other: Declaration) -> str:
    tag, index = _key(one)
    if index is None or isinstance(other, PortGroup):
        return "keep one of the two" if tag in ("", ALL_OTHERS) else "give one of the two another tag"
    return f'give one of the two another tag or index, such as "{tag}:{index + 1}"'
