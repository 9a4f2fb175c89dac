"""What sets of pictures and of videos have in common: where they go, what is behind the hands, who draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Final, TypeVar

import cv2

from backedge.errors import ResourceError
from backedge.file_checks import failure
from backedge.tools.synthesis.backdrops import PROCEDURAL, Backdrop, PictureBackdrops

_OWN_PICTURES: Final = "pictures"

T = TypeVar("T")


def backdrops_of(folder: Path | None) -> Mapping[str, Backdrop]:
    """Backdrops by name: pieces of the user's pictures, or without a folder the procedural ones.

    Raises:
        ResourceError: there is no picture in the folder.
    """
    return PROCEDURAL if folder is None else {_OWN_PICTURES: PictureBackdrops(folder)}


def make_empty(folder: Path, *inner: str) -> None:
    """Make a folder, with folders in it; it may be there if it is empty.

    Raises:
        ResourceError: it is not empty, or cannot be made.
    """
    try:
        if folder.exists() and any(folder.iterdir()):
            raise ResourceError(f"{folder}: expected an empty folder to write to, or none; it has files: name another")
        for each in (folder, *(folder / name for name in inner)):
            each.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise failure("cannot be made", folder, error) from error


def drawn(draw: Callable[[int], T], count: int, workers: int, in_one_go: int) -> Iterator[T]:
    """What `draw` makes of the numbers from 0 to `count`, in their order, whatever the number of processes.

    Args:
        draw: can be sent to other processes, as can what it returns.
        count: how many to make.
        workers: processes.
        in_one_go: how many a process makes before it hands them over.
    """
    alone = partial(_on_one_core, draw)
    if workers == 1:
        yield from map(alone, range(count))
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        numbers = iter(range(count))
        # Few at a time, so that they do not pile up where the disk is slower.
        while batch := list(islice(numbers, workers * 4 * in_one_go)):
            yield from pool.map(alone, batch, chunksize=in_one_go)


def _on_one_core(draw: Callable[[int], T], number: int) -> T:
    cv2.setNumThreads(1)  # a core each; OpenCV's threads would get in each other's way
    return draw(number)
