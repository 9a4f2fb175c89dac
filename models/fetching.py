"""The verified file of a model by its name, fetched if it is missing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from backedge.errors import ResourceError
from backedge.models.cache import ModelState, advice, models_folder, sha256_of, state_of
from backedge.models.manifest import Model, did_you_mean, find_model, list_models, published_at, resolve
from backedge.models.progress import Progress
from backedge.path_names import usable_path

LABEL_MAPS = {
    "mediapipe/modules/hand_landmark/handedness.txt": "handedness.txt",
    "mediapipe/models/ssdlite_object_detection_labelmap.txt": "coco_labels.txt",
    "mediapipe/modules/objectron/object_detection_oidv4_labelmap.txt": "open_images_labels.txt",
}
"""Text files that MediaPipe's graphs name like models; these come with the package."""


def fetch(
    names: Iterable[str] | None = None,
    folder: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Makes sure that models are in their folder, whole; a damaged file is replaced.

    One wheel holds all models, so when one has to be fetched, all others that are missing are kept too.

    Args:
        names: which models; all if None.
        folder: see `models_folder`.
        progress: called with the state of the download; not called if nothing has to be fetched. By default a log
            record announces the download, and a bar shows it on a terminal or in a notebook.

    Returns:
        The path of each model in `names`.

    Raises:
        ResourceError: unknown name, no network, wrong checksum, or a folder that cannot be written to.
    """
    wanted = list_models() if names is None else tuple(map(find_model, names))
    place = models_folder(folder)
    needed = [m for m in wanted if state_of(m, place / m.file_name) is not ModelState.READY]
    if needed:
        _install(needed, place, progress)
    return tuple(place / model.file_name for model in wanted)


def model_path(
    name: str,
    folder: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    fetch: bool = True,
) -> Path:
    """The file of the model `name`, its checksum verified.

    Args:
        name: the model's name or MediaPipe's path for it, see `resolve`.
        folder: see `models_folder`.
        progress: called with the state of the download, if there is one.
        fetch: whether to download the model if it is not in the folder.

    Raises:
        ResourceError: unknown name, wrong checksum, or not there and not to be had.
    """
    model = find_model(name)
    place = models_folder(folder)
    path = place / model.file_name
    state = state_of(model, path)
    if state is ModelState.DAMAGED:
        raise ResourceError(
            f"{path} has the wrong checksum for model {model.name}: expected sha256 {model.sha256}, found "
            f"{sha256_of(path)}; remove the file, or run `graph_runner models fetch` to replace it"
        )
    if state is ModelState.MISSING:
        if not fetch:
            raise ResourceError(f"model {model.name} is not in {place}; {advice(model)}")
        _install([model], place, progress)
    return path


def resource_path(
    resource_id: str,
    folder: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Path:
    """The file that a graph means by `resource_id`.

    That is, in this order: a file of that path, a model of the manifest (fetched if need be), a label map that comes
    with the package, or a file of that name in the models folder (not verified: put models there that no wheel has).

    Raises:
        ResourceError: it is none of these, or `model_path` fails.
    """
    if usable_path(resource_id).is_file():
        return Path(resource_id)
    if model := resolve(resource_id):
        return model_path(model.name, folder, progress)
    if resource_id in LABEL_MAPS:
        return Path(__file__).parent / LABEL_MAPS[resource_id]
    own = models_folder(folder) / Path(resource_id).name
    if own.is_file():
        return own
    if url := published_at(resource_id):
        raise ResourceError(
            f"{own.name} is not in {own.parent}, and no wheel has it: fetch it from {url} and put it there"
        )
    raise ResourceError(
        f"{resource_id} is neither a file nor a model that can be fetched ({did_you_mean(resource_id)}); "
        f"correct the path, or put the file into {own.parent}"
    )


def is_own_resource(resource_id: str) -> bool:
    """Tell whether `resource_path` gives a model of the manifest or a label map of this package for `resource_id`."""
    return not usable_path(resource_id).is_file() and (resolve(resource_id) is not None or resource_id in LABEL_MAPS)


def _install(needed: Sequence[Model], place: Path, progress: Progress | None) -> None:
    from backedge.models.installing import install  # with all that downloads it; most programs have their models

    install(needed, place, progress)
