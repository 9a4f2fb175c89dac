"""Options that reach a node while the graph runs, through its OPTIONS side packet or stream."""

from __future__ import annotations

from typing import TypeVar

from backedge.protos import Message

M = TypeVar("M", bound=Message)


def merge_options(base: M, update: M | None) -> M:
    """`base` with every field that `update` sets; `base` itself where there is no update."""
    return base if update is None else base.merged_with(update)
