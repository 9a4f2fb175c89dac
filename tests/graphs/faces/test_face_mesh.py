"""The face mesh graphs: MediaPipe's landmarks and decisions, the loop, and what is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import CalculatorGraph
from backedge.formats import ImageFrame, Tensor
from backedge.graphs.face_mesh import FOLDER
from backedge.testing import collect
from tests.graphs.faces import programs
from tests.graphs.faces.record import recorded
from tests.graphs.frame_packets import letters, run

OURS = "backedge.compat.mediapipe"
FRONT = FOLDER / "face_landmark_front_cpu.pbtxt"
INTERFACE = (
    "multi_face_landmarks",
    "face_detections",
    "face_rects_from_landmarks",
    "face_rects_from_detections",
)


FINER = recorded("attention")
"""What MediaPipe's model with attention sees."""


def assert_close(found: Any, expected: Any) -> None:
    """As many faces; numbers within 0.0005 (median) and 0.003 (largest)."""
    assert np.shape(found) == np.shape(expected)
    if found:
        offsets = np.abs(np.subtract(found, expected))
        assert np.median(offsets) <= 0.0005
        assert offsets.max() <= 0.003


@pytest.fixture(scope="module")
def regions(hands: Path) -> dict[str, Any]:
    """What we see in regions of a picture."""
    return programs.landmarks(OURS, hands)


@pytest.mark.parametrize("name", programs.REGIONS)
def test_landmarks_in_a_region_are_mediapipes(regions: dict[str, Any], name: str) -> None:
    """Landmarks, and the region in which to look next; neither where there is no face."""
    for found, expected in zip(regions[name], recorded("landmarks")[name], strict=True):
        assert_close(found, expected)


@pytest.fixture(scope="module")
def meshes(hands: Path) -> dict[str, Any]:
    """The faces that we find in each picture."""
    return programs.meshes(OURS, hands)


@pytest.mark.parametrize("name", recorded("meshes"))
def test_meshes_of_a_first_picture_are_mediapipes(meshes: dict[str, Any], name: str) -> None:
    """Landmarks of up to two faces, the regions that they give, and those that the detections gave."""
    for found, expected in zip(meshes[name], recorded("meshes")[name], strict=True):
        assert_close(found, expected)


def test_recorded_answers_are_about_faces() -> None:
    """There are regions with a face and without, and pictures with two faces, one, and none."""
    assert {len(landmarks) for landmarks, _ in recorded("landmarks").values()} == {0, 1}
    assert {len(landmarks) for landmarks, *_ in recorded("meshes").values()} == {0, 1, 2}


def test_clip_is_tracked_as_by_mediapipe(hands: Path) -> None:
    """The detector finds, or rests, on the same frames; as many faces on each, within 0.003."""
    found, expected = programs.clip(OURS, hands), recorded("clip")
    assert found.keys() == expected.keys() == {"1", "2"}
    for count in expected:
        assert found[count]["detections"] == expected[count]["detections"]
        for mine, theirs in zip(found[count]["landmarks"], expected[count]["landmarks"], strict=True):
            assert mine[0] == theirs[0]
            assert_close(mine[1], theirs[1])


@pytest.mark.parametrize("threads", [0, 2])
def test_loop_skips_the_detector_while_a_face_is_tracked(faces: dict[str, Any], threads: int) -> None:
    """A face three times, black twice, the face again: the first black frame is still taken for a tracked one."""
    expected = {
        "gated_prev_face_rects_from_landmarks": "-PPP--",
        "gated_image": "P---PP",
        "face_detections": "P----P",
        "face_rects": "PPPP-P",
        "multi_face_landmarks": "PPP--P",
        "face_rects_from_landmarks": "PPP--P",
    }
    images = [faces[name] for name in ("face", "face", "face", "black", "black", "face")]
    outputs = run(CalculatorGraph(FRONT, num_threads=threads), images, expected, num_faces=1)
    assert {stream: letters(outputs, stream, 6) for stream in expected} == expected


@pytest.mark.parametrize(("use_prev_landmarks", "detected"), [(True, "P--"), (False, "PPP")])
def test_detector_never_rests_without_previous_landmarks(
    faces: dict[str, Any], use_prev_landmarks: bool, detected: str
) -> None:
    """USE_PREV_LANDMARKS is for pictures that have nothing to do with each other: each gives what it gives alone."""
    images = [faces["face"]] * 3
    outputs = run(CalculatorGraph(FRONT), images, INTERFACE, num_faces=1, use_prev_landmarks=use_prev_landmarks)
    assert letters(outputs, "face_detections", 3) == detected
    first, *later = outputs.values("multi_face_landmarks")
    assert len(later) == 2
    assert all((each == first) is not use_prev_landmarks for each in later)


def test_every_output_is_settled_after_every_frame(faces: dict[str, Any]) -> None:
    """Each output has a packet or a timestamp bound for each frame, so that no node downstream waits."""
    outputs = run(CalculatorGraph(FRONT), [faces["black"], faces["one pixel"]], INTERFACE, num_faces=1)
    for stream in INTERFACE:
        assert outputs[stream] == []
        assert {0, 1} <= {packet.timestamp for packet in outputs.with_bounds(stream)}, stream


@pytest.mark.parametrize("num_faces", [1, 2])
def test_no_more_faces_than_asked_for(faces: dict[str, Any], num_faces: int) -> None:
    """Of two faces one is left out if one is wanted; each has all 468 landmarks."""
    outputs = run(CalculatorGraph(FRONT), [faces["two faces"]], INTERFACE, num_faces=num_faces)
    [found] = outputs.values("multi_face_landmarks")
    assert [len(landmarks) for landmarks in found] == [468] * num_faces


@pytest.fixture(scope="module")
def attention(hands: Path) -> dict[str, Any]:
    """What the model with attention sees in regions, pictures and the clip."""
    return programs.attention(OURS, hands)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in ("regions", "meshes") for name in FINER[kind]])
def test_finer_landmarks_are_mediapipes(attention: dict[str, Any], kind: str, name: str) -> None:
    """With attention, in a region that is given, and in pictures of up to two faces: within 0.001 of the picture."""
    found, expected = attention[kind][name], FINER[kind][name]
    assert_close(found, expected)
    assert np.abs(np.subtract(found, expected)).max(initial=0.0) <= 0.001


def test_clip_is_tracked_with_attention_as_by_mediapipe(attention: dict[str, Any]) -> None:
    """The detector finds, or rests, on the same frames; landmarks of the face, the lips and the irises are the same."""
    found, expected = attention["clip"], FINER["clip"]
    assert found["detections"] == expected["detections"]
    assert [timestamp for timestamp, _ in found["landmarks"]] == [timestamp for timestamp, _ in expected["landmarks"]]
    for (_, mine), (_, theirs) in zip(found["landmarks"], expected["landmarks"], strict=True):
        assert_close(mine, theirs)


def test_recorded_answers_with_attention_are_about_faces() -> None:
    """There are regions with a face and without, pictures with two faces, one, and none, and a face in the clip."""
    assert {len(landmarks) for landmarks in FINER["regions"].values()} == {0, 1}
    assert {len(landmarks) for landmarks in FINER["meshes"].values()} == {0, 1, 2}
    assert len(FINER["clip"]["landmarks"]) > 80


@pytest.mark.parametrize("threads", [0, 2])
def test_attention_adds_the_irises(faces: dict[str, Any], threads: int) -> None:
    """478 landmarks of each face; an iris is inside its eye, its centre amid the four points of its edge."""
    graph = CalculatorGraph(FRONT, num_threads=threads)
    outputs = run(graph, [faces["two faces"]] * 2, INTERFACE, num_faces=2, with_attention=True)
    first, second = outputs.values("multi_face_landmarks")
    assert [len(landmarks) for landmarks in (*first, *second)] == [478] * 4
    for landmarks in first:
        points = landmarks.points[:, :2]
        for corners, iris in (((33, 133), 468), ((362, 263), 473)):
            left, right = sorted(points[list(corners), 0])
            assert left < points[iris, 0] < right
            np.testing.assert_allclose(points[iris + 1 : iris + 5].mean(axis=0), points[iris], atol=0.003)


def test_finer_landmarks_are_put_into_the_face() -> None:
    """Lips and eyes go to their places and keep the face's depth; irises come last, as deep as the edge of the eye."""
    values = {
        "face": (468, 3),
        "lips": (80, 2),
        "left": (71, 2),
        "right": (71, 2),
        "iris": (5, 2),
        "other iris": (5, 2),
    }
    tensors = []
    for number, shape in enumerate(values.values()):
        tensor = np.full((1, 1, 1, shape[0], shape[1]), number * 19.2, np.float32)
        tensor[..., 2:] = np.arange(shape[0]).reshape(-1, 1) * 192
        tensors.append(Tensor(tensor.reshape(1, 1, 1, -1)))
    node = """
        calculator: "TensorsToFaceLandmarksWithAttention"
        input_stream: "TENSORS:tensors"
        output_stream: "LANDMARKS:landmarks"
    """
    graph = CalculatorGraph(f'input_stream: "tensors" node {{ {node} }}')
    outputs = collect(graph, "landmarks")
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("tensors", tensors, 0)
    [landmarks] = outputs.values("landmarks")
    assert len(landmarks) == 478
    parts = np.rint(landmarks.points[:, 0] * 10).astype(int)
    assert np.bincount(parts).tolist() == [468 - 80 - 71 - 71, 80, 71, 71, 5, 5]
    assert (parts[1], parts[61], parts[33], parts[263], parts[468], parts[477]) == (0, 1, 2, 3, 4, 5)
    assert landmarks.points[:468, 2].tolist() == list(range(468))
    assert len(set(landmarks.points[468:473, 2].tolist())) == 1


RENDERER = """
    input_stream: "image"
    input_stream: "landmarks"
    input_stream: "rects"
    input_stream: "detections"
    node {
      calculator: "FaceRendererCpu"
      input_stream: "IMAGE:image"
      input_stream: "LANDMARKS:landmarks"
      input_stream: "NORM_RECTS:rects"
      input_stream: "DETECTIONS:detections"
      output_stream: "IMAGE:output"
    }
"""


def rendered(image: Any, **streams: Any) -> Any:
    """What FaceRendererCpu draws into a picture."""
    graph = CalculatorGraph(RENDERER)
    outputs = collect(graph, "output")
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("image", ImageFrame(image), 0)
        for name, value in streams.items():
            graph.add_packet_to_input_stream(name, value, 0)
    [picture] = outputs.values("output")
    return picture.numpy_view()


def test_renderer_draws_what_there_is(faces: dict[str, Any]) -> None:
    """Contours are green with red points, regions red, boxes of detections green; without faces nothing is drawn."""
    outputs = run(CalculatorGraph(FRONT), [faces["face"]], INTERFACE, num_faces=1)
    [landmarks], [detections], [rects], _ = (outputs.values(stream) for stream in INTERFACE)
    black = faces["black"]
    assert not rendered(black).any()
    assert _colours(rendered(black, rects=rects)) == {"red"}
    assert _colours(rendered(black, landmarks=landmarks)) == {"red", "green"}
    assert _colours(rendered(black, detections=detections)) == {"green"}
    together = rendered(black, landmarks=landmarks, rects=rects, detections=detections)
    assert _colours(together) == {"red", "green"}
    assert np.count_nonzero(together) > np.count_nonzero(rendered(black, landmarks=landmarks))


def _colours(picture: Any) -> set[str]:
    """The colours of the brightest pixels."""
    red, green, blue = (picture[..., channel] == 255 for channel in range(3))
    return {name for name, channel in (("red", red), ("green", green), ("blue", blue)) if channel.any()}


@pytest.mark.parametrize("threads", [0, 2])
def test_drawing_graph_draws_the_irises(faces: dict[str, Any], threads: int) -> None:
    """With attention there is a red point in the middle of each iris, where there is none without."""
    pictures, found = [], []
    for with_attention in (False, True):
        graph = CalculatorGraph(FOLDER / "face_mesh.pbtxt", num_threads=threads)
        outputs = run(graph, [faces["face"]], ["annotated_image", "landmarks"], with_attention=with_attention)
        pictures += [picture.numpy_view() for picture in outputs.values("annotated_image")]
        found += [face for each in outputs.values("landmarks") for face in each]
    assert [len(face) for face in found] == [468, 478]
    for number in (468, 473):
        column, row = np.rint(found[1].points[number, :2] * 512).astype(int)
        without_attention, with_attention = (picture[row, column].tolist() for picture in pictures)
        assert with_attention == [255, 0, 0] != without_attention


@pytest.mark.parametrize("threads", [0, 2])
def test_drawing_graph_draws_on_the_face(faces: dict[str, Any], threads: int) -> None:
    """`face_mesh.pbtxt` need not be told how many faces; where there is none the picture stays as it is."""
    graph = CalculatorGraph(FOLDER / "face_mesh.pbtxt", num_threads=threads)
    outputs = run(graph, [faces["black"], faces["face"]], ["annotated_image", "landmarks"])
    before, after = outputs.values("annotated_image")
    assert np.array_equal(before.numpy_view(), faces["black"])
    [[landmarks]] = outputs.values("landmarks")
    column, row = np.rint(landmarks.points[1, :2] * 512).astype(int)
    assert after.numpy_view()[row, column].tolist() != faces["face"][row, column].tolist()
    assert np.array_equal(after.numpy_view()[300:], faces["face"][300:])
