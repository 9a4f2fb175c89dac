"""Names that a caller of a graph gives and the graph does not have: streams and side packets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from backedge.authoring.cures import describe_value
from backedge.errors import GraphError
from backedge.suggest import suggest_or_list


def unknown_name(kind: str, name: Any, known: Iterable[str]) -> GraphError:
    """Return the error that says which name is wrong, and which names there are.

    Args:
        kind: what was looked for, such as "stream".
        name: what was given as its name; may be of any type.
        known: the names there are.
    """
    if not is_name(name):
        return GraphError(f"the name of a {kind} is a str, found {describe_value(name)}")
    return GraphError(f'there is no {kind} "{name}"; {suggest_or_list(name, known)}')


def is_name(name: Any) -> bool:
    """Tell whether what was given as a name can be one."""
    return isinstance(name, str)


def require_names(kind: str, names: Any) -> None:
    """Refuse what is no mapping from names to values.

    Args:
        kind: what the names are those of, such as "side packet".
        names: what was given for the mapping.

    Raises:
        GraphError: it is none, or one of its keys is no str.
    """
    if not hasattr(names, "items"):
        raise GraphError(f"{kind}s are given as a mapping from their names to values, found {describe_value(names)}")
    for name in names:
        if not is_name(name):
            raise unknown_name(kind, name, ())
