"""The six keypoints of a detected face, and the contours of a face mesh, under MediaPipe's names.

MediaPipe `python/solutions/face_detection.py`, `face_mesh_connections.py`,
`graphs/face_mesh/calculators/face_landmarks_to_render_data_calculator.cc`.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from backedge.formats.hand_landmark import Connections


class FaceKeyPoint(enum.IntEnum):
    """The keypoints of a detected face, by number. Left and right are the person's own."""

    RIGHT_EYE = 0
    LEFT_EYE = 1
    NOSE_TIP = 2
    MOUTH_CENTER = 3
    RIGHT_EAR_TRAGION = 4
    LEFT_EAR_TRAGION = 5


# fmt: off
FACE_CONTOURS: Final[Mapping[str, tuple[tuple[int, int], ...]]] = MappingProxyType({
    "lips": (
        (61, 146), (146, 91), (91, 181), (181, 84), (84, 17), (17, 314), (314, 405), (405, 321), (321, 375),
        (375, 291), (61, 185), (185, 40), (40, 39), (39, 37), (37, 0), (0, 267), (267, 269), (269, 270), (270, 409),
        (409, 291), (78, 95), (95, 88), (88, 178), (178, 87), (87, 14), (14, 317), (317, 402), (402, 318), (318, 324),
        (324, 308), (78, 191), (191, 80), (80, 81), (81, 82), (82, 13), (13, 312), (312, 311), (311, 310), (310, 415),
        (415, 308),
    ),
    "right_eye": (
        (33, 7), (7, 163), (163, 144), (144, 145), (145, 153), (153, 154), (154, 155), (155, 133), (33, 246),
        (246, 161), (161, 160), (160, 159), (159, 158), (158, 157), (157, 173), (173, 133),
    ),
    "right_eyebrow": (
        (46, 53), (53, 52), (52, 65), (65, 55), (70, 63), (63, 105), (105, 66), (66, 107),
    ),
    "left_iris": (
        (474, 475), (475, 476), (476, 477), (477, 474),
    ),
    "left_eye": (
        (263, 249), (249, 390), (390, 373), (373, 374), (374, 380), (380, 381), (381, 382), (382, 362), (263, 466),
        (466, 388), (388, 387), (387, 386), (386, 385), (385, 384), (384, 398), (398, 362),
    ),
    "left_eyebrow": (
        (276, 283), (283, 282), (282, 295), (295, 285), (300, 293), (293, 334), (334, 296), (296, 336),
    ),
    "right_iris": (
        (469, 470), (470, 471), (471, 472), (472, 469),
    ),
    "face_oval": (
        (10, 338), (338, 297), (297, 332), (332, 284), (284, 251), (251, 389), (389, 356), (356, 454), (454, 323),
        (323, 361), (361, 288), (288, 397), (397, 365), (365, 379), (379, 378), (378, 400), (400, 377), (377, 152),
        (152, 148), (148, 176), (176, 149), (149, 150), (150, 136), (136, 172), (172, 58), (58, 132), (132, 93),
        (93, 234), (234, 127), (127, 162), (162, 21), (21, 54), (54, 103), (103, 67), (67, 109), (109, 10),
    ),
})
# fmt: on
"""Of each part of a face, the pairs of landmarks that lines are drawn between, in MediaPipe's order of drawing.

Left and right are the person's own. Only the model with attention has the landmarks of the irises.
"""

FACEMESH_LIPS: Final[Connections] = frozenset(FACE_CONTOURS["lips"])
FACEMESH_LEFT_EYE: Final[Connections] = frozenset(FACE_CONTOURS["left_eye"])
FACEMESH_LEFT_EYEBROW: Final[Connections] = frozenset(FACE_CONTOURS["left_eyebrow"])
FACEMESH_LEFT_IRIS: Final[Connections] = frozenset(FACE_CONTOURS["left_iris"])
FACEMESH_RIGHT_EYE: Final[Connections] = frozenset(FACE_CONTOURS["right_eye"])
FACEMESH_RIGHT_EYEBROW: Final[Connections] = frozenset(FACE_CONTOURS["right_eyebrow"])
FACEMESH_RIGHT_IRIS: Final[Connections] = frozenset(FACE_CONTOURS["right_iris"])
FACEMESH_FACE_OVAL: Final[Connections] = frozenset(FACE_CONTOURS["face_oval"])

FACEMESH_IRISES: Final = FACEMESH_LEFT_IRIS | FACEMESH_RIGHT_IRIS
"""The lines of the irises, which only the model with attention finds."""

FACEMESH_CONTOURS: Final = (
    FACEMESH_LIPS
    | FACEMESH_LEFT_EYE
    | FACEMESH_LEFT_EYEBROW
    | FACEMESH_RIGHT_EYE
    | FACEMESH_RIGHT_EYEBROW
    | FACEMESH_FACE_OVAL
)
"""The 124 pairs of landmarks that MediaPipe draws lines between, without the irises."""
