"""What `graph_runner models list` prints."""

from __future__ import annotations

from rich.table import Table

from backedge.models import ModelState, list_models, models_folder, status
from backedge.tools.console import print_json, stdout

_COLOURS = {ModelState.READY: "green", ModelState.MISSING: "yellow", ModelState.DAMAGED: "bold red"}


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
    table = Table("model", "state", "size", "licence", "description", box=None, header_style="bold", pad_edge=False)
    table.columns[2].justify = "right"
    for found in states:
        state = f"[{_COLOURS[found.state]}]{found.state.value}[/]"
        size = f"{found.model.size / 1e6:.1f} MB"
        table.add_row(found.model.name, state, size, found.model.licence, found.model.description)
    console = stdout()
    console.print(table)
    console.print(f"\nin {models_folder()}", soft_wrap=True)
