"""The C++ types of MediaPipe that our types stand for, as messages and docs name them."""

from __future__ import annotations

import types
from typing import Any, Final, get_args, get_origin

import numpy as np

from backedge.errors import PacketTypeError
from backedge.formats.anchor import Anchors
from backedge.formats.classification import Classification, ClassificationList
from backedge.formats.detection import BoundingBox, Detection
from backedge.formats.image import Image, ImageFrame, ImageSize
from backedge.formats.image_format import ImageFormat
from backedge.formats.joint import Joints
from backedge.formats.landmark import Landmarks, NormalizedLandmarks
from backedge.formats.rect import NormalizedRect, Rect
from backedge.formats.render_data import RenderData
from backedge.formats.tensor import Tensor
from backedge.suggest import suggest_or_list

_NAMES: Final[dict[Any, str]] = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "std::string",
    bytes: "std::string",
    np.ndarray: "mediapipe::Matrix",
    Anchors: "std::vector<mediapipe::Anchor>",
    BoundingBox: "mediapipe::LocationData::RelativeBoundingBox",
    Classification: "mediapipe::Classification",
    ClassificationList: "mediapipe::ClassificationList",
    Detection: "mediapipe::Detection",
    Image: "mediapipe::Image",
    ImageFormat: "mediapipe::ImageFormat::Format",
    ImageFrame: "mediapipe::ImageFrame",
    ImageSize: "std::pair<int, int>",
    Joints: "mediapipe::JointList",
    Landmarks: "mediapipe::LandmarkList",
    NormalizedLandmarks: "mediapipe::NormalizedLandmarkList",
    NormalizedRect: "mediapipe::NormalizedRect",
    Rect: "mediapipe::Rect",
    RenderData: "mediapipe::RenderData",
    Tensor: "mediapipe::Tensor",
}

# C++ spellings that a reader of MediaPipe's sources also meets; none is ever written by us.
_ALIASES: Final[dict[str, Any]] = {
    "char": int,
    "int32": int,
    "int32_t": int,
    "int64": int,
    "int64_t": int,
    "long": int,
    "size_t": int,
    "uint32_t": int,
    "uint64": int,
    "uint64_t": int,
    "double": float,
    "std::array<float, 16>": np.ndarray,
    "mediapipe::DetectionList": list[Detection],
}

_VECTOR: Final = "std::vector<"


def mediapipe_name(kind: object) -> str:
    """Return the C++ name MediaPipe uses for the Python type `kind`, such as ``mediapipe::ImageFrame``.

    ``list[X]`` is ``std::vector<X's name>``. A type that is not MediaPipe's goes by its Python
    name, such as ``my_module.MyType``.
    """
    if get_origin(kind) is list:
        return f"{_VECTOR}{mediapipe_name(get_args(kind)[0])}>"
    return _NAMES.get(kind) or _NAMES.get(get_origin(kind)) or _python_name(kind)


def python_type(name: str) -> Any:
    """Return the Python type that stands for MediaPipe's C++ type `name`, written with ``::`` or not.

    Raises:
        PacketTypeError: no type of ours stands for it.
    """
    plain = _plain(name)
    if (kind := _TYPES.get(plain)) is not None:
        return kind
    if plain.startswith(_VECTOR) and plain.endswith(">"):
        return types.GenericAlias(list, (python_type(plain[len(_VECTOR) : -1]),))
    raise PacketTypeError(f'no data type stands for MediaPipe\'s "{name}"; {suggest_or_list(plain, _TYPES)}')


def _python_name(kind: object) -> str:
    if not isinstance(kind, type):
        return str(kind)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _plain(name: str) -> str:
    joined = "".join(name.split()).replace(",", ", ")
    return joined.removeprefix("::").replace("<::", "<").replace(", ::", ", ")


# `bytes` shares its C++ name with `str`; text is what such a stream nearly always holds.
_TYPES: Final[dict[str, Any]] = {name: kind for kind, name in reversed(_NAMES.items())} | _ALIASES
