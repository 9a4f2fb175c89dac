"""Files that others see whole or not at all."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def temporary_beside(path: Path) -> Path:
    """Return a name for a file beside `path` that is there for a while; nobody else has it."""
    # Not tempfile's: its files are for their owner alone, and the folder may be shared.
    return path.with_name(f".{path.name}.{uuid.uuid4().hex}")


@contextmanager
def replacing(path: Path, *, durable: bool = False) -> Iterator[BinaryIO]:
    """Open a file to write to, which takes the place of `path` when the block ends, and not if it raises.

    So what was there before stays until the new content is whole, also where the disk is full. A link stays one: it is
    the file that it leads to which is replaced. A device or a pipe is written to as it is.

    Args:
        path: where the content is to be.
        durable: whether it must have reached the disk by then.

    Raises:
        OSError: the file cannot be written.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            yield file
        return
    temporary = temporary_beside(target)
    try:
        with temporary.open("xb") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        with suppress(FileNotFoundError):  # there was none
            shutil.copymode(target, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
