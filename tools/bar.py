"""The bar that shows how far long work is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Bar(Progress):
    """A bar with what it is about, numbers and the time that is left, and something above it.

    Args:
        above: what to show above it, drawn anew with it.
        arguments: those of `Progress`.
    """

    def __init__(self, above: Sequence[RenderableType], **arguments: Any) -> None:
        self._above = above
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        super().__init__(*columns, **arguments, refresh_per_second=4 if above else 10)

    def get_renderables(self) -> Iterator[RenderableType]:
        """Give what is above it, and itself."""
        yield from self._above
        yield from super().get_renderables()
