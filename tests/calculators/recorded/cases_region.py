"""Calculators on regions: rectangles and detections made of landmarks and points."""

from __future__ import annotations

from collections.abc import Iterator

from tests.calculators.recorded.cases_landmark import SIZE
from tests.calculators.recorded.session import Answer, Session, options

MATRIX = """
    input_stream: "r"
    node {
      calculator: "ImageToTensorCalculator"
      input_stream: "IMAGE:image" input_stream: "NORM_RECT:r" output_stream: "TENSORS:t" output_stream: "MATRIX:m"
      options {
        [mediapipe.ImageToTensorCalculatorOptions.ext] {
          output_tensor_width: 8 output_tensor_height: 8 output_tensor_float_range { min: 0 max: 1 }
        }
      }
    }
"""
UP = """rotation_vector_start_keypoint_index: 0 rotation_vector_end_keypoint_index: 1
        rotation_vector_target_angle_degrees: 90"""


def case_detection_around_landmarks(session: Session) -> Iterator[tuple[str, Answer]]:
    """All landmarks, some, and one that is not there; also left of the image."""
    for body in ("", "selected_landmark_indices: [2, 0]", "selected_landmark_indices: 9"):
        graph = f"""
            input_stream: "a"
            node {{
              calculator: "LandmarksToDetectionCalculator"
              input_stream: "NORM_LANDMARKS:a" output_stream: "DETECTION:o"
              {options("LandmarksToDetectionCalculatorOptions", body)}
            }}
        """
        feeds = [(i, {"a": session.landmarks(scale * session.uniform(4, 3))}) for i, scale in enumerate((1, -1, 2))]
        yield body, session.run(graph, feeds, {"o": "get_proto"})


def case_squares_from_points(session: Session) -> Iterator[tuple[str, Answer]]:
    """Squares by two points, and by three of a pose."""
    for calculator, body in (("AlignmentPointsRects", UP), ("HandDetectionsFromPoseToRects", "")):
        graph = f"""
            {SIZE}
            input_stream: "d"
            node {{
              calculator: "{calculator}Calculator"
              input_stream: "DETECTION:d" input_stream: "IMAGE_SIZE:size" output_stream: "NORM_RECT:o"
              {options("DetectionsToRectsCalculatorOptions", body)}
            }}
        """
        feeds = [(i, {"image": session.picture(), "d": session.detection()}) for i in range(8)]
        yield calculator, session.run(graph, feeds, {"o": "get_proto"})


def case_tracking_regions(session: Session) -> Iterator[tuple[str, Answer]]:
    """Each requirement alone, and none; with packets missing."""
    for body in (
        "iou_requirements { min_iou: 0.3 }",
        "rect_requirements { rotation_degrees: 90 translation: 0.5 scale: 0.6 }",
        "landmarks_requirements { recrop_rect_margin: 0.8 }",
        "",
    ):
        graph = f"""
            {SIZE}
            input_stream: "l" input_stream: "p" input_stream: "r"
            node {{
              calculator: "RoiTrackingCalculator"
              input_stream: "PREV_LANDMARKS:l" input_stream: "PREV_LANDMARKS_RECT:p" input_stream: "RECROP_RECT:r"
              input_stream: "IMAGE_SIZE:size" output_stream: "TRACKING_RECT:o"
              {options("RoiTrackingCalculatorOptions", body)}
            }}
        """
        feeds = []
        for index in range(60):
            landmarks = session.landmarks(session.uniform(3, 3, low=0.45, high=0.55))
            packets = {"image": session.picture(8, 6), "l": landmarks, "p": session.rect(), "r": session.rect()}
            packets.pop({3: "r", 5: "p"}.get(index % 7, ""), None)
            feeds.append((index, packets))
        yield body, session.run(graph, feeds, {"o": "get_proto"})


def case_inverse_matrix(session: Session) -> Iterator[tuple[str, Answer]]:
    """Landmarks projected by the inverse of a crop's matrix."""
    graph = f"""
        {SIZE} {MATRIX}
        input_stream: "a"
        node {{ calculator: "InverseMatrixCalculator" input_stream: "MATRIX:m" output_stream: "MATRIX:n" }}
        node {{
          calculator: "LandmarkProjectionCalculator"
          input_stream: "NORM_LANDMARKS:a" input_stream: "PROJECTION_MATRIX:n" output_stream: "NORM_LANDMARKS:o"
        }}
    """
    feeds = [
        (i, {"image": session.picture(), "r": session.rect(), "a": session.landmarks(session.uniform(4, 3))})
        for i in range(5)
    ]
    yield "projected back", session.run(graph, feeds, {"o": "get_proto"})
