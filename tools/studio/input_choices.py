"""What a page may choose as the source of pictures: nothing but what it was offered."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from backedge.calculators.media.image_files import SUFFIXES as IMAGE_SUFFIXES
from backedge.errors import ResourceError
from backedge.tools.running.frame_sources import DEMO
from backedge.tools.studio.protocol_values import Input

_VIDEO_SUFFIXES: Final = (".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v")
_SUFFIXES: Final = frozenset([*IMAGE_SUFFIXES, *_VIDEO_SUFFIXES])
_MOST_FILES: Final = 200
_DEPTH: Final = 3
"""Folders in folders that are looked into."""


class InputChoices:
    """The sources of pictures.

    Args:
        folder: the folder whose files can be chosen.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def all(self) -> list[Input]:
        """All there are now."""
        return [
            Input(kind="demo", name=DEMO, label="Demo clip"),
            Input(kind="browser", name="browser", label="This browser's camera"),
            *self._cameras(),
            *self._files(),
        ]

    def word(self, chosen: Input) -> str:
        """What `open_frames` calls a source.

        Raises:
            ResourceError: it is not there, or not for this page to see.
        """
        if chosen.kind == "file":
            return str(self._inside(chosen.name))
        if chosen.kind == "camera":
            if not (chosen.name.isascii() and chosen.name.isdigit()):
                raise ResourceError(f'"{chosen.name}" is no number of a camera')
            return chosen.name
        return DEMO

    def _inside(self, name: str) -> Path:
        path = (self._folder / name.replace("\0", "")).resolve()  # links are followed first
        if not path.is_relative_to(self._folder):
            raise ResourceError(f'"{name}" is not in the folder that the studio was started in')
        if path.suffix.lower() not in _SUFFIXES or not path.is_file():
            raise ResourceError(f'there is no picture or video "{name}" in {self._folder}')
        return path

    def _files(self) -> Iterator[Input]:
        found = 0
        for path, folders, names in os.walk(self._folder):
            relative = Path(path).relative_to(self._folder)
            folders[:] = (
                sorted(name for name in folders if not name.startswith(".")) if len(relative.parts) < _DEPTH else []
            )
            for name in sorted(names):
                if Path(name).suffix.lower() in _SUFFIXES and not name.startswith("."):
                    file = (relative / name).as_posix()
                    yield Input(kind="file", name=file, label=file)
                    found += 1
                    if found == _MOST_FILES:
                        return

    @staticmethod
    def _cameras() -> Iterator[Input]:
        """The cameras that the system lists; where it lists none, the first number is worth a try."""
        devices = sorted(Path("/dev").glob("video[0-9]*"), key=lambda path: int(path.name[5:]))
        numbers = [path.name[5:] for path in devices] if os.name == "posix" and Path("/sys").exists() else ["0"]
        for number in numbers:
            yield Input(kind="camera", name=number, label=f"Camera {number} of this machine")
