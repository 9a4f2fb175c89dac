"""The models on this machine: which there are, and fetching others with a progress bar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from backedge.models import ModelState, fetch, list_models, listen, models_folder, status
from backedge.models.fetch_display import announce
from backedge.tools.console import print_json, progress_bar, stdout

_COLOURS: Final = {ModelState.READY: "green", ModelState.MISSING: "yellow", ModelState.DAMAGED: "bold red"}


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
    """Show a bar while code in the block fetches models: calculators fetch what they need when they open."""
    with announce(lambda: progress_bar("MB")) as tell, listen(tell):
        yield


def print_models(*, as_json: bool) -> None:
    """Print every model and its state on stdout."""
    states = [status(model.name) for model in list_models()]
    if as_json:
        print_json(
            [
                {
                    "name": found.model.name,
                    "state": found.state.value,
                    "path": str(found.path),
                    "size": found.model.size,
                    "sha256": found.model.sha256,
                    "licence": found.model.licence,
                    "description": found.model.description,
                }
                for found in states
            ]
        )
        return
    from rich.table import Table  # which runs do without

    table = Table("model", "state", "size", "licence", "description", box=None, header_style="bold", pad_edge=False)
    table.columns[2].justify = "right"
    for found in states:
        state = f"[{_COLOURS[found.state]}]{found.state.value}[/]"
        size = f"{found.model.size / 1e6:.1f} MB"
        table.add_row(found.model.name, state, size, found.model.licence, found.model.description)
    console = stdout()
    console.print(table)
    console.print(f"\nin {models_folder()}", soft_wrap=True)
