"""Options that reach a node while the graph runs, through its OPTIONS side packet or stream."""

from __future__ import annotations

from typing import TypeVar

from backedge.protos import Message

M = TypeVar("M", bound=Message)


def merge_options(base: M, update: M | None) -> M:
    """`base` with every field that `update` sets, i.e. that differs from its default there."""
    if update is None:
        return base
    defaults = type(update)()
    changes = {
        name: value
        for name, value in vars(update).items()
        if not name.startswith("_") and value != getattr(defaults, name)
    }
    return type(base)(**{**vars(base), **changes})
