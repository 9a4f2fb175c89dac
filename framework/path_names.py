"""Paths that users give: whether a file can have such a name at all, before something is done with it."""

from __future__ import annotations

import os
from pathlib import Path

from backedge.errors import ResourceError


def usable_path(name: str | os.PathLike[str]) -> Path:
    """Return `name` as a path.

    Python raises a ValueError for a name that no file can have, wherever the file is used first; every other mistake
    with files is an OSError.

    Raises:
        ResourceError: the name has a NUL character, or one that cannot be encoded.
    """
    path = Path(name)
    try:
        encoded = os.fsencode(path)
    except UnicodeEncodeError as error:
        found = f"U+{ord(error.object[error.start]):04X}, which cannot be encoded in {error.encoding}"
    else:
        if b"\0" not in encoded:
            return path
        found = "U+0000"
    raise ResourceError(f"{str(path)!r} is the name of no file: it has the character {found}; correct the path")
