"""Ctrl-C and SIGTERM: while a graph runs, the first asks it to come to a good end; everything else ends by a `Stop`.

What swallows a `Stop`, and what hangs, keeps no program: a moment later the process ends all the same.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

import click

from backedge.command_start import SIGNALS, STATUS_OF_SIGNALS
from backedge.tools.signal_waker import wake_for_signals

_SIGNALS: Final = {signal.SIGINT: "press Ctrl-C again", signal.SIGTERM: "send SIGTERM again"}

_GRACE: Final = 1.0
"""Seconds that are left to close files after the second signal."""

_GRACE_OF_COMMAND: Final = 3.0
"""Seconds that are left to a command to clean up after a signal."""

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
        self.status = STATUS_OF_SIGNALS + number

    def __str__(self) -> str:
        return "terminated" if self.signal == signal.SIGTERM else "interrupted"


class Interruption:
    """The signal that ends a run or a command, if one came.

    Attributes:
        signal: the number of the one that came, 0 before.
    """

    def __init__(self) -> None:
        self.signal = 0

    @property
    def requested(self) -> bool:
        """True if what runs is to come to an end."""
        return self.signal != 0


def _end_later(stop: Stop, seconds: float) -> None:
    """End the process if it still runs in so many seconds; may be called by a signal handler."""
    # Not a threading.Timer: to start it takes a lock, which the code that the handler interrupts may hold.
    _thread.start_new_thread(_end_process, (stop, seconds))


def _end_process(stop: Stop, seconds: float) -> None:
    time.sleep(seconds)
    # The thread that hangs may hold a stream's lock, and flushing would wait for it.
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
        stop = Stop(number)
        _end_later(stop, _GRACE)
        raise stop

    previous = {number: signal.signal(number, handle_first) for number in _SIGNALS}
    try:
        yield interruption
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def stop_command_on_signals() -> Interruption:
    """Let Ctrl-C and SIGTERM raise a `Stop` on the main thread from now on, unless the process ignores them.

    One more ends the process at once. Where graphs run, `stop_on_signal` is asked first.
    """
    interruption = Interruption()

    def handle(number: int, _frame: FrameType | None) -> None:
        stop = Stop(number)
        is_first, interruption.signal = not interruption.requested, number
        _end_later(stop, _GRACE_OF_COMMAND if is_first else 0)
        if is_first:
            raise stop

    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handle)
    sys.unraisablehook = _pass_over_stops
    wake_for_signals()
    return interruption


def let_process_end() -> None:
    """Let no signal change how the process ends from now on, but for a SIGTERM if it does not end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if signal.getsignal(signal.SIGTERM) != signal.SIG_IGN:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # Python's own handlers are called no more while it ends


def _pass_over_stops(unraisable: sys.UnraisableHookArgs) -> None:
    """Say nothing of a `Stop` that came where Python cannot raise it, in a ``__del__`` for instance."""
    if not isinstance(unraisable.exc_value, Stop):
        sys.__unraisablehook__(unraisable)
