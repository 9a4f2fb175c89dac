"""What all objects that run a graph over images have in common, and what they make of pictures that show nothing."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import pytest

from backedge.errors import ConfigError, GraphError, GraphStateError, PacketTypeError, ResourceError, StreamError
from backedge.formats import ImageFrame
from backedge.graphs.face_detection import FaceDetectionResult, FaceDetector
from backedge.graphs.face_mesh import FaceMesh, FaceMeshResult
from backedge.graphs.hand_tracking import HandTracker
from backedge.graphs.holistic import HolisticResult, HolisticTracker
from backedge.graphs.image_graph import ImageGraph
from backedge.graphs.landmark_results import DrawnResult, ObjectsResult, PictureResult
from backedge.graphs.pose import PoseTracker, PoseTrackingResult
from backedge.graphs.selfie_segmentation import SelfieSegmentationResult, SelfieSegmenter
from tests.models.available import needs_litert

Make = Callable[..., ImageGraph[DrawnResult]]

MAKERS: Final[dict[str, Make]] = {
    "FaceDetector": FaceDetector,
    "FaceDetector far": partial(FaceDetector, 1),
    "FaceMesh": FaceMesh,
    "PoseTracker": partial(PoseTracker, enable_segmentation=True),
    "HolisticTracker": partial(HolisticTracker, enable_segmentation=True),
    "SelfieSegmenter": SelfieSegmenter,
}
EMPTY: Final = np.zeros((48, 64, 3), np.uint8)

every = [pytest.param(name, marks=[needs_litert] if name == "SelfieSegmenter" else []) for name in MAKERS]


@pytest.fixture(autouse=True, scope="module")
def _models(models: Path) -> None:
    """Skips without models."""
    del models


@pytest.fixture(scope="module", params=every)
def made(request: pytest.FixtureRequest) -> Iterator[ImageGraph[DrawnResult]]:
    """One of each class."""
    with MAKERS[request.param]() as graph:
        yield graph


@pytest.fixture
def graph(made: ImageGraph[DrawnResult]) -> ImageGraph[DrawnResult]:
    """One of each class, which has seen nothing yet."""
    made.reset()
    return made


@pytest.mark.parametrize("make", [FaceDetector, FaceMesh])
def test_no_face_for_100_frames(make: Make) -> None:
    """Each has an empty result."""
    with make() as graph:
        assert not any(objects(graph.process(EMPTY)) for _ in range(100))


def objects(result: DrawnResult) -> list[object]:
    """What was found in a frame."""
    return list(result.objects) if isinstance(result, ObjectsResult) else []


def test_frames_that_show_nothing_have_empty_results(graph: ImageGraph[DrawnResult]) -> None:
    """Each at its own time, with the picture's size; the detector looks at every one."""
    results = [graph.process(EMPTY) for _ in range(10)]
    for number, result in enumerate(results):
        assert objects(result) == []
        assert isinstance(result, PictureResult)
        assert (result.timestamp, result.image_size) == (33_333 * number, (64, 48))
        assert getattr(result, "face_detector_ran", True)
        assert getattr(result, "pose_detector_ran", True)
    assert results[0].to_dict()["image_size"] == [64, 48]


def test_pictures_of_any_size_are_taken(graph: ImageGraph[DrawnResult]) -> None:
    """RGB, grey and RGBA; a result is drawn into a picture of the given size, and is a picture by itself."""
    for shape in ((1, 1, 3), (1, 1), (3, 700, 4)):
        picture = np.full(shape, 200, np.uint8)
        result = graph.process(picture)
        assert result.draw(picture).shape == (*shape[:2], 3)
        assert (result._repr_png_() or b"").startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", [np.array, ImageFrame])
def test_notebooks_show_a_result_over_its_frame(graph: ImageGraph[DrawnResult], kind: Callable[[Any], Any]) -> None:
    """The last frame is there even if the program has dropped it; one before only while the program has it."""
    small = np.full((48, 64, 3), 90, np.uint8)
    kept = kind(small)
    result, dropped = graph.process(kept), graph.process(kind(small))
    last = graph.process(kind(np.full((960, 1280, 3), 90, np.uint8)))
    assert np.array_equal(shown(result), result.draw(small))
    assert np.array_equal(shown(last), last.draw(np.full((480, 640, 3), 90, np.uint8)))
    assert shown(dropped).shape == small.shape
    assert not np.array_equal(shown(dropped), dropped.draw(small))
    for twin in (pickle.loads(pickle.dumps(result)), copy.copy(result)):
        assert np.array_equal(shown(twin), shown(dropped))
    del kept
    assert np.array_equal(shown(result), shown(dropped))


def shown(result: Any) -> Any:
    """The picture that a notebook shows of it, RGB."""
    picture = cv2.imdecode(np.frombuffer(result._repr_png_(), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture[..., ::-1]


@pytest.mark.parametrize(
    ("image", "complaint"),
    [
        (EMPTY.astype(np.float32), "float32"),
        (EMPTY.astype(np.uint16), "found uint16"),
        (EMPTY[..., :2], r"shape \(48, 64, 2\)"),
        (EMPTY[None], r"shape \(1, 48, 64, 3\)"),
        (EMPTY[:0], "at least one pixel"),
        ("face.png", "expected an image as a numpy array, found str"),
    ],
)
def test_wrong_images_are_refused_and_the_next_is_taken(
    graph: ImageGraph[DrawnResult], image: Any, complaint: str
) -> None:
    """The error says what was expected."""
    with pytest.raises(PacketTypeError, match=complaint):
        graph.process(image)
    graph.process(EMPTY)


def test_timestamps_increase_until_a_reset(graph: ImageGraph[DrawnResult]) -> None:
    """One that does not is refused, and the next one is taken; after `reset` they may start over."""
    graph.process(EMPTY, 1000)
    with pytest.raises(StreamError, match="expected 1001 or later, found 1000"):
        graph.process(EMPTY, 1000)
    graph.process(EMPTY, 1001)
    graph.reset()
    graph.process(EMPTY, 5)


def test_closed_ones_say_so_by_name_and_can_be_reset(graph: ImageGraph[DrawnResult]) -> None:
    """Closing twice does nothing."""
    graph.close()
    graph.close()
    with pytest.raises(GraphStateError, match=rf"the {type(graph).__name__} is closed; .* call reset\(\)"):
        graph.process(EMPTY)
    graph.reset()
    graph.process(EMPTY)


@pytest.mark.parametrize("name", every)
def test_dropped_ones_warn_by_name(name: str) -> None:
    """They close themselves."""
    with pytest.warns(ResourceWarning, match=rf"a {name.split(maxsplit=1)[0]} was dropped while it was open"):
        MAKERS[name]().process(EMPTY)


def test_results_are_frozen(graph: ImageGraph[DrawnResult]) -> None:
    """A result is what was found, and stays so."""
    result = graph.process(EMPTY)
    with pytest.raises(AttributeError):
        result.timestamp = 1  # type: ignore[attr-defined]


def test_results_survive_pickle(graph: ImageGraph[DrawnResult]) -> None:
    """As they go to another process."""
    result = graph.process(EMPTY)
    copy = pickle.loads(pickle.dumps(result))
    assert (repr(copy), copy.to_dict()) == (repr(result), result.to_dict())


def test_results_are_typed() -> None:
    """Each class says what it gives; mypy holds these lines to it."""
    with FaceDetector() as detector, FaceMesh() as mesh, PoseTracker() as tracker:
        detected: FaceDetectionResult = detector.process(EMPTY)
        meshed: FaceMeshResult = mesh.process(EMPTY)
        tracked: PoseTrackingResult = tracker.process(EMPTY)
    assert (detected.faces, meshed.faces, tracked.pose, tracked.segmentation_mask) == ((), (), None, None)
    with HolisticTracker() as holistic:
        whole: HolisticResult = holistic.process(EMPTY)
    assert (whole.pose, whole.left_hand, whole.right_hand, whole.face) == (None, None, None, None)


@needs_litert
def test_masks_are_typed() -> None:
    """The mask is an array of the picture's size, read-only, in 0..1."""
    with SelfieSegmenter() as segmenter:
        result: SelfieSegmentationResult = segmenter.process(EMPTY)
    assert result.mask.shape == (48, 64)
    assert result.mask.dtype == np.float32
    assert not result.mask.flags.writeable
    assert result.to_dict()["mask"] == {"format": "VEC32F1", "width": 64, "height": 48}


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: FaceDetector(2), '"model_selection" must be one of 0, 1; found 2'),
        (lambda: FaceDetector("far"), "\"model_selection\" must be int, but is str 'far'"),  # type: ignore[arg-type]
        (lambda: FaceMesh(0), '"num_faces" must be at least 1, found 0'),
        (lambda: FaceMesh("one"), '"num_faces" must be int'),  # type: ignore[arg-type]
        (lambda: FaceMesh(refine_landmarks=1), '"refine_landmarks" must be bool, but is int 1'),  # type: ignore[arg-type]
        (lambda: FaceMesh(static_images="no"), '"static_images" must be bool'),  # type: ignore[arg-type]
        (lambda: HandTracker(static_images=2), '"static_images" must be bool'),  # type: ignore[arg-type]
        (lambda: PoseTracker(static_images=0), '"static_images" must be bool'),  # type: ignore[arg-type]
        (lambda: PoseTracker(smooth_landmarks=None), '"smooth_landmarks" must be bool'),  # type: ignore[arg-type]
        (lambda: PoseTracker(3), '"model_complexity" must be at most 2, found 3'),
        (lambda: PoseTracker(-1), '"model_complexity" must be at least 0, found -1'),
        (lambda: PoseTracker(0.5), '"model_complexity" must be int'),  # type: ignore[arg-type]
        (lambda: PoseTracker(enable_segmentation=1), '"enable_segmentation" must be bool'),  # type: ignore[arg-type]
        (lambda: HolisticTracker(3), '"model_complexity" must be at most 2, found 3'),
        (lambda: HolisticTracker(refine_face_landmarks=1), "must be bool"),  # type: ignore[arg-type]
        (lambda: SelfieSegmenter(2), '"model_selection" must be at most 1, found 2'),
    ],
)
def test_wrong_arguments_are_one_clear_line(make: Callable[[], object], complaint: str) -> None:
    """The error comes when the object is made, not when it is used."""
    with pytest.raises(GraphError, match=complaint) as caught:
        make()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["min_detection_confidence", "min_tracking_confidence"])
@pytest.mark.parametrize("threshold", [7, "high"])
def test_thresholds_are_within_their_range(name: str, threshold: Any) -> None:
    """The error names the argument, the range and what was found."""
    complaint = rf'^error: cannot set "{name}": .* a float \(0 to 1\), found {threshold}$'
    for make in (FaceDetector, FaceMesh, PoseTracker, HolisticTracker):
        if (make, name) != (FaceDetector, "min_tracking_confidence"):
            with pytest.raises(ConfigError, match=complaint):
                make(**{name: threshold})


@pytest.mark.parametrize(("complexity", "file"), [(0, "pose_landmark_lite.tflite"), (2, "pose_landmark_heavy.tflite")])
def test_a_pose_model_that_is_not_fetched_is_one_clear_error(complexity: int, file: str) -> None:
    """The message has the file, the folder to put it into, and where it is to be had."""
    with pytest.raises(ResourceError, match=f"^{file} is not in .* no wheel has it: fetch it from https://.*/{file}"):
        PoseTracker(complexity)
    with pytest.raises(ResourceError, match=f"^{file} is not in "):
        HolisticTracker(complexity)
