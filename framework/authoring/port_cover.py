"""Which of a node's ports each declaration of its calculator stands for: the same at all nodes with the same tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

from backedge.authoring.base import Calculator, declarations_of
from backedge.authoring.declarations import PortDeclaration, PortKind, ports_of
from backedge.config.port_spec import Key

_REMEMBERED: Final = 1024
_F = TypeVar("_F", bound=Callable[..., Any])


def remembered(function: _F) -> _F:
    """Remember the last results of a function; mypy does not know that classes, its arguments, are hashable."""
    return cast("_F", lru_cache(maxsize=_REMEMBERED)(function))


@dataclass(frozen=True, slots=True)
class PortCover:
    """The declarations of one kind of a calculator, laid over the ports of a node.

    Attributes:
        keys: tag and index of the ports that each declaration stands for, by its attribute.
        unexpected: those of the ports that no declaration stands for.
        fits: whether there are none of these, and as many ports as each declaration asks for.
    """

    keys: Mapping[str, tuple[Key, ...]]
    unexpected: frozenset[Key]
    fits: bool


@remembered
def declared(calculator: type[Calculator], kind: PortKind) -> Mapping[str, PortDeclaration]:
    """Return the declarations of one kind by attribute."""
    return {name: found for name, found in declarations_of(calculator).items() if found.kind == kind}


@remembered
def declared_tags(calculator: type[Calculator], kind: PortKind) -> frozenset[str]:
    """Return the tags of the declarations of one kind."""
    return frozenset(each.tag for each in declared(calculator, kind).values())


@remembered
def port_cover(calculator: type[Calculator], kind: PortKind, keys: tuple[Key, ...]) -> PortCover:
    """Lay the declarations of a calculator over the ports of a node.

    Args:
        calculator: whose declarations.
        kind: of which kind.
        keys: tag and index of the node's ports of this kind, in order.
    """
    of_kind = declared(calculator, kind)
    everything = declarations_of(calculator)
    found = {name: tuple(ports_of(each, keys, everything)) for name, each in of_kind.items()}
    unexpected = frozenset(keys).difference(*found.values())
    enough = all(len(found[name]) >= each.minimum for name, each in of_kind.items())
    return PortCover(found, unexpected, enough and not unexpected)
