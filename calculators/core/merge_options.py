"""Options that reach a node while the graph runs, through its OPTIONS side packet or stream."""

from __future__ import annotations

from typing import Any, Self, TypeVar


class Mergeable:
    """Mixin for messages of options that can add to others.

    Attributes:
        given: names of the fields that were set, be it to their defaults; None is "not set".
    """

    given: frozenset[str]

    def __new__(cls, **values: Any) -> Self:
        made = super().__new__(cls)
        made.__dict__["given"] = frozenset(name for name, value in values.items() if value is not None) - {"_origin"}
        return made


M = TypeVar("M", bound=Mergeable)


def merge_options(base: M, update: M | None) -> M:
    """`base` with every field that `update` sets."""
    if update is None:
        return base
    values = {**vars(base), **{name: getattr(update, name) for name in update.given}}
    del values["given"]
    return type(base)(**values)
