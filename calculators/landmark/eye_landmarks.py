"""Landmarks of the eyes, put into the face that they belong to.

MediaPipe `graphs/iris_tracking/calculators/update_face_landmarks_calculator.cc`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from backedge.errors import PacketTypeError
from backedge.formats import NormalizedLandmarks

FACE_LANDMARKS: Final = 468
"""Landmarks of a face."""

# fmt: off
LEFT_EYE: Final = (
    33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110, 24, 23, 22, 26,
    112, 243, 247, 30, 29, 27, 28, 56, 190, 226, 31, 228, 229, 230, 231, 232, 233, 244, 113, 225, 224, 223, 222,
    221, 189, 35, 124, 46, 53, 52, 65, 143, 111, 117, 118, 119, 120, 121, 128, 245, 156, 70, 63, 105, 66, 107,
    55, 193,
)
"""Of each landmark of the iris model's left eye, contour by contour: the landmark of the face that it is."""

RIGHT_EYE: Final = (
    263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398, 359, 255, 339, 254, 253,
    252, 256, 341, 463, 467, 260, 259, 257, 258, 286, 414, 446, 261, 448, 449, 450, 451, 452, 453, 464, 342,
    445, 444, 443, 442, 441, 413, 265, 353, 276, 283, 282, 295, 372, 340, 346, 347, 348, 349, 350, 357, 465,
    383, 300, 293, 334, 296, 336, 285, 417,
)
"""The same for the right eye."""
# fmt: on


def update_eyes(face: NormalizedLandmarks, eyes: NormalizedLandmarks) -> NormalizedLandmarks:
    """Replace the eyes of a face.

    Args:
        face: its 468 landmarks.
        eyes: 142 landmarks, those of `LEFT_EYE` and then those of `RIGHT_EYE`.

    Raises:
        PacketTypeError: another number of landmarks.
    """
    places = [*LEFT_EYE, *RIGHT_EYE]
    if len(face) != FACE_LANDMARKS or len(eyes) != len(places):
        raise PacketTypeError(
            f"expected {FACE_LANDMARKS} landmarks of a face and {len(places)} of its eyes, "
            f"found {len(face)} and {len(eyes)}"
        )
    points = face.points.copy()
    points[places] = eyes.points
    visibility = np.zeros(len(face), np.float32) if face.visibility is None else face.visibility.copy()
    visibility[places] = 0 if eyes.visibility is None else eyes.visibility
    return replace(face, points=points, visibility=visibility)
