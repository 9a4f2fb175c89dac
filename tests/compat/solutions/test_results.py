"""Each solution in pictures: what MediaPipe 0.10.21's finds, and the very numbers of the tracker that does the work."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf.json_format import MessageToDict
from numpy.testing import assert_array_equal

import backedge.compat.mediapipe as mp
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.compat.mediapipe.framework.formats import landmark_pb2
from backedge.graphs.hand_tracking import HandTracker
from tests.compat.solutions.results import HAND, MAN, RUNS, assert_alike, recorded, run
from tests.data import hands_dir
from tests.graphs.shared_pictures import picture
from tests.models.available import needs_litert

PACKAGE = "backedge.compat.mediapipe"
EMPTY = np.zeros((48, 64, 3), np.uint8)
WHITE = np.full((100, 100, 3), 255, np.uint8)

every_run = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=needs_litert if name.endswith("person") else ()) for name in RUNS]
)
MAKES: dict[str, Callable[[], Any]] = {
    "Hands": mp.solutions.hands.Hands,
    "FaceDetection": mp.solutions.face_detection.FaceDetection,
    "FaceMesh": mp.solutions.face_mesh.FaceMesh,
    "Pose": lambda: mp.solutions.pose.Pose(enable_segmentation=True),
    "Holistic": mp.solutions.holistic.Holistic,
}
every_solution = pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)


@pytest.fixture(autouse=True)
def _models(models: Path) -> None:
    """Skips without models."""
    del models


@every_run
def test_pictures_have_mediapipes_results(name: str) -> None:
    """As many of each, and at the same places."""
    assert_alike(run(PACKAGE, name, hands_dir()), recorded(name))


@every_solution
def test_nothing_found_is_none(make: Callable[[], Any]) -> None:
    """In every field, for images of any size."""
    with make() as solution:
        for image in (EMPTY, WHITE, np.zeros((1, 1, 3), np.uint8), np.zeros((7, 300, 3), np.uint8)):
            assert all(value is None for value in solution.process(image))


@needs_litert
def test_nobody_in_the_image_is_an_empty_mask() -> None:
    """A mask comes out all the same; no pixel of it is a person's."""
    with mp.solutions.selfie_segmentation.SelfieSegmentation() as solution:
        mask = solution.process(WHITE).segmentation_mask
    assert mask.shape == WHITE.shape[:2]
    assert mask.max() < 1 / 255


@pytest.mark.parametrize("make", [MAKES["Hands"], MAKES["FaceMesh"]])
def test_images_are_taken_as_they_are(make: Callable[[], Any]) -> None:
    """Read-only, turned round or cut out: nothing is written to them, and the result is that of a copy."""
    given = picture(hands_dir(), MAN)
    wide = np.zeros((given.shape[0], given.shape[1] * 2, 3), np.uint8)
    wide[:, ::2] = given
    view = wide[:, ::2]
    view.flags.writeable = False
    with make() as solution, make() as other:
        first, second = solution.process(view), other.process(given)
        assert list(map(str, first)) == list(map(str, second))
        assert any(value is not None for value in first)
    assert_array_equal(view, given)


@pytest.mark.parametrize("make", [MAKES["Hands"], MAKES["Pose"]])
def test_reset_forgets(make: Callable[[], Any]) -> None:
    """The first image after it is as the first of all."""
    image = picture(hands_dir(), MAN)
    with make() as solution:
        first = solution.process(image)
        solution.process(EMPTY)
        solution.reset()
        assert list(map(str, solution.process(image))) == list(map(str, first))


def test_hands_are_those_of_the_tracker() -> None:
    """Number by number, over a clip in which a hand comes, goes and comes back."""
    with mp.solutions.hands.Hands(max_num_hands=1) as solution, HandTracker(num_hands=1) as tracker:
        counts = set()
        for frame in SyntheticHand(frames=40):
            outputs: Any = solution.process(frame.image)
            result = tracker.process(frame.image)
            counts.add(len(result.hands))
            if not result.hands:
                assert list(outputs) == [None, None, None]
            for index, hand in enumerate(result.hands):
                assert_array_equal(_points(outputs.multi_hand_landmarks[index]), hand.landmarks)
                assert_array_equal(_points(outputs.multi_hand_world_landmarks[index]), hand.world_landmarks)
                handedness = outputs.multi_handedness[index].classification[0]
                assert (handedness.label, handedness.score) == (hand.handedness, np.float32(hand.handedness_score))
        assert counts == {0, 1}


def test_results_are_messages() -> None:
    """Of the classes in the generated modules; they can be copied, pickled, and written as JSON."""
    with mp.solutions.hands.Hands(static_image_mode=True) as solution:
        outputs: Any = solution.process(picture(hands_dir(), HAND))
    (hand,), (handedness,) = outputs.multi_hand_landmarks, outputs.multi_handedness
    assert isinstance(hand, landmark_pb2.NormalizedLandmarkList)
    assert isinstance(hand.landmark[0], landmark_pb2.NormalizedLandmark)
    copied = landmark_pb2.NormalizedLandmarkList(landmark=hand.landmark[:5])
    copied.landmark.extend(hand.landmark[5:])
    assert copied == hand == pickle.loads(pickle.dumps(hand))
    assert not hand.landmark[8].HasField("visibility")
    assert MessageToDict(handedness)["classification"][0].keys() == {"index", "score", "label"}
    assert pickle.loads(pickle.dumps(outputs)) == outputs
    assert str(hand).startswith(f"landmark {{\n  x: {hand.landmark[0].x:.6f}"[:20])


def test_no_hands_are_wanted() -> None:
    """Less than one hand is none, as in MediaPipe."""
    with mp.solutions.hands.Hands(static_image_mode=True, max_num_hands=0) as solution:
        assert solution.process(picture(hands_dir(), HAND)).multi_hand_landmarks is None


def test_the_least_score_of_faces_counts() -> None:
    """MediaPipe 0.10.21 takes the argument and goes by 0.5 all the same."""
    image = picture(hands_dir(), MAN)
    with mp.solutions.face_detection.FaceDetection(min_detection_confidence=1.0) as strict:
        assert strict.process(image).detections is None
    with mp.solutions.face_detection.FaceDetection(min_detection_confidence=0.05) as lenient:
        scores = [detection.score[0] for detection in lenient.process(image).detections or ()]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.5 > scores[-1] >= 0.05


@pytest.mark.parametrize(
    "call",
    [
        lambda: mp.solutions.hands.Hands(model_complexity=2),
        lambda: mp.solutions.hands.Hands(model_complexity=-1),
        lambda: mp.solutions.pose.Pose(model_complexity=3),
        lambda: mp.solutions.holistic.Holistic(model_complexity=3),
        lambda: mp.solutions.selfie_segmentation.SelfieSegmentation(2),
    ],
)
def test_a_model_that_does_not_exist_is_an_error(call: Callable[[], object]) -> None:
    """MediaPipe ends the whole process here."""
    with pytest.raises(ValueError, match=r"(model_complexity|model_selection) is one of 0, 1(, 2)?, not -?\d"):
        call()


@pytest.mark.parametrize("complexity", [0, 2])
def test_models_that_no_package_has_are_named(complexity: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the folder they belong in."""
    monkeypatch.setenv("BACKEDGE_MODELS", str(tmp_path))
    with pytest.raises(ConnectionError, match=r"is not in .* fetch it from https://"):
        mp.solutions.pose.Pose(model_complexity=complexity)


def test_objectron_names_the_models_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them at once."""
    monkeypatch.setenv("BACKEDGE_MODELS", str(tmp_path))
    with pytest.raises(ConnectionError, match=r"ssd_mobilenet\S+ is not in .*; object_detection_3d_cup\S+ is not in"):
        mp.solutions.objectron.Objectron(model_name="Cup")


def _points(message: Any) -> Any:
    return np.array([(point.x, point.y, point.z) for point in message.landmark], np.float32)
