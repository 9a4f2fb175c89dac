"""The pictures that files of truth name: where they are, and how large."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backedge.errors import ResourceError
from backedge.file_checks import require_file
from backedge.formats import ImageSize


def find_root(truth: Path, names: Sequence[str]) -> Path:
    """The folder that file names are below: that of the file that has them, the one above, or one beside it.

    Args:
        truth: the file that names pictures.
        names: the names; the first one is looked for.

    Raises:
        ResourceError: the first one is in none of them.
    """
    if not names:
        return truth.parent
    above = truth.parent.parent
    beside = sorted(folder for folder in above.iterdir() if folder.is_dir()) if above.is_dir() else []
    folders = [truth.parent, above, *beside]
    found = next((folder for folder in folders if (folder / names[0]).is_file()), None)
    if found is None:
        raise ResourceError(
            f'{truth}: expected the picture "{names[0]}" that it names in {truth.parent}, in {above} or in a folder '
            "there, found none"
        )
    return found


def picture_size(path: Path) -> ImageSize:
    """Width and height in pixels, by the head of the file.

    Raises:
        ResourceError: it is missing, or no picture.
    """
    import av
    import av.error

    require_file(path, "an image")
    try:
        with av.open(str(path)) as file:
            stream = file.streams.video[0]
            return stream.width, stream.height
    except (av.error.FFmpegError, IndexError) as error:
        raise ResourceError(f"{path}: expected an image: {error}") from error
