"""Interrupts as Ctrl-C makes them, at any step of a function."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType

import pytest

from backedge.collection import without_collection

can_interrupt = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timers that signal")


class InterruptError(Exception):
    """What a signal raises, as Ctrl-C does, wherever the program is."""


@contextmanager
def _answering(handler: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    """Let a function answer the signals of timers; no timer is left afterwards."""
    before = signal.signal(signal.SIGALRM, handler)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def alarm() -> Iterator[Callable[[float], object]]:
    """Give a function that has the main thread interrupted in so many seconds, as by Ctrl-C; 0 takes that back.

    No garbage is collected meanwhile: other tools have callbacks there, and what is raised in one is lost.
    """
    with _answering(signal.default_int_handler), without_collection():
        yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds)


@contextmanager
def interrupted_often(code: CodeType) -> Iterator[None]:
    """Raise InterruptError in a function, at any of its steps, thousands of times a second."""

    def interrupt(_: int, frame: FrameType | None) -> None:
        if frame is not None and frame.f_code is code:
            raise InterruptError

    with _answering(interrupt):
        signal.setitimer(signal.ITIMER_REAL, 1e-4, 1e-4)
        yield
