"""`resource_util`: where graph files are found."""

from __future__ import annotations

from backedge.compat.bridge.errors import wrong_type
from backedge.compat.bridge.resources import set_folder

__all__ = ["set_resource_dir"]


def set_resource_dir(folder: str, /) -> None:
    """Look in `folder` for graph files of relative paths that are not in the working directory.

    Models are no matter of it: calculators of ours find theirs in the cache that `backedge.models` fills.

    Raises:
        TypeError: `folder` is no str.
    """
    if not isinstance(folder, str):
        raise wrong_type("set_resource_dir", "a str", folder)
    set_folder(folder)
