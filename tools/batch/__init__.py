"""Any graph over any corpus: one table of what it finds, resumable, each video exactly once.

The command line's ``graph_runner batch`` is this module's `run`. The table needs ``pip install 'backedge[batch]'``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from backedge.batch.batch_error import BatchError
    from backedge.batch.batch_inputs import find_items
    from backedge.batch.batch_run import Summary
    from backedge.batch.ledger import Counts
    from backedge.batch.running import as_ray_dataset, local, on_ray, run
    from backedge.batch.tasks import Item

__all__ = ["BatchError", "Counts", "Item", "Summary", "as_ray_dataset", "find_items", "local", "on_ray", "run"]

_PLACES: Final = {
    "BatchError": "batch_error",
    "Counts": "ledger",
    "Item": "tasks",
    "Summary": "batch_run",
    "find_items": "batch_inputs",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: to see how far a batch is takes none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES.get(name, 'running')}"), name)
