"""Wakes the main thread for a signal that came just as it fell asleep.

Python only notes a signal when it comes; its handler runs when the main thread next runs Python code. A signal that
comes between the last look for signals and the beginning of a wait, or that the system gives to another thread,
interrupts no wait: the handler runs when the wait ends, which may be never. So a thread of its own learns of each
signal by the file that Python writes to, and interrupts the main thread until that has looked.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Final

_FIRST_WAIT: Final = 0.05
_LONGEST_WAIT: Final = 1.0
"""Seconds between two interruptions: the main thread may be in a long call of a native library."""


def wake_for_signals() -> None:
    """From now on let the handler of every signal run soon, whatever the main thread waits for, which calls this.

    Does nothing where threads cannot be interrupted (Windows), or the program uses SIGURG.
    """
    if sys.platform == "win32" or signal.getsignal(signal.SIGURG) != signal.SIG_DFL:
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    has_looked = threading.Event()
    # SIGURG does nothing to a program that does not handle it, and hardly any does.
    signal.signal(signal.SIGURG, lambda _number, _frame: has_looked.set())
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    threading.Thread(target=_wake, args=(reader, has_looked), name="backedge-signals", daemon=True).start()


def _wake(reader: int, has_looked: threading.Event) -> None:
    assert sys.platform != "win32"
    main = threading.main_thread().ident
    assert main is not None  # it runs
    while True:
        if set(os.read(reader, 64)) == {signal.SIGURG}:  # our own
            continue
        has_looked.clear()
        wait = _FIRST_WAIT
        while not has_looked.wait(wait):
            signal.pthread_kill(main, signal.SIGURG)
            wait = min(2 * wait, _LONGEST_WAIT)
