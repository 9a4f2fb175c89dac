"""Calculators that put boxes into space."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.calculators.recorded.session import Answer, Session, options

CUBE = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])


def corners(session: Session) -> Any:
    """The landmarks of a box somewhere in front of the camera, a little wrong."""
    turn, _ = np.linalg.qr(session.rng.normal(size=(3, 3)))
    box = np.vstack([np.zeros(3), CUBE * session.rng.uniform(0.2, 1.0, 3)]) @ turn.T
    box += [*session.rng.uniform(-1, 1, 2), session.rng.uniform(-6, -4)]
    seen = np.stack([0.5 - box[:, 0] / box[:, 2] / 2, 0.5 + box[:, 1] / box[:, 2] / 2, box[:, 2]], axis=1)
    return session.landmarks(seen + session.rng.normal(scale=0.002, size=seen.shape))


def case_boxes_in_space(session: Session) -> Iterator[tuple[str, Answer]]:
    """Points, pose and size of one box or two at a time, and rectangles around them."""
    for body, threshold in (
        ("", ""),
        ("normalized_focal_x: 1.5 normalized_principal_point_y: 0.1", "off_threshold: 30"),
    ):
        graph = f"""
            input_stream: "a" input_stream: "b"
            node {{
              calculator: "ConcatenateNormalizedLandmarkListVectorCalculator"
              input_stream: "a" input_stream: "b" output_stream: "both"
            }}
            node {{
              calculator: "LandmarksToFrameAnnotationCalculator"
              input_stream: "MULTI_LANDMARKS:both" output_stream: "FRAME_ANNOTATION:flat"
            }}
            node {{
              calculator: "Lift2DFrameAnnotationTo3DCalculator"
              input_stream: "FRAME_ANNOTATION:flat" output_stream: "LIFTED_FRAME_ANNOTATION:lifted"
              {options("Lift2DFrameAnnotationTo3DCalculatorOptions", body)}
            }}
            node {{
              calculator: "FrameAnnotationToRectCalculator"
              input_stream: "FRAME_ANNOTATION:lifted" output_stream: "NORM_RECTS:rects"
              {options("FrameAnnotationToRectCalculatorOptions", threshold)}
            }}
        """
        feeds = [(i, {"a": corners(session), "b": corners(session)}) for i in range(4)]
        feeds.append((4, {"a": session.landmarks(-session.uniform(9, 3)), "b": corners(session)}))
        yield body, session.run(graph, feeds, {"lifted": "get_proto", "rects": "get_proto_list"})


def case_thresholds_in_the_wrong_order(session: Session) -> Iterator[tuple[str, Answer]]:
    """One of them above the other, which no run can have."""
    graph = f"""
        input_stream: "a"
        node {{
          calculator: "LandmarksToFrameAnnotationCalculator"
          input_stream: "MULTI_LANDMARKS:a" output_stream: "FRAME_ANNOTATION:flat"
        }}
        node {{
          calculator: "FrameAnnotationToRectCalculator"
          input_stream: "FRAME_ANNOTATION:flat" output_stream: "NORM_RECTS:rects"
          {options("FrameAnnotationToRectCalculatorOptions", "off_threshold: 42")}
        }}
    """
    yield "off above on", session.run(graph, [], {"rects": "get_proto_list"})
