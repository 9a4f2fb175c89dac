"""`hands`: MediaPipe's Hands, over `backedge.graphs.hand_tracking`."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Self

from backedge.compat.bridge.solution_arguments import choice_argument, confidence_argument, number_argument
from backedge.compat.bridge.solution_outputs import SolutionOutputs
from backedge.compat.mediapipe.python.solution_base import SolutionBase
from backedge.compat.mediapipe.python.solutions._tracked_solution import TrackedSolution
from backedge.compat.mediapipe.python.solutions.hands_connections import HAND_CONNECTIONS
from backedge.compat.messages.classification import from_classifications
from backedge.compat.messages.landmark import from_landmarks
from backedge.formats import Classification, ClassificationList, Landmarks, NormalizedLandmarks
from backedge.formats.hand_landmark import HandLandmark
from backedge.graphs.hand_tracking import HandTracker, HandTrackingResult


class HandsOutputs(SolutionOutputs):
    """The hands that were found in an image; each field is None where none were.

    Attributes:
        multi_hand_landmarks: a ``NormalizedLandmarkList`` for each hand, of 21 landmarks.
        multi_hand_world_landmarks: a ``LandmarkList`` for each hand: metres, from the hand's middle.
        multi_handedness: a ``ClassificationList`` for each hand: one classification, "Left" or "Right".
    """

    _fields: ClassVar = ("multi_hand_landmarks", "multi_hand_world_landmarks", "multi_handedness")

    def __init__(self, result: HandTrackingResult) -> None:
        self._hands = result.hands

    @classmethod
    def of_none(cls, result: HandTrackingResult) -> Self:
        """The outputs for a program that wants no hands."""
        return cls(replace(result, hands=()))

    @cached_property
    def multi_hand_landmarks(self) -> list[Any] | None:
        """The landmarks of each hand."""
        return [from_landmarks(NormalizedLandmarks(hand.landmarks)) for hand in self._hands] or None

    @cached_property
    def multi_hand_world_landmarks(self) -> list[Any] | None:
        """The landmarks of each hand in metres."""
        return [from_landmarks(Landmarks(hand.world_landmarks)) for hand in self._hands] or None

    @cached_property
    def multi_handedness(self) -> list[Any] | None:
        """Left or right, for each hand."""
        return [
            from_classifications(_handedness(hand.handedness, hand.handedness_score)) for hand in self._hands
        ] or None


class Hands(TrackedSolution[HandsOutputs]):
    """Finds and follows hands.

    "Left" and "Right" are meant for mirrored images, as a camera in front of its user gives them.

    Args:
        static_image_mode: treat every image on its own.
        max_num_hands: how many hands to look for.
        model_complexity: 0 or 1; 1 is slower, and more precise.
        min_detection_confidence: palms with a lower score are not detected, 0..1.
        min_tracking_confidence: a hand is lost when its presence is not above this, 0..1.

    Raises:
        TypeError: an argument is of the wrong type.
        ValueError: there is no model of that complexity.
    """

    def __init__(
        self,
        static_image_mode: bool = False,
        max_num_hands: int = 2,
        model_complexity: int = 1,
        min_detection_confidence: float = 0.5,
        min_tracking_confidence: float = 0.5,
    ) -> None:
        count = number_argument("Hands", "max_num_hands", max_num_hands)
        tracker = HandTracker(
            max(count, 1),
            choice_argument("Hands", "model_complexity", model_complexity, (0, 1)),
            static_images=bool(static_image_mode),
            min_detection_confidence=confidence_argument("Hands", "min_detection_confidence", min_detection_confidence),
            min_presence_confidence=confidence_argument("Hands", "min_tracking_confidence", min_tracking_confidence),
        )
        super().__init__(tracker, HandsOutputs if count > 0 else HandsOutputs.of_none)


def _handedness(label: str, score: float) -> ClassificationList:
    return ClassificationList([Classification(int(label == "Right"), score, label)])


__all__ = ["HAND_CONNECTIONS", "HandLandmark", "Hands", "SolutionBase"]
