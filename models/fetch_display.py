"""The sight of a fetch: a line in the log, and a bar where there is a person to see it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING, Final, TypeAlias

from backedge.models.progress import Phase, Progress

if TYPE_CHECKING:
    from rich.console import Console

Advance: TypeAlias = Callable[[int, int], None]
"""Takes how many megabytes are there, and how many there will be."""

_MEGABYTE: Final = 1_000_000

_logger: Final = logging.getLogger(__name__)


@contextmanager
def announce(open_bar: Callable[[], AbstractContextManager[Advance]]) -> Iterator[Progress]:
    """Log the start of a download and show a bar until it has come to its end, or the block has.

    Args:
        open_bar: makes the bar when there is a download.

    Yields:
        The `Progress` to report to.
    """
    with ExitStack() as bar:
        advance: Advance | None = None

        def tell(phase: Phase, done: int, total: int, /) -> None:
            nonlocal advance
            if phase == "unpack":
                bar.close()
                advance = None
                return
            if advance is None:
                _logger.info("fetching models, %d MB, once", round(total / _MEGABYTE))
                advance = bar.enter_context(open_bar())
            advance(round(done / _MEGABYTE), round(total / _MEGABYTE))

        yield tell


@contextmanager
def bar_for_programs() -> Iterator[Advance]:
    """A bar for programs that show none of their own: in a notebook, or on stderr if that is a terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    if console.is_jupyter:
        yield _notebook_bar()
    elif console.is_terminal:
        with _terminal_bar(console) as advance:
            yield advance
    else:
        yield lambda _done, _total: None


def _notebook_bar() -> Advance:
    # Not rich's, which needs ipywidgets in a notebook, and warns where they are missing.
    from IPython.display import ProgressBar

    bar = ProgressBar(1)
    bar.display()

    def advance(done: int, total: int) -> None:
        bar.total = total
        bar.progress = done  # shows it

    return advance


@contextmanager
def _terminal_bar(console: Console) -> Iterator[Advance]:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("fetching models, MB"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("")
        yield lambda done, total: bar.update(task, completed=done, total=total)
