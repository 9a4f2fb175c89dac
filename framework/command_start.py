"""Ctrl-C and SIGTERM while a command line of ours is imported: the process ends at once, without a traceback.

`backedge` imports this module before everything else, because `python -m backedge.tools.graph_runner` imports the
package before it runs a line of the module. In every other program it does nothing.

It imports as little as can be, not even `typing`: until the handlers are set, Ctrl-C is Python's to answer.
"""

from __future__ import annotations

import os
import signal
import sys

STATUS_OF_SIGNALS = 128
"""What shells add a signal's number to for the status of a program that it ended."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""The signals that ask a program to end."""

PROGRAMS = ("graph_runner", "backedge")
"""What the command line is called."""

_MODULES = ("backedge", "backedge.__main__", "backedge.tools.graph_runner")
_SUFFIXES = (".exe", "-script.py", "-script.pyw")


def is_command_line(words: list[str], original_words: list[str]) -> bool:
    """Tell whether the process is one of our programs, or ``python -m`` with one of our modules.

    Args:
        words: `sys.argv`.
        original_words: `sys.orig_argv`, which has what Python itself was told, too.
    """
    if not words:
        return False
    if words[0] == "-m":  # until the module has been found, which means importing the packages it is in
        return original_words[-len(words)].removeprefix("-m") in _MODULES
    program = os.path.basename(words[0])  # noqa: PTH119 - pathlib takes 10 ms to import
    for suffix in _SUFFIXES:
        program = program.removesuffix(suffix)
    return program in PROGRAMS


def end_at_once_on_signals() -> None:
    """From now on end the process at SIGINT and SIGTERM, unless it was started with the signal ignored."""
    for number in SIGNALS:
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _end)


def _end(number: int, _frame: object) -> None:
    os._exit(STATUS_OF_SIGNALS + number)  # no exception, which what is being imported could turn into one of its own


if is_command_line(sys.argv, sys.orig_argv):
    end_at_once_on_signals()
