"""The stores that results can go into, by what is written for the output."""

from __future__ import annotations

from pathlib import Path

from backedge.batch.remote import RemoteStore, is_address
from backedge.batch.store import FolderStore, Store


def make_store(output: str) -> Store:
    """The store for an output: a folder, or an address.

    Raises:
        BatchError: what the address needs is not installed.
    """
    return RemoteStore(output) if is_address(output) else FolderStore(Path(output))
