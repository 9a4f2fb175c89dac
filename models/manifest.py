"""The manifest: the models, the shapes of their tensors, and the checksums of their files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from backedge.errors import ResourceError

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """The wheel that models are members of.

    Attributes:
        package: name on the Python package index.
        version: the one version whose models the manifest describes.
        licence: SPDX name.
        python: the CPython version whose wheel is asked for ("3.11"); any would do.
        platforms: platform tags of the wheels asked for, best first; any would do.
        sha256: of the wheels, in hex, in the order of the platforms.
        wheel_size: bytes of the first platform's wheel.
    """

    package: str
    version: str
    licence: str
    python: str
    platforms: tuple[str, ...]
    sha256: tuple[str, ...]
    wheel_size: int

    def __str__(self) -> str:
        return f"{self.package} {self.version}"


@dataclass(frozen=True, slots=True)
class Model:
    """One trained model.

    Attributes:
        name: what users call it, `palm_detection_full`.
        description: one line.
        member: its path inside the wheel; MediaPipe's graphs name it so too.
        sha256: of the file, in hex.
        size: of the file, in bytes.
        inputs: shape of each input tensor; all are float32.
        outputs: shape of each output tensor; all are float32.
        origin: the wheel.
    """

    name: str
    description: str
    member: str
    sha256: str
    size: int
    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    origin: Origin

    @property
    def file_name(self) -> str:
        """Name of the file in a models folder, `palm_detection_full.tflite`."""
        return PurePosixPath(self.member).name

    @property
    def licence(self) -> str:
        """SPDX name of the licence."""
        return self.origin.licence


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "manifest.toml").read_text("utf-8"))


@cache
def _manifest() -> dict[str, Model]:
    # TOML gives lists; a frozen model holds tuples.
    document = _document()
    tuples = {key: tuple(document["origin"][key]) for key in ("platforms", "sha256")}
    origin = Origin(**document["origin"] | tuples)
    return {
        name: Model(
            name=name,
            origin=origin,
            **entry | {key: tuple(map(tuple, entry[key])) for key in ("inputs", "outputs")},
        )
        for name, entry in document["models"].items()
    }


def list_models() -> tuple[Model, ...]:
    """Every model there is, in the order of the manifest."""
    return tuple(_manifest().values())


def resolve(resource_id: str) -> Model | None:
    """The model that a graph means by `resource_id`, or None if the manifest has no such model.

    Args:
        resource_id: MediaPipe's path (`mediapipe/modules/palm_detection/palm_detection_full.tflite`), the bare
            name of that file, or the model's name.
    """
    for model in list_models():
        if resource_id in (model.name, model.file_name, model.member):
            return model
    return None


def find_model(name: str) -> Model:
    """The model called `name`; takes all that `resolve` takes.

    Raises:
        ResourceError: the model is unknown; the message has the names that come close.
    """
    model = resolve(name)
    if model is None:
        raise ResourceError(f"there is no model {name!r}; {did_you_mean(name)}")
    return model


def published_at(resource_id: str) -> str | None:
    """The address at which MediaPipe publishes a model that is in no wheel; None for any other.

    Args:
        resource_id: MediaPipe's path (`mediapipe/modules/pose_landmark/pose_landmark_lite.tflite`) or the file's name.
    """
    published = _document()["published"]
    file_name = PurePosixPath(resource_id).name
    return f"{published['url']}{file_name}" if file_name in published["files"] else None


def did_you_mean(name: str) -> str:
    """A hint after the unknown name `name`: the closest models, or all of them if none is close."""
    import difflib  # for errors only

    close = difflib.get_close_matches(PurePosixPath(name).stem, _manifest(), n=3)
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"there are {', '.join(_manifest())}"
