"""Ctrl-C, or SIGTERM, while a graph runs: the first asks it to come to a good end, the second ends it at once."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

import click

_STATUS_OF_SIGNALS: Final = 128
"""What shells add a signal's number to for the status of a program that it ended."""

_SIGNALS: Final = {signal.SIGINT: "press Ctrl-C again", signal.SIGTERM: "send SIGTERM again"}

_GRACE: Final = 1.0
"""Seconds that are left to close files after the second signal."""

_GRACE_FOR_STREAMS: Final = 0.2


class Stop(KeyboardInterrupt):
    """A signal that ends the program.

    Attributes:
        signal: its number.
        status: the status to exit with.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.signal = number
        self.status = _STATUS_OF_SIGNALS + number

    def __str__(self) -> str:
        return "terminated" if self.signal == signal.SIGTERM else "interrupted"


class Interruption:
    """The signal that ends a run, if one came.

    Attributes:
        signal: the number of the one that came, 0 before.
    """

    def __init__(self) -> None:
        self.signal = 0

    @property
    def requested(self) -> bool:
        """True if what runs is to come to an end."""
        return self.signal != 0


def _end_process(stop: Stop) -> None:
    """End the process, which has not ended by itself."""
    # Whoever hangs may hold a stream's lock, and flushing would wait for it.
    flushing = threading.Thread(target=_say_goodbye, args=[stop], daemon=True)
    flushing.start()
    flushing.join(_GRACE_FOR_STREAMS)
    os._exit(stop.status)


def _say_goodbye(stop: Stop) -> None:
    with suppress(Exception):  # the process ends whether or not the text arrives
        click.echo(str(stop), err=True)
        sys.stdout.flush()


def _say(text: str) -> None:
    """Write to stderr from a signal handler, which may have interrupted code that writes there."""
    with suppress(OSError):  # it is not a file, or its reader has gone
        os.write(sys.stderr.fileno(), text.encode())


@contextmanager
def stop_on_signal(stop: Callable[[], None] | None = None) -> Iterator[Interruption]:
    """Let the first Ctrl-C or SIGTERM end what runs in the block in good order, so that files are written to their end.

    Args:
        stop: called in the signal handler, on the main thread; the block may look at `Interruption.requested` instead.

    Raises:
        Stop: one more signal came. The process ends a moment later, whatever hangs in it.
    """
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption  # only the main thread gets signals
        return

    def handle_first(number: int, _frame: FrameType | None) -> None:
        # Not `previous`: a shell's background job starts with SIGINT ignored, and the promise below holds there too.
        for known in _SIGNALS:
            signal.signal(known, handle_next)
        interruption.signal = number
        _say(f"\nstopping; {_SIGNALS[signal.Signals(number)]} to stop at once\n")
        if stop:
            stop()

    def handle_next(number: int, _frame: FrameType | None) -> None:
        ending = threading.Timer(_GRACE, _end_process, [Stop(number)])
        ending.daemon = True
        ending.start()
        raise Stop(number)

    previous = {number: signal.signal(number, handle_first) for number in _SIGNALS}
    try:
        yield interruption
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
