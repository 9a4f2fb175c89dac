"""What is known of the hands in a picture, a video or a whole set of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from backedge.formats import ImageSize

Floats: TypeAlias = NDArray[np.float64]
Attributes: TypeAlias = Mapping[str, str | float]

UNKNOWN, HIDDEN, SEEN = range(3)
"""Of a landmark: not known, known but covered by something or out of the picture, and seen."""

OTHER: Final = {"Left": "Right", "Right": "Left", "": ""}
"""The handedness of a hand in a picture that is not mirrored, by what MediaPipe says of it, and the other way round."""


def where_known(points: Floats, known: NDArray[np.bool_]) -> Floats | None:
    """Points with NaN for those that are not known; None where none is.

    Args:
        points: (21, 2).
        known: (21,).
    """
    return np.where(known[:, None], points, np.nan) if known.any() else None


@dataclass(frozen=True, slots=True, eq=False)
class TrueHand:
    """The truth about one hand.

    Attributes:
        points: (21, 2) pixels from the picture's upper left corner, in MediaPipe's order; NaN where unknown; None where
            no landmarks are known.
        visible: (21,) of UNKNOWN, HIDDEN and SEEN.
        depth: (21,) pixels from the wrist, negative towards the viewer; None if not known.
        world: (21, 3) metres, x right, y down, z away from the viewer, from any origin; None if not known.
        handedness: "Left" or "Right" as MediaPipe names it, which takes pictures to be mirrored; "" if not known.
        palm_box: (4,) left, top, width, height in pixels, as the palm detector finds it; None if not known.
        box: likewise, of the whole hand.
        attributes: what else is known, such as ``gesture``: words, or numbers to make classes of.
        track: of a video, the hand's number, the same in all frames; 0 if not known.
    """

    points: Floats | None
    visible: NDArray[np.int8] = field(default_factory=lambda: np.zeros(21, np.int8))
    depth: Floats | None = None
    world: Floats | None = None
    handedness: str = ""
    palm_box: Floats | None = None
    box: Floats | None = None
    attributes: Attributes = field(default_factory=dict)
    track: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class TruePicture:
    """A picture with its hands.

    Attributes:
        name: for reports, unique in its set.
        path: its file.
        size: width and height in pixels.
        hands: those in it; where not `is_complete`, there may be others.
        attributes: what is known of the picture as a whole.
        is_complete: whether all hands in the picture are among `hands`.
    """

    name: str
    path: Path
    size: ImageSize
    hands: Sequence[TrueHand]
    attributes: Attributes = field(default_factory=dict)
    is_complete: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class TrueClip:
    """A video, with the hands of its frames where they are known.

    Attributes:
        name: for reports, unique in its set.
        path: its file.
        frames: the hands of each frame, in order; empty where nothing is known of them.
        size: width and height in pixels.
        attributes: what is known of the video as a whole.
        source: who says so: "truth", or "reference" for what another tracker found.
    """

    name: str
    path: Path
    frames: Sequence[Sequence[TrueHand]]
    size: ImageSize
    attributes: Attributes = field(default_factory=dict)
    source: str = "truth"


@dataclass(frozen=True, slots=True, eq=False)
class HandSet:
    """Pictures and videos with the truth about them.

    Attributes:
        name: what reports call it.
        pictures: single pictures.
        clips: videos.
    """

    name: str
    pictures: Sequence[TruePicture] = ()
    clips: Sequence[TrueClip] = ()

    def hands(self) -> Iterator[TrueHand]:
        """All hands of its pictures."""
        for picture in self.pictures:
            yield from picture.hands
