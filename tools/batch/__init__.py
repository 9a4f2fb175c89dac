"""Any graph over any corpus: one table of what it finds, resumable, each video exactly once.

The command line's ``graph_runner batch`` is this module's `run`. The table needs ``pip install 'backedge[batch]'``.
"""

from backedge.batch.batch_error import BatchError
from backedge.batch.batch_inputs import find_items
from backedge.batch.batch_run import Summary
from backedge.batch.ledger import Counts
from backedge.batch.running import as_ray_dataset, local, on_ray, run
from backedge.batch.tasks import Item

__all__ = ["BatchError", "Counts", "Item", "Summary", "as_ray_dataset", "find_items", "local", "on_ray", "run"]
