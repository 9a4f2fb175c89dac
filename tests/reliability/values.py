"""Values for the ports of calculators by type: such as a graph has, and such as no model should give."""

from __future__ import annotations

import math
from typing import Annotated, Any, Final, get_args, get_origin

import numpy as np

from backedge.authoring.packet_types import matches, members
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.calculators.geometry.roi import Padding
from backedge.calculators.tracking.timed_boxes import TimedBoxProto, TimedBoxProtoList
from backedge.formats import (
    BoundingBox,
    Classification,
    ClassificationList,
    Detection,
    Image,
    ImageFrame,
    Landmarks,
    NormalizedLandmarks,
    NormalizedRect,
    Rect,
    RenderData,
    Tensor,
)

_NAN, _INF = math.nan, math.inf
_RNG = np.random.default_rng(1)


def _landmarks(cls: Any, count: int, value: float | None = None) -> Any:
    points = _RNG.random((count, 3), np.float32)
    return cls(points if value is None else np.full_like(points, value))


def _pixels(height: int, width: int, channels: int = 3) -> np.ndarray[Any, Any]:
    shape = (height, width, channels) if channels > 1 else (height, width)
    return _RNG.integers(0, 256, shape, np.uint8)


def _detection(score: float = 0.5, size: float = 0.4, keypoints: int = 7) -> Detection:
    points = _RNG.random((keypoints, 2), np.float32)
    return Detection((score,), (0,), BoundingBox(0.1, 0.2, size, size), points)


_VALUES: Final[tuple[Any, ...]] = (
    *(True, False, 0, 1, 3, -1, 2**31, 0.0, 0.5, -1.0, 1e30, _NAN, _INF, -_INF, "", "text", b"", b"bytes" * 4),
    *((0, 0), (8, 6), (640, 480), (-1, 5), (2**31, 2**31)),
    *(ImageFrame(_pixels(6, 8)), ImageFrame(_pixels(1, 1)), ImageFrame(_pixels(6, 8, 4)), ImageFrame(_pixels(6, 8, 1))),
    *(ImageFrame(_RNG.random((6, 8), np.float32)), ImageFrame(np.full((6, 8), _NAN, np.float32))),
    *(Image(_pixels(6, 8)), Image(_RNG.random((6, 8), np.float32)), Image(np.full((6, 8), _NAN, np.float32))),
    *(_landmarks(cls, count) for cls in (NormalizedLandmarks, Landmarks) for count in (21, 33, 468, 478, 0, 1)),
    *(_landmarks(cls, 21, value) for cls in (NormalizedLandmarks, Landmarks) for value in (_NAN, _INF, 1e30)),
    *(NormalizedRect(0.5, 0.5, 0.3, 0.4), NormalizedRect(0.5, 0.5, 0, 0), NormalizedRect(_NAN, 0.5, _INF, 0.4, _NAN)),
    *(NormalizedRect(1e9, -1e9, 1e9, 1e9, 1e9), Rect(4, 3, 2, 2), Rect(-9, 9, 0, -1, _INF)),
    *(_detection(), _detection(_NAN, _INF), _detection(_INF, _NAN, 0), _detection(0, 0, 1), _detection(1, -1, 33)),
    *(Tensor(_RNG.random(shape, np.float32)) for shape in ((1, 63), (1, 2016, 18), (1, 1), (0,), (1, 2, 3, 4), ())),
    *(Tensor(np.full((1, 63), value, np.float32)) for value in (_NAN, _INF)),
    *(Tensor(_pixels(1, 63, 1)), RenderData(), ClassificationList(())),
    *(ClassificationList((Classification(0, 0.9, "a"),)), ClassificationList((Classification(-1, _NAN, ""),))),
    *(Padding(0, 0.1, 0, 0.1), Padding(0.5, 0.5, 0.5, 0.5), Padding(_NAN, _INF, 0, 0)),
    *(VideoHeader(), TimedBoxProtoList(), TimedBoxProtoList(box=(TimedBoxProto(),))),
    *(np.eye(4, dtype=np.float32), np.zeros((4, 4), np.float32), np.full((4, 4), _NAN, np.float32)),
    *(np.zeros((0, 0), np.float32), np.eye(2, 3, dtype=np.float32)),
)


def values_of(value_type: Any) -> list[Any]:
    """Values that a port of this type takes; the first ones are such as a graph has."""
    found: list[Any] = []
    for member in members(value_type):
        plain = get_args(member)[0] if get_origin(member) is Annotated else member
        if get_origin(plain) is list:
            items = values_of(get_args(plain)[0])
            found += [items[:1], items[:3], [], items, *([item] for item in items[1:])]
        elif plain is list:
            found += [[], [1, 2]]
        else:
            found += [value for value in _VALUES if matches(value, member)]
    return found
