"""Values that no picture and no model should give: empty, infinite, or not a number. Most graphs go on with them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

from tests.calculators.recorded.cases_landmark import SIZE
from tests.calculators.recorded.cases_region import UP
from tests.calculators.recorded.session import Answer, Session, options

_NAN, _INF = math.nan, math.inf
BAD = (_NAN, _INF, -_INF)

RECTS = {
    "without width": (0.5, 0.5, 0.0, 0.3, 0.0),
    "without height": (0.5, 0.5, 0.3, 0.0, 0.0),
    "inside out": (0.5, 0.5, -0.3, 0.3, 0.0),
    "nowhere": (_NAN, 0.5, 0.3, 0.3, 0.0),
    "turned by nothing": (0.5, 0.5, 0.3, 0.3, _NAN),
    "of no width": (0.5, 0.5, _NAN, 0.3, 0.0),
    "not a number at all": (_NAN,) * 5,
    "infinitely far": (_INF, 0.5, 0.3, 0.3, 0.0),
    "far": (1e9, 0.5, 0.3, 0.3, 0.0),
    "infinitely wide": (0.5, 0.5, _INF, 0.3, 0.0),
    "smaller than float32 can tell": (0.5, 0.5, 1e-9, 1e-9, 0.0),
}
"""Centre, size and rotation."""


def case_tensors_of_bad_regions(session: Session) -> Iterator[tuple[str, Answer]]:
    """Errors where the aspect ratio of what has no size should be kept; pixels of the border, or the first one."""
    picture = session.picture(9, 7)
    for (name, numbers), keep, border in itertools.product(RECTS.items(), ("true", "false"), ("ZERO", "REPLICATE")):
        size = "output_tensor_width: 3 output_tensor_height: 3 output_tensor_float_range { min: 0 max: 1 }"
        body = f"{size} keep_aspect_ratio: {keep} border_mode: BORDER_{border}"
        graph = f"""
            input_stream: "image"
            input_stream: "r"
            node {{
              calculator: "ImageToTensorCalculator"
              input_stream: "IMAGE:image" input_stream: "NORM_RECT:r" output_stream: "TENSORS:t"
              {options("ImageToTensorCalculatorOptions", body)}
            }}
            node {{ calculator: "TensorsToFloatsCalculator" input_stream: "TENSORS:t" output_stream: "FLOATS:o" }}
        """
        feeds = [(0, {"image": picture, "r": _rect(session, *numbers)})]
        yield f"{name}, keep {keep}, {border}", session.run(graph, feeds, {"o": "get_float_list"})


def _rect(session: Session, *numbers: float) -> Any:
    message = session.module("framework.formats.rect_pb2").NormalizedRect()
    message.x_center, message.y_center, message.width, message.height, message.rotation = numbers
    return session.make.create_proto(message)


def case_rects_of_bad_detections(session: Session) -> Iterator[tuple[str, Answer]]:
    """A key point that is not finite turns a rectangle by nothing, or leaves it without place and size."""
    for calculator, body in (
        ("DetectionsToRects", UP),
        ("AlignmentPointsRects", UP),
        ("HandDetectionsFromPoseToRects", ""),
    ):
        graph = f"""
            {SIZE}
            input_stream: "d"
            node {{
              calculator: "{calculator}Calculator"
              input_stream: "DETECTION:d" input_stream: "IMAGE_SIZE:size" output_stream: "NORM_RECT:o"
              {options("DetectionsToRectsCalculatorOptions", body)}
            }}
        """
        feeds = [
            (index, {"image": session.picture(), "d": _detection(session, value)}) for index, value in enumerate(BAD)
        ]
        yield calculator, session.run(graph, feeds, {"o": "get_proto"})


def _detection(session: Session, value: float) -> Any:
    """A packet with a detection whose second key point is `value` from the left."""
    message = session.get.get_proto(session.detection())
    message.location_data.relative_keypoints[1].x = value
    return session.make.create_proto(message)


def case_transformed_bad_rects(session: Session) -> Iterator[tuple[str, Answer]]:
    """Shifted and scaled."""
    graph = f"""
        {SIZE}
        input_stream: "r"
        node {{
          calculator: "RectTransformationCalculator"
          input_stream: "NORM_RECT:r" input_stream: "IMAGE_SIZE:size" output_stream: "o"
          {options("RectTransformationCalculatorOptions", "scale_x: 2 scale_y: 1.5 shift_y: 0.1 square_long: true")}
        }}
    """
    for name, numbers in RECTS.items():
        feeds = [(0, {"image": session.picture(), "r": _rect(session, *numbers)})]
        yield name, session.run(graph, feeds, {"o": "get_proto"})


def case_landmarks_in_bad_rects(session: Session) -> Iterator[tuple[str, Answer]]:
    """Projected from them, in the image and in space."""
    for tag, calculator, kind in (
        ("NORM_LANDMARKS", "LandmarkProjection", "NormalizedLandmarkList"),
        ("LANDMARKS", "WorldLandmarkProjection", "LandmarkList"),
    ):
        graph = f"""
            input_stream: "a"
            input_stream: "r"
            node {{
              calculator: "{calculator}Calculator"
              input_stream: "{tag}:a" input_stream: "NORM_RECT:r" output_stream: "{tag}:o"
            }}
        """
        for name, numbers in RECTS.items():
            landmarks = session.landmarks(session.uniform(2, 3), visible=False, kind=kind)
            answer = session.run(graph, [(0, {"a": landmarks, "r": _rect(session, *numbers)})], {"o": "get_proto"})
            yield f"{calculator}, {name}", answer


def case_letterbox_of_bad_landmarks(session: Session) -> Iterator[tuple[str, Answer]]:
    """Landmarks that are not finite, and a letterbox around nothing: the region is a line."""
    graph = f"""
        input_stream: "image"
        input_stream: "r"
        input_stream: "a"
        node {{
          calculator: "ImageToTensorCalculator"
          input_stream: "IMAGE:image" input_stream: "NORM_RECT:r"
          output_stream: "TENSORS:t" output_stream: "LETTERBOX_PADDING:p"
          {
        options(
            "ImageToTensorCalculatorOptions",
            "output_tensor_width: 2 output_tensor_height: 2 keep_aspect_ratio: true"
            " output_tensor_float_range { min: 0 max: 1 }",
        )
    }
        }}
        node {{
          calculator: "LandmarkLetterboxRemovalCalculator"
          input_stream: "LANDMARKS:a" input_stream: "LETTERBOX_PADDING:p" output_stream: "LANDMARKS:o"
        }}
    """
    for value in (*BAD, 0.4):
        points = session.uniform(2, 3)
        points[0, 0] = value
        rect = _rect(session, 0.5, 0.5, 1e-12 if value == 0.4 else 0.2, 0.3, 0.0)
        feeds = [(0, {"image": session.picture(), "r": rect, "a": session.landmarks(points, visible=False)})]
        yield str(value), session.run(graph, feeds, {"o": "get_proto"})


def case_smoothed_bad_landmarks(session: Session) -> Iterator[tuple[str, Answer]]:
    """A landmark that is not finite for a frame, among others."""
    for body in (
        "velocity_filter { window_size: 3 velocity_scale: 10 }",
        "one_euro_filter { frequency: 30 min_cutoff: 0.1 beta: 40 derivate_cutoff: 1 disable_value_scaling: true }",
    ):
        graph = f"""
            {SIZE}
            input_stream: "a"
            node {{
              calculator: "LandmarksSmoothingCalculator"
              input_stream: "NORM_LANDMARKS:a" input_stream: "IMAGE_SIZE:size"
              output_stream: "NORM_FILTERED_LANDMARKS:o"
              {options("LandmarksSmoothingCalculatorOptions", body)}
            }}
        """
        feeds = []
        for index, value in enumerate((0.5, _NAN, 0.4, 0.3)):
            points = session.uniform(3, 3)
            points[1, 1] = value
            landmarks = session.landmarks(points, visible=False)
            feeds.append((index * 33_333, {"image": session.picture(), "a": landmarks}))
        yield body.partition(" ")[0], session.run(graph, feeds, {"o": "get_proto"})
