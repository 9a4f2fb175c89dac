"""Fetching models with a progress bar."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from backedge.models import Phase, fetch
from backedge.tools.console import progress_bar

_MEGABYTE = 1_000_000


def fetch_models(names: Iterable[str] | None = None) -> tuple[Path, ...]:
    """Make sure that models are on this machine; the bar appears only if something has to be fetched.

    Args:
        names: which; all if None.

    Returns:
        Their files.

    Raises:
        ResourceError: see `backedge.models.fetch`.
    """
    with progress_bar("fetching models, MB") as advance:

        def tell(phase: Phase, done: int, total: int) -> None:
            if phase == "download":
                advance(done // _MEGABYTE, total // _MEGABYTE)

        return fetch(names, progress=tell)
