"""A file that a graph names, wherever it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backedge.errors import ResourceError
from backedge.models import resource_path
from backedge.path_names import usable_path


@dataclass(frozen=True, slots=True)
class Resource:
    """A file that exists (``mediapipe::Resource``); `read` reads it.

    Attributes:
        path: where it is on this machine.
        text_mode: whether line ends are those of text, a line feed on every system.
    """

    path: Path
    text_mode: bool = False

    def read(self) -> bytes:
        """The content.

        Raises:
            ResourceError: the file cannot be read.
        """
        try:
            content = usable_path(self.path).read_bytes()
        except OSError as error:
            raise ResourceError(f"cannot read {self.path}: {error.strerror}; correct the path") from error
        return content.replace(b"\r\n", b"\n") if self.text_mode else content


def find_resource(resource_id: str, *, text_mode: bool = False) -> Resource:
    """The file that a graph means by `resource_id`: a path, or a model or label map by MediaPipe's path for it.

    Raises:
        ResourceError: there is none, and it cannot be fetched.
    """
    return Resource(resource_path(resource_id), text_mode)
