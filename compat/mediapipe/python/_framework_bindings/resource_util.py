"""`resource_util`: where graph files are."""

from __future__ import annotations

from backedge.compat.bridge.errors import require_kind
from backedge.compat.bridge.resources import set_folder

__all__ = ["set_resource_dir"]


def set_resource_dir(folder: str, /) -> None:
    """Look in `folder` for graph files of relative paths that are not in the working directory.

    Nodes can name the graphs in ``mediapipe/modules/*/*.pbtxt`` there by their types. Models need not be there: by the
    paths that MediaPipe has for them graphs mean those that `backedge.models` fetches and keeps.

    Raises:
        TypeError: `folder` is not a str.
    """
    require_kind("set_resource_dir", "a str", folder, str)
    set_folder(folder)
