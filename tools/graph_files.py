"""Finds the file of a graph that a command line names."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def find_graph(name: str) -> Path:
    """The file of a graph.

    Args:
        name: its path; or of a graph that comes with backedge the path below ``graphs/``, the suffix left out or not:
            ``hand_tracking/hand_tracking``.

    Returns:
        The path; that of `name` itself where nothing is found, so that its reader can say so.
    """
    path = Path(name)
    if path.exists():
        return path
    # The package is there as a folder, whether it is installed or a checkout: graphs find their subgraphs beside them.
    ours = Path(str(files("backedge.graphs")))
    candidates = (ours / name, ours / f"{name}.pbtxt", ours / name / f"{path.name}.pbtxt")
    return next((candidate for candidate in candidates if candidate.is_file()), path)
