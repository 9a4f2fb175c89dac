"""`drawing_styles`: the colours in which MediaPipe draws hands, faces and bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias, TypeVar

from backedge.compat.mediapipe.python.solutions import face_mesh_connections as face
from backedge.compat.mediapipe.python.solutions import hands_connections as hand
from backedge.compat.mediapipe.python.solutions.drawing_utils import WHITE_COLOR, DrawingSpec
from backedge.formats.hand_landmark import HandLandmark
from backedge.formats.pose_landmark import PoseLandmark

_K = TypeVar("_K")
_Styles: TypeAlias = Mapping[tuple[int, int], DrawingSpec]

# Blue, green and red.
_RED: Final = (48, 48, 255)
_GREEN: Final = (48, 255, 48)
_BLUE: Final = (192, 101, 21)
_YELLOW: Final = (0, 204, 255)
_GREY: Final = (128, 128, 128)
_PURPLE: Final = (128, 64, 128)
_PEACH: Final = (180, 229, 255)
_CYAN: Final = (192, 255, 48)
_MAGENTA: Final = (192, 48, 255)
_ORANGE: Final = (0, 138, 255)
_TURQUOISE: Final = (231, 217, 0)

_FINGERS: Final = (
    (_PEACH, hand.HAND_THUMB_CONNECTIONS),
    (_PURPLE, hand.HAND_INDEX_FINGER_CONNECTIONS),
    (_YELLOW, hand.HAND_MIDDLE_FINGER_CONNECTIONS),
    (_GREEN, hand.HAND_RING_FINGER_CONNECTIONS),
    (_BLUE, hand.HAND_PINKY_FINGER_CONNECTIONS),
)
_CONTOURS: Final = (
    (WHITE_COLOR, face.FACEMESH_LIPS),
    (_GREEN, face.FACEMESH_LEFT_EYE),
    (_GREEN, face.FACEMESH_LEFT_EYEBROW),
    (_RED, face.FACEMESH_RIGHT_EYE),
    (_RED, face.FACEMESH_RIGHT_EYEBROW),
    (WHITE_COLOR, face.FACEMESH_FACE_OVAL),
)
_COLOURFUL_CONTOURS: Final = (
    (_BLUE, face.FACEMESH_LIPS),
    (_CYAN, face.FACEMESH_LEFT_EYE),
    (_GREEN, face.FACEMESH_LEFT_EYEBROW),
    (_MAGENTA, face.FACEMESH_RIGHT_EYE),
    (_RED, face.FACEMESH_RIGHT_EYEBROW),
    (WHITE_COLOR, face.FACEMESH_FACE_OVAL),
    (_YELLOW, face.FACEMESH_NOSE),
)
_LINE: Final = 2


def get_default_hand_landmarks_style() -> Mapping[int, DrawingSpec]:
    """The style of each landmark of a hand: filled dots, of a colour for each finger and one for the palm."""
    palm = {number for pair in hand.HAND_PALM_CONNECTIONS for number in pair}
    styles = dict.fromkeys(palm, _dot(_RED))
    for colour, bones in _FINGERS:
        styles.update(dict.fromkeys((end for _, end in bones), _dot(colour)))
    return {landmark: styles[landmark] for landmark in HandLandmark}


def get_default_hand_connections_style() -> _Styles:
    """The style of each line of a hand: a colour for each finger, and grey for the palm."""
    return {
        **dict.fromkeys(hand.HAND_PALM_CONNECTIONS, DrawingSpec(_GREY, 3)),
        **_lines(_FINGERS),
    }


def get_default_face_mesh_contours_style(i: int = 0) -> _Styles:
    """The style of each line of a face's contours.

    Args:
        i: 1 for more colours, and the nose; anything else for the eyes and brows in colour, and the rest in white.
    """
    return _lines(_COLOURFUL_CONTOURS if i == 1 else _CONTOURS)


def get_default_face_mesh_tesselation_style() -> DrawingSpec:
    """The style of the edges of a face's mesh: thin and grey."""
    return DrawingSpec(_GREY, 1)


def get_default_face_mesh_iris_connections_style() -> _Styles:
    """The style of the lines of the irises: the left one green, the right one red."""
    return _lines(((_GREEN, face.FACEMESH_LEFT_IRIS), (_RED, face.FACEMESH_RIGHT_IRIS)))


def get_default_pose_landmarks_style() -> Mapping[int, DrawingSpec]:
    """The style of each landmark of a body: orange on its left, turquoise on its right, the nose white."""
    left, right = DrawingSpec(_ORANGE, _LINE), DrawingSpec(_TURQUOISE, _LINE)
    styles: dict[int, DrawingSpec] = {part: left if "LEFT" in part.name else right for part in PoseLandmark}
    return {**styles, PoseLandmark.NOSE: DrawingSpec(WHITE_COLOR, _LINE)}


def _dot(colour: tuple[int, int, int]) -> DrawingSpec:
    return DrawingSpec(colour, thickness=-1, circle_radius=5)


def _lines(parts: Iterable[tuple[tuple[int, int, int], Iterable[_K]]]) -> dict[_K, DrawingSpec]:
    """A style for each line of each part, of the part's colour."""
    return {line: spec for colour, lines in parts for spec in [DrawingSpec(colour, _LINE)] for line in lines}
