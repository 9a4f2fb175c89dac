"""What a tracker found in a frame, in pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backedge.errors import BackedgeError
from backedge.formats import ClassificationList, HandLandmark, ImageSize, Landmarks, NormalizedLandmarks
from backedge.tools.hand_sets.truth import Floats


@dataclass(frozen=True, slots=True, eq=False)
class FoundHand:
    """One hand.

    Attributes:
        points: (21, 2) pixels from the picture's upper left corner.
        world: (21, 3) metres; None where the graph does not say.
        handedness: "Left" or "Right", as MediaPipe takes it; "" likewise.
        presence: how sure the tracker is that there is a hand, 0..1; None likewise.
        track: number of its track; 0 where the graph does not tell tracks apart.
    """

    points: Floats
    world: Floats | None = None
    handedness: str = ""
    presence: float | None = None
    track: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class FoundPalm:
    """A palm: (4,) left, top, width and height of its box in pixels, and its score."""

    box: Floats
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """All of a frame.

    Attributes:
        hands: the hands.
        palms: what the palm detector gave; None where the graph does not say.
        detector_ran: whether it ran; None likewise.
        seconds: how long the frame took.
    """

    hands: Sequence[FoundHand]
    palms: Sequence[FoundPalm] | None = None
    detector_ran: bool | None = None
    seconds: float = 0.0


def hands_of(values: Mapping[str, Any], size: ImageSize) -> list[FoundHand]:
    """The hands that the values of a graph's streams at one timestamp are about.

    Args:
        values: by tag: LANDMARKS, and any of WORLD_LANDMARKS, HANDEDNESS, PRESENCE and RECTS, each a list, or its
            only element from graphs that find one hand.
        size: width and height of the picture in pixels.

    Raises:
        BackedgeError: the landmarks are not of hands.
    """
    landmarks = _listed(values.get("LANDMARKS"))
    if landmarks and len(landmarks[0].points) != len(HandLandmark):
        raise BackedgeError(
            f"expected hands of {len(HandLandmark)} landmarks in the stream tagged LANDMARKS, found objects of "
            f"{len(landmarks[0].points)}: the graph finds something else"
        )
    world, labels, presence, rects = (
        _listed(values.get(tag)) for tag in ("WORLD_LANDMARKS", "HANDEDNESS", "PRESENCE", "RECTS")
    )
    return [
        FoundHand(
            np.asarray(_points(each)[:, :2] * size, np.float64),
            _points(world[place]) if len(world) == len(landmarks) else None,
            labels[place][0].label if len(labels) == len(landmarks) else "",
            float(presence[place]) if len(presence) == len(landmarks) else None,
            int(rects[place].rect_id) if len(rects) == len(landmarks) else 0,
        )
        for place, each in enumerate(landmarks)
    ]


def _listed(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    single = isinstance(value, NormalizedLandmarks | Landmarks | ClassificationList | float)
    return [value] if single else value


def _points(landmarks: Any) -> Floats:
    return np.asarray(landmarks.points, np.float64)
