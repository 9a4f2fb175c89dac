"""ObjectDetectionCalculator: models that a test makes, of both kinds, and a real one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge.calculators.geometry.overlap import OverlapType, overlap
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import Detection, ImageFrame
from backedge.testing import run_node
from tests.data import hands_dir
from tests.graphs.shared_pictures import ASTRONAUT, picture
from tests.models.tiny_model import tiny_model

SIZE = 64
ANCHORS = """
    anchors {
      num_layers: 1 strides: 32 min_scale: 0.5 max_scale: 0.5 aspect_ratios: 1 interpolated_scale_aspect_ratio: 0
    }
"""
"""A grid of 2 by 2 anchors, each of half the width and height."""
BOXES = np.zeros((1, 4, 4))
BOXES[0, 3] = (5.0, -5.0, 0.0, 0.0)  # y, x: half an anchor down and to the left
SCORES = np.full((1, 4, 3), -9.0)
SCORES[0, 0, 1], SCORES[0, 3, 2], SCORES[0, 1, 0] = 1.0, 2.0, 9.0
WHITE, BLACK = (ImageFrame(np.full((30, 40, 3), value, np.uint8)) for value in (255, 0))


def found(folder: Path, model: bytes, options: str = "", image: ImageFrame = WHITE) -> list[Detection]:
    """The objects that a model finds in a picture."""
    path = folder / "model.tflite"
    path.write_bytes(model)
    node = f"""node {{
        calculator: "ObjectDetectionCalculator" input_stream: "IMAGE:i" output_stream: "DETECTIONS:d"
        node_options {{
            [type.googleapis.com/backedge.ObjectDetectionCalculatorOptions] {{
                model_path: "{path.as_posix()}" {options}
            }}
        }}
    }}"""
    [detections] = run_node(node, {"i": [image]}).values("d")
    assert isinstance(detections, list)
    return detections


def raw(shape: tuple[int, ...] = (1, SIZE, SIZE, 3)) -> bytes:
    """A model with raw boxes, and raw scores that grow with the brightness of the picture."""
    return tiny_model(shape, [BOXES, SCORES])


def place(detection: Detection) -> list[float]:
    """The box's left, top, width and height."""
    box = detection.require_box()
    return [box.xmin, box.ymin, box.width, box.height]


def test_raw_boxes_and_scores_become_objects(tmp_path: Path) -> None:
    """Best first; the box moves from its anchor; white adds 1 to the logits; class 0 is the background."""
    first, second = found(tmp_path, raw(), ANCHORS)
    assert [first.label_ids, second.label_ids] == [(2,), (1,)]
    assert [*first.scores, *second.scores] == pytest.approx([1 / (1 + np.exp(-3)), 1 / (1 + np.exp(-2))], abs=1e-6)
    assert place(first) == pytest.approx([0.25, 0.75, 0.5, 0.5])
    assert place(second) == pytest.approx([0, 0, 0.5, 0.5])


def test_values_of_pixels_are_an_option(tmp_path: Path) -> None:
    """Black takes 1 from the logits by default, and nothing where values are 0 to 1."""
    scores = [
        found(tmp_path, raw(), f"{ANCHORS} {values}", BLACK)[0].scores[0]
        for values in ("", "pixel_min: 0 pixel_max: 1")
    ]
    assert scores == pytest.approx([1 / (1 + np.exp(-1)), 1 / (1 + np.exp(-2))], abs=1e-6)


@pytest.mark.parametrize(
    ("options", "classes"),
    [
        ("min_score_thresh: 0.9", [2]),
        ("max_num_detections: 1", [2]),
        ("has_background: false", [0, 2, 1]),
        ("ignore_classes: 2", [1]),
        ("min_score_thresh: 1", []),
    ],
)
def test_which_objects_count_is_said_by_options(tmp_path: Path, options: str, classes: list[int]) -> None:
    """Thresholds, numbers and classes."""
    assert [each.label_ids[0] for each in found(tmp_path, raw(), f"{ANCHORS} {options}")] == classes


def test_classes_have_names(tmp_path: Path) -> None:
    """Those of the label map, by line from 0."""
    labels = tmp_path / "labels.txt"
    labels.write_text("???\ncat\ndog\n")
    named = found(tmp_path, raw(), f'{ANCHORS} label_map_path: "{labels.as_posix()}"')
    assert [(each.labels, each.label_ids) for each in named] == [(("dog",), ()), (("cat",), ())]


SUPPRESSED = (
    np.array([[[0.1, 0.2, 0.5, 0.6], [0.5, 0.5, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0]]]),  # ymin, xmin, ymax, xmax
    np.array([[0.0, 7.0, 0.0]]),
    np.array([[0.8, 0.6, 0.0]]),
    np.array([2.0]),
)


@pytest.mark.parametrize("picture_type", ["float32", "uint8", "int8"])
def test_a_model_may_suppress_boxes_itself(tmp_path: Path, picture_type: str) -> None:
    """Four outputs, whatever type its picture has: classes count from 0, and there is no background."""
    model = tiny_model((1, SIZE, SIZE, 3), SUPPRESSED, brightness=None, picture_type=picture_type)
    first, second = found(tmp_path, model)
    assert [first.label_ids, second.label_ids] == [(0,), (7,)]
    assert [*first.scores, *second.scores] == pytest.approx([0.8, 0.6])
    assert place(first) == pytest.approx([0.2, 0.1, 0.4, 0.4])
    assert [each.label_ids[0] for each in found(tmp_path, model, "min_score_thresh: 0.7")] == [0]


def test_usual_anchors_need_no_option(tmp_path: Path) -> None:
    """A model of 320 by 320 pixels has 2034, of 300 by 300 1917, as MediaPipe's graphs say."""
    for side, count in ((320, 2034), (300, 1917)):
        scores = np.full((1, count, 2), -9.0)
        scores[0, count - 1, 1] = 5
        [detection] = found(tmp_path, tiny_model((1, side, side, 3), [np.zeros((1, count, 4)), scores]))
        assert detection.label_ids == (1,)


@pytest.mark.parametrize(
    "image", [ImageFrame(np.zeros((1, 1, 3), np.uint8)), ImageFrame(np.zeros((5, 7, 4), np.uint8))]
)
def test_any_picture_will_do(tmp_path: Path, image: ImageFrame) -> None:
    """One pixel, or four channels."""
    assert [each.label_ids[0] for each in found(tmp_path, raw(), ANCHORS, image)] == [2, 1]


@pytest.mark.parametrize(
    ("model", "options", "message"),
    [
        (
            ([BOXES, SCORES], {}),
            "",
            r"does not fit its anchors: .*found \(1, 4, 4\) and \(1, 4, 3\); say in option anchors",
        ),
        (([BOXES], {}), "", r"is no single-shot detector: .* found 1: \(1, 4, 4\)"),
        (([BOXES, SCORES], {"input_shape": (1, 9)}), "", r"expected a model with a picture .*, found \(1, 9\)"),
        (([BOXES, SCORES], {}), 'label_map_path: "nowhere.txt"', "nowhere.txt"),
        (([BOXES, SCORES], {}), ANCHORS + " encoding { num_keypoints: 3 }", "num_coords must be 4"),
    ],
)
def test_a_model_of_another_kind_is_one_clear_error(tmp_path: Path, model: Any, options: str, message: str) -> None:
    """When it is opened, with what was expected and what is there."""
    outputs, shape = model
    content = tiny_model(**{"input_shape": (1, SIZE, SIZE, 3), **shape}, outputs=outputs)
    with pytest.raises((CalculatorError, ConfigError), match=message):
        found(tmp_path, content, options)


def test_a_model_has_to_be_named() -> None:
    """There is no default."""
    node = 'node { calculator: "ObjectDetector" input_stream: "IMAGE:i" output_stream: "DETECTIONS:d" }'
    with pytest.raises(ConfigError, match="model_path must name"):
        run_node(node, {"i": []})


def test_a_real_detector_of_faces_runs(models: Path) -> None:
    """MediaPipe's detector of faces is a single-shot detector, too: the face is where its own graph finds it."""
    image = ImageFrame(picture(hands_dir(), ASTRONAUT))
    options = """
        has_background: false pixel_min: -1 pixel_max: 1 max_num_detections: 1
        anchors {
          num_layers: 4 strides: [8, 16, 16, 16] aspect_ratios: 1
          min_scale: 0.15 max_scale: 0.75 fixed_anchor_size: true
        }
        encoding {
          num_keypoints: 6 keypoint_coord_offset: 4 sigmoid_score: true score_clipping_thresh: 100
          reverse_output_order: true x_scale: 128 y_scale: 128 w_scale: 128 h_scale: 128
        }
    """
    node = f"""
        node {{
          calculator: "ObjectDetector" input_stream: "IMAGE:image" output_stream: "DETECTIONS:ours"
          node_options {{
            [type.googleapis.com/backedge.ObjectDetectionCalculatorOptions] {{
              model_path: "{(models / "face_detection_short_range.tflite").as_posix()}" {options}
            }}
          }}
        }}
        node {{
          calculator: "FaceDetectionShortRangeCpu" input_stream: "IMAGE:image" output_stream: "DETECTIONS:theirs"
        }}
    """
    outputs = run_node(node, {"image": [image]})
    [[ours]], [[theirs]] = outputs.values("ours"), outputs.values("theirs")
    one, other = (np.array([x, y, x + w, y + h], np.float32) for x, y, w, h in (place(ours), place(theirs)))
    assert overlap(one, other, OverlapType.INTERSECTION_OVER_UNION) > 0.9
    assert np.abs(ours.keypoints - theirs.keypoints).max() < 0.02
