"""The library that reads and writes MCAP files, which not everybody has."""

from __future__ import annotations

from backedge.errors import DependencyError


def require_mcap() -> None:
    """Import the library.

    Raises:
        DependencyError: it is not installed.
    """
    try:
        import mcap.reader  # noqa: F401 - to see whether it is there
    except ImportError as error:
        raise DependencyError("recordings need the package mcap; run `pip install 'backedge[mcap]'`") from error
