"""Calculators that make and draw annotations, in what no recording of MediaPipe shows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import (
    BoundingBox,
    Classification,
    ClassificationList,
    Detection,
    Image,
    ImageFormat,
    ImageFrame,
    Landmarks,
    NormalizedLandmarks,
    NormalizedRect,
    Rect,
    RenderData,
)
from backedge.formats.render_data import (
    Color,
    FilledRoundedRectangle,
    GradientLine,
    Point,
    Rectangle,
    RenderAnnotation,
    RoundedRectangle,
    Text,
)
from backedge.testing import run_node
from backedge.timestamp import PRESTREAM
from tests.arrays import floats

RED = Color(r=255)


def node(calculator: str, ports: str, options: str = "") -> str:
    """A node."""
    return f"""node {{
        calculator: "{calculator}" {ports} output_stream: "RENDER_DATA:o"
        options {{ [mediapipe.{calculator}Options.ext] {{ {options} }} }}
    }}"""


def annotated(calculator: str, ports: str, feed: dict[str, list[Any]], options: str = "") -> Any:
    """The annotations of the only packet."""
    [data] = run_node(node(calculator, ports, options), feed).values("o")
    return data.render_annotations


LANDMARKS = NormalizedLandmarks(floats([[0.0] * 3, [0.5] * 3, [1.0] * 3]), visibility=floats([1, 0.2, 1]))
ON_LANDMARKS = 'input_stream: "NORM_LANDMARKS:l"'


def test_landmarks_are_dots_and_lines() -> None:
    """Lines come first; those to landmarks that are not there are left out."""
    options = """landmark_connections: [0, 1, 1, 7] landmark_color { r: 255 } connection_color { g: 9 } thickness: 3
                 visualize_landmark_depth: false"""
    line, *dots = annotated("LandmarksToRenderDataCalculator", ON_LANDMARKS, {"l": [LANDMARKS]}, options)
    assert (line.line.x_end, line.line.normalized, line.color, line.thickness) == (0.5, True, Color(g=9), 3)
    assert [(dot.point.x, dot.color, dot.scene_tag) for dot in dots] == [(x, RED, "KEYPOINT") for x in (0.0, 0.5, 1.0)]


def test_depth_is_shown_by_colour_and_size() -> None:
    """The nearest dot is white and large, the farthest black and small; lines go from one colour to the other."""
    found = annotated(
        "LandmarksToRenderDataCalculator", ON_LANDMARKS, {"l": [LANDMARKS]}, "landmark_connections: [0, 2]"
    )
    assert [(dot.color.r, dot.thickness) for dot in found[1:]] == [(255, 18), (128, 9), (1, 0)]
    assert (found[0].gradient_line.color1.r, found[0].gradient_line.color2.r) == (255, 0)


def test_hidden_landmarks_are_left_out() -> None:
    """Neither they nor the lines to them are drawn."""
    options = "landmark_connections: [0, 1, 0, 2] utilize_visibility: true visibility_threshold: 0.5"
    found = annotated("LandmarksToRenderDataCalculator", ON_LANDMARKS, {"l": [LANDMARKS]}, options)
    assert [dot.point.x for dot in found if dot.point] == [0.0, 1.0]
    assert sum(each.gradient_line is not None for each in found) == 1


def test_thickness_grows_with_the_scale() -> None:
    """RENDER_SCALE multiplies it; landmarks in pixels stay in pixels."""
    ports = 'input_stream: "LANDMARKS:l" input_stream: "RENDER_SCALE:s"'
    feed: dict[str, list[Any]] = {"l": [Landmarks(floats([[5, 6, 0]]))], "s": [2.0]}
    [dot] = annotated("LandmarksToRenderDataCalculator", ports, feed, "thickness: 3")
    assert (dot.point.x, dot.point.normalized, dot.thickness) == (5.0, False, 6.0)


def test_faces_have_their_contours() -> None:
    """A face without irises has 124 lines, one with them 132."""
    face = """node {
        calculator: "FaceLandmarksToRenderDataCalculator"
        input_stream: "NORM_LANDMARKS:l" output_stream: "RENDER_DATA:o"
        options { [mediapipe.LandmarksToRenderDataCalculatorOptions.ext] { render_landmarks: false } }
    }"""
    feed = {"l": [NormalizedLandmarks(np.zeros((count, 3), np.float32)) for count in (468, 478)]}
    assert [len(data.render_annotations) for data in run_node(face, feed).values("o")] == [124, 132]


DETECTION = Detection(
    (0.126, 0.9), (), BoundingBox(-0.1, 0.5, 0.5, 0.8), floats([[0.3, 0.6]]), labels=("cat", "dog"), detection_id=7
)


def test_detections_have_boxes_and_words() -> None:
    """A box ends at the edges of the picture; label and score stand in its upper left corner."""
    found = annotated(
        "DetectionsToRenderDataCalculator",
        'input_stream: "DETECTIONS:d"',
        {"d": [[DETECTION]]},
        "color { r: 255 } render_detection_id: true one_label_per_line: true",
    )
    texts = [each.text.display_text for each in found if each.text]
    assert texts == ["Id: 7", "cat,0.13,", "dog,0.9,", ""]
    [box] = [each.rectangle for each in found if each.rectangle]
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((0, 0.5, 0.4, 1))
    assert found[0].text.baseline == pytest.approx(0.58)
    assert [each.scene_tag for each in found] == ["LABEL"] * 3 + ["FEATURE", "LOCATION", "KEYPOINT"]
    assert {each.color for each in found} == {RED}


def test_nothing_detected_is_nothing_to_draw() -> None:
    """An empty list is RenderData without annotations, or no packet if the options say so."""
    ports = 'input_stream: "DETECTIONS:d"'
    feed: dict[str, list[Any]] = {"d": [[]]}
    assert annotated("DetectionsToRenderDataCalculator", ports, feed) == ()
    silent = node("DetectionsToRenderDataCalculator", ports, "produce_empty_packet: false")
    assert run_node(silent, feed).values("o") == []


def test_detections_need_a_score_for_each_label() -> None:
    """The error says how many there are of each."""
    odd = Detection((0.5,), (), BoundingBox(0, 0, 1, 1), labels=("a", "b"))
    with pytest.raises(CalculatorError, match="found 1 scores, 2 labels and 0 label ids"):
        annotated("DetectionsToRenderDataCalculator", 'input_stream: "DETECTION:d"', {"d": [odd]})


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        ("", "rectangle"),
        ("filled: true", "filled_rectangle"),
        ("oval: true", "oval"),
        ("oval: true filled: true", "filled_oval"),
    ],
)
def test_rectangles_become_shapes(options: str, shape: str) -> None:
    """The options choose the shape."""
    feed: dict[str, list[Any]] = {"r": [NormalizedRect(0.5, 0.5, 0.2, 0.4)]}
    [found] = annotated("RectToRenderDataCalculator", 'input_stream: "NORM_RECT:r"', feed, options)
    shapes = ("rectangle", "filled_rectangle", "oval", "filled_oval")
    assert [name for name in shapes if getattr(found, name)] == [shape]


def test_rectangles_have_their_place() -> None:
    """In pixels or parts of the picture, rotated, with a dot at the corner; upright ones outside have no size."""
    feed: dict[str, list[Any]] = {"r": [[Rect(10, 20, 4, 8, 0.5), Rect(-9, 5, 2, 2)]]}
    inside, outside = annotated("RectToRenderDataCalculator", 'input_stream: "RECTS:r"', feed, "top_left_thickness: 3")
    assert inside.rectangle == Rectangle(left=8, top=16, right=12, bottom=24, rotation=0.5, top_left_thickness=3)
    assert outside.rectangle == Rectangle(top_left_thickness=3)


def test_scales_grow_with_rectangles() -> None:
    """The longer side in pixels counts; without a rectangle the scale is the multiplier."""
    scale = """node {
        calculator: "RectToRenderScaleCalculator"
        input_stream: "NORM_RECT:r" input_stream: "IMAGE_SIZE:s" output_stream: "RENDER_SCALE:o"
    }"""
    outputs = run_node(scale, {"r": [NormalizedRect(0, 0, 0.5, 0.5)], "s": [(100, 300), (100, 300)]})
    assert outputs.values("o") == pytest.approx([1.5, 0.01])


CLASSES = ClassificationList([Classification(0, 0.5, "Left", "links"), Classification(1, 0.25, "Right", "rechts")])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", ["Left"]),
        ("max_num_labels: 5", ["Left", "Right"]),
        ("max_num_labels: 2 use_display_name: true display_classification_score: true", ["links:0.5", "rechts:0.25"]),
    ],
)
def test_classes_are_written(options: str, expected: list[str]) -> None:
    """The options say how many, by which name, and whether with their scores."""
    found = annotated("LabelsToRenderDataCalculator", 'input_stream: "CLASSIFICATIONS:c"', {"c": [CLASSES]}, options)
    assert [each.text.display_text for each in found] == expected


def test_lines_have_their_place_and_colour() -> None:
    """Colours come one after the other, over again; the last line stands at the bottom of the picture."""
    ports = 'input_stream: "LABELS:l" input_stream: "SCORES:s" input_stream: "VIDEO_PRESTREAM:h"'
    feed: dict[str, list[Any]] = {
        "h": [Packet(VideoHeader(ImageFormat.SRGB, 64, 100), PRESTREAM)],
        "l": [Packet(["a", "b", "c"], 0)],
        "s": [Packet([0.1, 0.2, 0.3], 0)],
    }
    options = "location: BOTTOM_LEFT font_height_px: 8 max_num_labels: 3 color { r: 1 } color { r: 2 }"
    found = annotated("LabelsToRenderDataCalculator", ports, feed, options)
    assert [each.text.baseline for each in found] == [80, 90, 100]
    assert [each.color.r for each in found] == [1, 2, 1]
    assert found[2].text.display_text == "c:0.3"


_EYE = [[0.5, 0.5, 0.0], [0.55, 0.5, 0.0], [0.5, 0.4, 0.0], [0.45, 0.5, 0.0], [0.5, 0.6, 0.0]]
IRIS = NormalizedLandmarks(floats(_EYE + _EYE))


def test_irises_are_ovals_with_their_distance() -> None:
    """The oval has the iris's diameter in pixels; an unknown distance is not written."""
    ports = 'input_stream: "IRIS:i" input_stream: "IMAGE_SIZE:s" input_stream: "LEFT_IRIS_DEPTH_MM:d"'
    right_first = [*range(5), 5, 8, 7, 6, 9]
    points = IRIS.points[right_first].copy()
    feed: dict[str, list[Any]] = {"i": [NormalizedLandmarks(points)], "s": [(200, 100)], "d": [456.0]}
    found = annotated("IrisToRenderDataCalculator", ports, feed)
    assert len(found) == 13
    around = found[0].oval.rectangle
    assert ((around.right - around.left) * 200, (around.bottom - around.top) * 100) == pytest.approx((20, 20))
    assert found[-1].text.display_text == "Left : :46 cm"


def test_irises_have_a_distance() -> None:
    """It follows from the focal length, and changes slowly; without one there is none."""
    depth = """node {
        calculator: "IrisToDepthCalculator"
        input_stream: "IRIS:i" input_stream: "IMAGE_SIZE:s" %s output_stream: "LEFT_IRIS_DEPTH_MM:o"
    }"""
    feed: dict[str, list[Any]] = {"i": [IRIS, IRIS], "s": [(200, 100), (400, 200)]}
    known = run_node(depth % 'input_side_packet: "FOCAL_LENGTH:f"', feed, side_packets={"f": 100.0}).values("o")
    assert known == pytest.approx([59, 0.9 * 59 + 0.1 * 29.5])
    assert run_node(depth % "", feed).values("o") == []


OVERLAY = 'node { calculator: "AnnotationOverlayCalculator" %s input_stream: "d" output_stream: "%s:o" }'


def test_texts_are_written() -> None:
    """Letters stand on their baseline, over their outline; the picture that came in stays as it is."""
    text = Text(display_text="H", left=30, baseline=30, font_height=30, outline_thickness=2, outline_color=Color(g=255))
    data = RenderData(render_annotations=(RenderAnnotation(text=text, color=RED, thickness=2),))
    picture = ImageFrame(np.zeros((60, 60, 3), np.uint8))
    [drawn] = run_node(OVERLAY % ('input_stream: "IMAGE:i"', "IMAGE"), {"i": [picture], "d": [data]}).values("o")
    red, green = drawn.data[..., 0] > 0, drawn.data[..., 1] > 0
    assert red.any()
    assert green.any()  # the outline, around the letters
    assert not (red | green)[36:].any()
    assert picture.data.max() == 0  # drawn on a copy


def test_a_gradient_line_beside_the_picture_is_not_seen() -> None:
    """No pixel of it is in the picture; what is drawn after it is."""
    beside = GradientLine(x_start=-9, y_start=-9, x_end=-2, y_end=-5, color1=RED, color2=RED)
    shapes = (RenderAnnotation(gradient_line=beside), RenderAnnotation(point=Point(x=3, y=2), color=RED))
    feed: dict[str, list[Any]] = {
        "i": [ImageFrame(np.zeros((6, 6, 3), np.uint8))],
        "d": [RenderData(render_annotations=shapes)],
    }
    [drawn] = run_node(OVERLAY % ('input_stream: "IMAGE:i"', "IMAGE"), feed).values("o")
    expected = np.zeros((6, 6, 3), np.uint8)
    expected[1:4, 3] = expected[2, 2:5] = (255, 0, 0)
    assert np.array_equal(drawn.data, expected)


def test_images_are_drawn_on_as_images() -> None:
    """UIMAGE is for the newer type of picture."""
    data = RenderData(render_annotations=(RenderAnnotation(rectangle=Rectangle(right=5, bottom=5), color=RED),))
    feed: dict[str, list[Any]] = {"i": [Image(np.zeros((6, 6, 3), np.uint8))], "d": [data]}
    [drawn] = run_node(OVERLAY % ('input_stream: "UIMAGE:i"', "UIMAGE"), feed).values("o")
    assert isinstance(drawn, Image)
    assert drawn.data[0, 0].tolist() == [255, 0, 0]


def test_other_pictures_are_refused() -> None:
    """Nothing is drawn on a mask."""
    feed: dict[str, list[Any]] = {"i": [ImageFrame(np.zeros((6, 6), np.float32))], "d": [RenderData()]}
    with pytest.raises(CalculatorError, match="annotations are drawn on SRGB, SRGBA or GRAY8"):
        run_node(OVERLAY % ('input_stream: "IMAGE:i"', "IMAGE"), feed)


def test_filled_round_corners_are_filled() -> None:
    """MediaPipe's own renderer cannot draw this shape."""
    rounded = RoundedRectangle(rectangle=Rectangle(left=2, top=2, right=20, bottom=20), corner_radius=6)
    shape = RenderAnnotation(filled_rounded_rectangle=FilledRoundedRectangle(rounded_rectangle=rounded), color=RED)
    feed: dict[str, list[Any]] = {
        "i": [ImageFrame(np.zeros((24, 24, 3), np.uint8))],
        "d": [RenderData(render_annotations=(shape,))],
    }
    [drawn] = run_node(OVERLAY % ('input_stream: "IMAGE:i"', "IMAGE"), feed).values("o")
    red = drawn.data[..., 0] > 0
    assert red[11, 2:21].all()
    assert red[2:21, 11].all()
    assert not red[2, 2]


@pytest.mark.parametrize(
    ("calculator", "ports", "options", "complaint"),
    [
        ("LandmarksToRenderData", ON_LANDMARKS, "landmark_connections: 1", "must be pairs of landmarks"),
        ("RectToRenderData", 'input_stream: "RECT:r"', "oval: true top_left_thickness: 1", "remove filled and oval"),
        ("LabelsToRenderData", 'input_stream: "LABELS:l"', "location: BOTTOM_LEFT", "need VIDEO_PRESTREAM"),
    ],
)
def test_impossible_nodes_are_refused(calculator: str, ports: str, options: str, complaint: str) -> None:
    """A mistake in ports or options is found when the graph is built."""
    with pytest.raises(ConfigError, match=complaint):
        run_node(node(f"{calculator}Calculator", ports, options))
