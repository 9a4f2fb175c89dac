"""Fetching models with a progress bar."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from backedge.models import Phase, fetch, listen
from backedge.tools.console import progress_bar

_logger: Final = logging.getLogger(__name__)

_MEGABYTE: Final = 1_000_000


def fetch_models(names: Iterable[str] | None = None) -> tuple[Path, ...]:
    """Make sure that models are on this machine; the bar appears only if something has to be fetched.

    Args:
        names: which; all if None.

    Returns:
        Their files.

    Raises:
        ResourceError: see `backedge.models.fetch`.
    """
    with show_fetching():
        return fetch(names)


@contextmanager
def show_fetching() -> Iterator[None]:
    """Show a bar while anybody fetches models in the block: calculators fetch what they need when they open."""
    with ExitStack() as bar:
        advance = None

        def tell(phase: Phase, done: int, total: int) -> None:
            nonlocal advance
            if phase == "unpack":
                bar.close()
                return
            if advance is None:
                _logger.info("fetching models, %d MB, once", round(total / _MEGABYTE))
                advance = bar.enter_context(progress_bar("MB"))
            advance(round(done / _MEGABYTE), round(total / _MEGABYTE))

        with listen(tell):
            yield
