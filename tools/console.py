"""The terminal: results go to stdout; logs and progress bars go to stderr, where they keep out of each other's way."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:  # most commands print a few plain lines, and would import it for nothing
    from rich.console import Console, RenderableType

WIDTH_OF_FILES: Final = 120
"""Columns of a table that is not shown on a terminal, which has no width."""

_STYLES: Final = {"DEBUG": "dim", "WARNING": "yellow", "ERROR": "bold red", "CRITICAL": "bold red"}

_free: Final = threading.Lock()
"""Held by the bar that is shown."""

Advance: TypeAlias = Callable[[int, int | None], None]
"""Takes how much is done and how much there is to do, None while that is unknown."""


def stdout() -> Console:
    """Make the console that prints results."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_OF_FILES)


@cache
def stderr() -> Console:
    """Make the console for everything else; one for all, so that log lines appear above a bar and not inside it."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def counted(number: int, what: str) -> str:
    """Say how many there are of what has a plural in s: ``1 node``, ``2 nodes``."""
    return f"{number} {what if number == 1 else f'{what}s'}"


def print_json(value: Any) -> None:
    """Print `value` as one JSON document on stdout."""
    json.dump(value, sys.stdout, indent=2)
    sys.stdout.write("\n")


def is_quiet() -> bool:
    """Tell whether the user wants errors only."""
    return not logging.getLogger("backedge").isEnabledFor(logging.WARNING)


class _Handler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        from rich.text import Text

        line = Text(self.format(record))
        if record.levelno != logging.INFO:
            line = Text.assemble((f"{record.levelname.lower()}: ", _STYLES.get(record.levelname, "")), line)
        stderr().print(line, soft_wrap=True)


def set_up_logging(*, quiet: bool = False, verbose: bool = False) -> None:
    """Show log records on stderr.

    Args:
        quiet: errors only, and no bars.
        verbose: everything of ours, and tracebacks.
    """
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if not isinstance(handler, _Handler)]
    root.addHandler(_Handler())
    root.setLevel(logging.ERROR if quiet else logging.WARNING)
    ours = logging.ERROR if quiet else logging.DEBUG if verbose else logging.INFO
    logging.getLogger("backedge").setLevel(ours)


def _ignore(_done: int, _total: int | None) -> None:
    """Takes the place of a bar that is not shown."""


def shows_progress() -> bool:
    """Tell whether bars appear: stderr is a terminal, and the user does not want quiet."""
    return not is_quiet() and stderr().is_terminal


@contextmanager
def progress_bar(what: str, above: Sequence[RenderableType] = ()) -> Iterator[Advance]:
    """A bar on stderr while the block runs.

    No bar appears where stderr is not a terminal, where the user wants quiet, or while another bar is shown.

    Args:
        what: stands before the bar.
        above: what to show above it, drawn anew with it.

    Yields:
        A function to call as the work goes on.
    """
    if not shows_progress() or not _free.acquire(blocking=False):
        yield _ignore
        return
    from backedge.tools.bar import Bar

    try:
        # What calculators print stays on stdout where that is a file.
        with Bar(above, console=stderr(), transient=True, redirect_stdout=sys.stdout.isatty()) as bar:
            task = bar.add_task(what, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    finally:
        _free.release()
