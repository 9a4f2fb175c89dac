"""Our facades against MediaPipe's `solutions`: a picture in, what was found out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from backedge.calculators.inference.thread_default import THREADS_VARIABLE
from backedge.tools.benchmarks.cases import Interpreter
from backedge.tools.benchmarks.side import Task
from backedge.tools.benchmarks.turn_case import TurnCase
from backedge.tools.benchmarks.workshop import Workshop


@dataclass(frozen=True)
class Facade:
    """A class that takes pictures, and its like in MediaPipe; those of theirs are modules of ``mp.solutions``.

    Attributes:
        module: ours, in `backedge.graphs`.
        name: of our class.
        found: the field of our results that says what was found.
        their_module: MediaPipe's.
        their_name: of MediaPipe's class.
        their_found: of MediaPipe's results.
    """

    module: str
    name: str
    found: str
    their_module: str
    their_name: str
    their_found: str


_HANDS: Final = Facade("hand_tracking", "HandTracker", "hands", "hands", "Hands", "multi_hand_landmarks")
_FACE_MESH: Final = Facade("face_mesh", "FaceMesh", "faces", "face_mesh", "FaceMesh", "multi_face_landmarks")
_POSE: Final = Facade("pose", "PoseTracker", "pose", "pose", "Pose", "pose_landmarks")
_HOLISTIC: Final = Facade("holistic", "HolisticTracker", "pose", "holistic", "Holistic", "pose_landmarks")
_FACES: Final = Facade("face_detection", "FaceDetector", "faces", "face_detection", "FaceDetection", "detections")
_SELFIE: Final = Facade(
    "selfie_segmentation", "SelfieSegmenter", "mask", "selfie_segmentation", "SelfieSegmentation", "segmentation_mask"
)


@dataclass(frozen=True)
class Use:
    """A way of using a facade.

    Attributes:
        what: it in words.
        facade: the classes.
        arguments: of ours.
        their_arguments: of MediaPipe's.
        hands: how many synthetic hands are in view; 0 for a user's clip.
        threads: of our models; None for their default.
        is_even: whether all frames take equally long.
    """

    what: str
    facade: Facade
    arguments: dict[str, Any] = field(default_factory=dict)
    their_arguments: dict[str, Any] = field(default_factory=dict)
    hands: int = 0
    threads: int | None = None
    is_even: bool = True


def _hands(what: str, number: int, complexity: int, view: int, threads: int | None = None) -> Use:
    return Use(
        what,
        _HANDS,
        {"num_hands": number, "model_complexity": complexity},
        {"max_num_hands": number, "model_complexity": complexity},
        view,
        threads,
    )


USES: Final = {
    "hand": _hands("One hand", 1, 1, 1),
    "hand_one_thread": _hands("One hand, models on one thread", 1, 1, 1, threads=1),
    "hand_lite": _hands("One hand, lite models", 1, 0, 1),
    "hands_one_in_view": _hands("Up to two hands, one in view", 2, 1, 1),
    "hands_interval": replace(
        _hands("Up to two hands, one in view, another looked for in each 5th frame", 2, 1, 1),
        arguments={"num_hands": 2, "model_complexity": 1, "detection_interval": 5},
        is_even=False,
    ),
    "hands_two_in_view": _hands("Two hands in view", 2, 1, 2),
    "hands_on_clip": _hands("Up to two hands, on the clip", 2, 1, 0),
    "face_detection": Use("Face detection", _FACES),
    "face_mesh": Use("Face mesh", _FACE_MESH),
    "pose": Use("Pose", _POSE),
    "holistic": Use("Whole person (holistic)", _HOLISTIC),
    "selfie": Use("Selfie segmentation", _SELFIE),
}
"""By the names of their cases."""


def solutions_cases() -> list[TurnCase]:
    """Each use of a facade; hands are synthetic, everything else needs a clip."""
    return [
        TurnCase(
            name,
            use.what,
            partial(_tasks, use),
            frames=5 if use.is_even else 10,
            turns=30,
            needs_clip=not use.hands,
            is_even=use.is_even,
        )
        for name, use in USES.items()
    ]


def _tasks(use: Use, workshop: Workshop, _mediapipe: Interpreter | None) -> tuple[Task, Task | None]:
    facade = use.facade
    clip = (workshop.hands(use.hands) if use.hands else workshop.given_or_hands()).fields
    ours = {
        "module": f"backedge.graphs.{facade.module}",
        "name": facade.name,
        "arguments": use.arguments,
        "found": facade.found,
        **clip,
    }
    theirs = {
        "module": f"mediapipe.python.solutions.{facade.their_module}",
        "name": facade.their_name,
        "arguments": use.their_arguments,
        "found": facade.their_found,
        **clip,
    }
    environment = {} if use.threads is None else {THREADS_VARIABLE: str(use.threads)}
    return Task("solution", ours, environment), Task("solution", theirs)
