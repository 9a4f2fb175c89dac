"""The results of hand tracking: names, pixels, plain values and pictures."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

import backedge
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.errors import PacketTypeError, UnknownLandmarkError
from backedge.formats import HAND_CONNECTIONS, HandLandmark, ImageFormat, ImageFrame
from backedge.graphs.hand_tracking import Hand, HandTracker, HandTrackingResult

PILLOW = "needs Pillow, which the extra `dev` has"


@pytest.fixture(scope="module")
def tracker(clip: SyntheticHand) -> Iterator[HandTracker]:
    """A tracker of one hand that takes each image on its own."""
    with HandTracker(num_hands=1, model_complexity=0, static_images=True) as tracker:
        yield tracker


@pytest.fixture(scope="module")
def result(clip: SyntheticHand, tracker: HandTracker) -> HandTrackingResult:
    """The result of a frame that shows a hand."""
    return tracker.process(clip[25].image)


@pytest.fixture
def hand(result: HandTrackingResult) -> Hand:
    """The hand of that frame."""
    return result.hands[0]


@pytest.fixture(scope="module")
def nothing(tracker: HandTracker) -> HandTrackingResult:
    """The result of a frame that shows none."""
    return tracker.process(np.zeros((300, 2000, 3), np.uint8))


def test_hands_that_are_told_apart_have_numbers(hand: Hand, clip: SyntheticHand) -> None:
    """They are in the repr and in the picture; a hand without one says nothing of it."""
    numbered = replace(hand, rect=replace(hand.rect, rect_id=7))
    assert (hand.track_id, numbered.track_id) == (0, 7)
    assert repr(numbered) == repr(hand).replace(" x=", " track=7 x=")
    image = clip[25].image
    assert not np.array_equal(numbered.draw(image), hand.draw(image))


def decoded(png: bytes | None) -> Any:
    """The pixels of a PNG file, BGR."""
    assert png is not None
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)


def test_reprs_are_a_line(hand: Hand, result: HandTrackingResult, nothing: HandTrackingResult) -> None:
    """They say what matters, and no arrays."""
    score, presence = f"{hand.handedness_score:.3f}", f"{hand.presence:.3f}"
    where = f"x={hand.rect.x_center:.2f} y={hand.rect.y_center:.2f}"
    assert repr(hand) == f"Hand({hand.handedness}:{score} presence={presence} {where})"
    assert repr(result).startswith(f"HandTrackingResult({hand.handedness}:{score}, palm detector ran, timestamp=")
    assert repr(nothing).startswith("HandTrackingResult(no hands, palm detector ran, timestamp=")
    assert max(len(repr(each)) for each in (hand, result, nothing)) < 90


@pytest.mark.parametrize("key", ["index_finger_tip", "INDEX_FINGER_TIP", HandLandmark.INDEX_FINGER_TIP, 8, np.int64(8)])
def test_landmarks_have_names(hand: Hand, key: Any) -> None:
    """A landmark is found by its name, its member or its number."""
    assert np.array_equal(hand[key], hand.landmarks[8])
    assert not hand[key].flags.writeable


@pytest.mark.parametrize(
    ("key", "complaint"),
    [
        ("index_finger_tp", 'there is no landmark "index_finger_tp"; did you mean "index_finger_tip"?'),
        ("nose", 'there is no landmark "nose"; there are: wrist, thumb_cmc, '),
        (21, "there is no landmark 21; there are those from 0 to 20"),
        (-1, "there is no landmark -1; "),
    ],
)
def test_unknown_landmarks_are_told(hand: Hand, key: Any, complaint: str) -> None:
    """The error says what there is."""
    with pytest.raises(UnknownLandmarkError) as caught:
        hand[key]
    assert str(caught.value).startswith(complaint)
    assert isinstance(caught.value, LookupError)
    assert isinstance(caught.value, backedge.BackedgeError)


def test_a_hand_is_its_landmarks_in_order(hand: Hand) -> None:
    """It is iterated over as its array is."""
    assert len(hand) == 21
    assert np.array_equal(list(hand), hand.landmarks)


def test_pixels_are_of_the_picture_that_is_meant(hand: Hand) -> None:
    """X counts from the left in widths, y from the top in heights."""
    pixels = hand.pixels(640, 480)
    assert pixels.shape == (21, 2)
    assert np.allclose(pixels, hand.landmarks[:, :2] * (640, 480))


def test_dicts_are_what_json_takes(hand: Hand, result: HandTrackingResult, nothing: HandTrackingResult) -> None:
    """All fields are there under their names, also where nothing was found."""
    read = json.loads(json.dumps(result.to_dict()))
    assert list(read) == ["hands", "palm_detections", "palm_detector_ran", "timestamp", "image_size"]
    assert read["image_size"] == [640, 480]
    assert read["hands"][0]["handedness"] == hand.handedness
    assert np.allclose(read["hands"][0]["landmarks"], hand.landmarks, atol=1e-7)
    assert read["hands"][0]["rect"]["x_center"] == hand.rect.x_center
    assert read["hands"] == [hand.to_dict()]
    assert nothing.to_dict()["hands"] == []


def test_results_draw_themselves_into_a_copy(
    clip: SyntheticHand, result: HandTrackingResult, hand: Hand, nothing: HandTrackingResult
) -> None:
    """Every landmark is covered; the picture itself stays as it is; without hands the copy is equal."""
    image = clip[25].image
    before = image.copy()
    for drawn in (result.draw(image), hand.draw(image)):
        assert drawn.flags.writeable
        changed = (drawn != image).any(axis=2)
        pixels = hand.pixels(640, 480).astype(int)
        assert changed[pixels[:, 1], pixels[:, 0]].all()
        assert changed.mean() < 0.2
    assert np.array_equal(image, before)
    assert np.array_equal(nothing.draw(image), image)


def test_results_survive_pickle(result: HandTrackingResult) -> None:
    """As they go to another process."""
    copy = pickle.loads(pickle.dumps(result))
    assert repr(copy) == repr(result)
    assert copy.to_dict() == result.to_dict()


def test_draw_takes_what_process_takes(clip: SyntheticHand, result: HandTrackingResult) -> None:
    """A frame, grey and pictures with alpha; not a text."""
    image = clip[25].image
    assert np.array_equal(result.draw(ImageFrame(image)), result.draw(image))
    grey = np.ascontiguousarray(image[..., 1])
    assert result.draw(grey).shape == image.shape
    with pytest.raises(PacketTypeError, match="expected an image as a numpy array, found str"):
        result.draw("picture.png")  # type: ignore[arg-type]


def test_notebooks_show_results(hand: Hand, result: HandTrackingResult, nothing: HandTrackingResult) -> None:
    """A result is shown in its frame's shape, in its frame if that is there; a hand by itself and undistorted."""
    assert decoded(result._repr_png_()).shape == (480, 640, 3)
    assert decoded(nothing._repr_png_()).shape == (96, 640, 3)
    sketch = decoded(hand._repr_png_())
    assert sketch.shape == (320, 320, 3)
    rows, columns = np.nonzero((sketch != sketch[0, 0]).any(axis=2))
    world = hand.world_landmarks[:, :2]
    assert np.ptp(columns) / np.ptp(rows) == pytest.approx(np.ptp(world[:, 0]) / np.ptp(world[:, 1]), rel=0.25)
    assert max(np.ptp(columns), np.ptp(rows)) > 0.75 * 320


def test_connections_are_the_hand_s(hand: Hand) -> None:
    """Whoever draws by other means finds them with the result."""
    assert hand.connections == HAND_CONNECTIONS
    assert {landmark for pair in hand.connections for landmark in pair} == set(hand.names)


def test_process_takes_what_array_protocols_give(clip: SyntheticHand, tracker: HandTracker) -> None:
    """A frame of ours, a memoryview, and an object with an array interface."""
    image = clip[25].image
    expected = tracker.process(image).hands[0].landmarks
    givens: tuple[ImageFrame | memoryview, ...] = (ImageFrame(image), image.data)
    for given in givens:
        assert np.array_equal(tracker.process(given).hands[0].landmarks, expected)


def test_process_takes_pillow_s_pictures(clip: SyntheticHand, tracker: HandTracker) -> None:
    """RGB; one with a palette is refused."""
    pillow = pytest.importorskip("PIL.Image", reason=PILLOW)
    image = clip[25].image
    picture = pillow.fromarray(image)
    expected = tracker.process(image).hands[0].landmarks
    assert np.array_equal(tracker.process(picture).hands[0].landmarks, expected)
    with pytest.raises(PacketTypeError, match="mode P"):
        tracker.process(picture.convert("P"))


def test_process_takes_tensors_of_torch(clip: SyntheticHand, tracker: HandTracker) -> None:
    """On the CPU, channels last; channels first are told."""
    torch = pytest.importorskip("torch", reason="needs torch, which no extra has because of its size")
    image = torch.from_numpy(clip[25].image.copy())
    expected = tracker.process(clip[25].image).hands[0].landmarks
    assert np.array_equal(tracker.process(image).hands[0].landmarks, expected)
    with pytest.raises(PacketTypeError, match="channels come first"):
        tracker.process(image.permute(2, 0, 1))
    with pytest.raises(PacketTypeError, match="float32 pixels of shape"):
        tracker.process(image.float() / 255)


def test_images_of_other_colours_are_refused(clip: SyntheticHand, tracker: HandTracker) -> None:
    """A frame says what its values are, so nothing is taken for RGB that is not."""
    with pytest.raises(PacketTypeError, match=r"found uint8 of shape .* \(LAB8\); convert its colours to RGB"):
        tracker.process(ImageFrame(clip[25].image, ImageFormat.LAB8))
