"""`mediapipe/framework/formats/landmark.proto`, and `Landmarks` and `NormalizedLandmarks`."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.core.side_packets.format_messages import LandmarkListMessage
from backedge.formats import Landmarks, NormalizedLandmarks
from backedge.protos import Message, field, message_class

NAME: Final = "mediapipe.LandmarkList"
NORMALIZED_NAME: Final = "mediapipe.NormalizedLandmarkList"

_COORDINATES: Final = (1, 2, 3)  # numbers of fields
_SCORES: Final = (4, 5)
_FIXED32: Final = 5
_IN_LIST: Final = 1 << 3 | 2

L = TypeVar("L", Landmarks, NormalizedLandmarks)


class NormalizedLandmarkMessage(Message, name="mediapipe.NormalizedLandmark"):
    """One of `NormalizedLandmarks`."""

    x: float = field(1)
    y: float = field(2)
    z: float = field(3)
    visibility: float | None = field(4)
    presence: float | None = field(5)


class NormalizedLandmarkListMessage(Message, name=NORMALIZED_NAME):
    """See `NormalizedLandmarks`."""

    landmark: tuple[NormalizedLandmarkMessage, ...] = field(1)


class LandmarkListCollection(Message, name="mediapipe.LandmarkListCollection"):
    """Landmarks of several objects."""

    landmark_list: tuple[LandmarkListMessage, ...] = field(1)


class NormalizedLandmarkListCollection(Message, name="mediapipe.NormalizedLandmarkListCollection"):
    """Landmarks of several objects."""

    landmark_list: tuple[NormalizedLandmarkListMessage, ...] = field(1)


def to_landmarks(message: Any) -> Landmarks:
    """Convert to what our packets hold for a ``mediapipe.LandmarkList``."""
    return _read(Landmarks, message)


def to_normalized_landmarks(message: Any) -> NormalizedLandmarks:
    """Convert to what our packets hold for a ``mediapipe.NormalizedLandmarkList``."""
    return _read(NormalizedLandmarks, message)


def from_landmarks(landmarks: Landmarks | NormalizedLandmarks) -> Any:
    """The message for what a packet of ours holds."""
    kind: Any = message_class(NORMALIZED_NAME if isinstance(landmarks, NormalizedLandmarks) else NAME)
    columns = [*landmarks.points.T]
    scores = landmarks.visibility, landmarks.presence
    numbers = [*_COORDINATES, *(number for number, score in zip(_SCORES, scores, strict=True) if score is not None)]
    columns.extend(score for score in scores if score is not None)
    # Written in protobuf's wire format at once: a call for each number of a face would take longer than all of a graph.
    rows = np.zeros(len(landmarks.points), _row(tuple(numbers)))
    rows["head"] = _IN_LIST, rows.itemsize - 2
    for number, column in zip(numbers, columns, strict=True):
        rows[f"tag {number}"] = number << 3 | _FIXED32
        rows[f"value {number}"] = column
    return kind.FromString(rows.tobytes())


@cache
def _row(numbers: tuple[int, ...]) -> np.dtype[Any]:
    """A landmark in a list, in protobuf's wire format: its length, and the number of each field before its value."""
    fields = [part for number in numbers for part in ((f"tag {number}", "u1"), (f"value {number}", "<f4"))]
    return np.dtype([("head", "u1", 2), *fields])


def _read(kind: type[L], message: Any) -> L:
    points = message.landmark
    coordinates = np.array([(point.x, point.y, point.z) for point in points], np.float32).reshape(-1, 3)
    return kind(coordinates, _scores(points, "visibility"), _scores(points, "presence"))


def _scores(points: Any, name: str) -> NDArray[np.float32] | None:
    """A score of every landmark, 0 where it is not set; None where none has it."""
    if not any(point.HasField(name) for point in points):
        return None
    return np.array([getattr(point, name) for point in points], np.float32)
