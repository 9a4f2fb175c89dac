"""Ctrl-C while a graph runs: the first asks it to come to a good end, the second ends it at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import click


class Interruption:
    """Whether Ctrl-C was pressed.

    Attributes:
        requested: it was.
    """

    def __init__(self) -> None:
        self.requested = False


@contextmanager
def stop_on_interrupt(stop: Callable[[], None] | None = None) -> Iterator[Interruption]:
    """Let the first Ctrl-C end what runs in the block in good order, so that files are written to their end.

    Args:
        stop: called in the signal handler, on the main thread; the block may look at `Interruption.requested` instead.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed again.
    """
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption  # only the main thread gets signals
        return

    def handle(_number: int, _frame: FrameType | None) -> None:
        # Not `previous`: a shell's background job starts with SIGINT ignored, and the promise below holds there too.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        interruption.requested = True
        click.echo("\nstopping; press Ctrl-C again to stop at once", err=True)
        if stop:
            stop()

    previous = signal.signal(signal.SIGINT, handle)
    try:
        yield interruption
    finally:
        signal.signal(signal.SIGINT, previous)
