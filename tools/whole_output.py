"""The file that a command writes, as a whole or not at all."""

from __future__ import annotations

from pathlib import Path

import click

from backedge.file_checks import failure, require_folder_for
from backedge.whole_files import replacing


def write_output(path: Path, content: bytes, *, read: object) -> None:
    """Write the file that ``-o`` names.

    Args:
        path: the file.
        content: what is to be in it.
        read: the file that was read, which is not written over; anything else where that was none.

    Raises:
        click.UsageError: that is what would happen.
        ResourceError: it cannot be written.
    """
    if isinstance(read, Path) and path.exists() and read.exists() and path.samefile(read):
        raise click.UsageError(f"-o would write {path} over the graph that is read; name another")
    require_folder_for(path)
    try:
        with replacing(path) as file:
            file.write(content)
    except OSError as error:
        raise failure("cannot be written", path, error, "; name another with -o") from error
