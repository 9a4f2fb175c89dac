"""Calculators on the landmarks of one object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.calculators.recorded.session import Answer, Session, options

SIZE = """
    input_stream: "image"
    node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:image" output_stream: "SIZE:size" }
"""
TENSOR = """
    node {
      calculator: "ImageToTensorCalculator" input_stream: "IMAGE:image" output_stream: "TENSORS:tensors"
      options {
        [mediapipe.ImageToTensorCalculatorOptions.ext] {
          output_tensor_width: 32 output_tensor_height: 24 output_tensor_float_range { min: -4 max: 4 }
        }
      }
    }
"""
FILTERS = {
    "none": "no_filter {}",
    "velocity": "velocity_filter { window_size: 3 velocity_scale: 8 }",
    "velocity in pixels": "velocity_filter { disable_value_scaling: true }",
    "1 euro": "one_euro_filter { min_cutoff: 0.05 beta: 80 derivate_cutoff: 1 }",
    "1 euro in pixels": "one_euro_filter { frequency: 20 min_cutoff: 0.5 beta: 5 disable_value_scaling: true }",
}


def smoother(ports: str, filter_: str) -> str:
    """A graph that smooths the stream l."""
    return f"""
        input_stream: "l"
        node {{
          calculator: "LandmarksSmoothingCalculator" {ports}
          {options("LandmarksSmoothingCalculatorOptions", filter_)}
        }}
    """


def moving(session: Session, count: int, frames: int) -> list[Any]:
    """Points that wander."""
    base = session.uniform(count, 3, low=0.3, high=0.7)
    return [base + 0.01 * frame + session.uniform(count, 3, low=-0.02, high=0.02) for frame in range(frames)]


def timestamps(session: Session, start: int, frames: int) -> list[int]:
    """Times that are not evenly apart, in microseconds."""
    times: list[int] = (start + np.cumsum(session.rng.integers(10_000, 90_000, frames)) - 10_000).tolist()
    return times


def case_smoothing_in_the_image(session: Session) -> Iterator[tuple[str, Answer]]:
    """Each filter, on landmarks in the image."""
    ports = """input_stream: "NORM_LANDMARKS:l" input_stream: "IMAGE_SIZE:size"
               output_stream: "NORM_FILTERED_LANDMARKS:o" """
    for name, filter_ in FILTERS.items():
        feeds = [
            (time, {"image": session.picture(), "l": session.landmarks(points)})
            for time, points in zip(timestamps(session, 0, 12), moving(session, 7, 12), strict=True)
        ]
        del feeds[6][1]["l"]  # starts anew
        yield name, session.run(SIZE + smoother(ports, filter_), feeds, {"o": "get_proto"})


def case_smoothing_by_the_size_of_a_region(session: Session) -> Iterator[tuple[str, Answer]]:
    """The region says how large the object is."""
    ports = """input_stream: "NORM_LANDMARKS:l" input_stream: "IMAGE_SIZE:size" input_stream: "OBJECT_SCALE_ROI:r"
               output_stream: "NORM_FILTERED_LANDMARKS:o" """
    feeds = [
        (30_000 * frame, {"image": session.picture(), "l": session.landmarks(points), "r": session.rect()})
        for frame, points in enumerate(moving(session, 5, 10))
    ]
    del feeds[4][1]["r"]
    graph = SIZE + 'input_stream: "r"' + smoother(ports, FILTERS["1 euro"])
    yield "1 euro", session.run(graph, feeds, {"o": "get_proto"})


def case_smoothing_in_space(session: Session) -> Iterator[tuple[str, Answer]]:
    """Each filter, on landmarks in space; and what cannot be smoothed."""
    ports = 'input_stream: "LANDMARKS:l" output_stream: "FILTERED_LANDMARKS:o"'
    for name, filter_ in FILTERS.items():
        for start in (0, 5):
            feeds = [
                (time, {"l": session.landmarks(20 * points, kind="LandmarkList")})
                for time, points in zip(timestamps(session, start, 8), moving(session, 5, 8), strict=True)
            ]
            yield f"{name} from {start}", session.run(smoother(ports, filter_), feeds, {"o": "get_proto"})
    for name, filter_, counts in (("no filter set", "", [3]), ("another number", FILTERS["1 euro"], [3, 4])):
        feeds = [
            (1000 * index, {"l": session.landmarks(session.uniform(count, 3), kind="LandmarkList")})
            for index, count in enumerate(counts)
        ]
        yield name, session.run(smoother(ports, filter_), feeds, {"o": "get_proto"})


def case_smoothing_visibility(session: Session) -> Iterator[tuple[str, Answer]]:
    """The filters of visibilities."""
    for filter_ in ("no_filter {}", "low_pass_filter { alpha: 0.3 }", "low_pass_filter {}"):
        for visible in (True, False):
            graph = f"""
                input_stream: "l"
                node {{
                  calculator: "VisibilitySmoothingCalculator"
                  input_stream: "NORM_LANDMARKS:l" output_stream: "NORM_FILTERED_LANDMARKS:o"
                  {options("VisibilitySmoothingCalculatorOptions", filter_)}
                }}
            """
            feeds = [(i, {"l": session.landmarks(session.uniform(5, 3), visible=visible)}) for i in range(5)]
            yield f"{filter_} {visible}", session.run(graph, feeds, {"o": "get_proto"})


def case_copying_visibility(session: Session) -> Iterator[tuple[str, Answer]]:
    """What is copied, with and without something to copy."""
    for body in ("", "copy_presence: false", "copy_visibility: false"):
        for visible in (True, False):
            graph = f"""
                input_stream: "a" input_stream: "b"
                node {{
                  calculator: "VisibilityCopyCalculator"
                  input_stream: "NORM_LANDMARKS_FROM:a" input_stream: "LANDMARKS_TO:b" output_stream: "LANDMARKS_TO:o"
                  {options("VisibilityCopyCalculatorOptions", body)}
                }}
            """
            source = session.landmarks(session.uniform(5, 3), visible=visible)
            target = session.landmarks(session.uniform(7, 3), visible=not visible, kind="LandmarkList")
            yield f"{body} {visible}", session.run(graph, [(0, {"a": source, "b": target})], {"o": "get_proto"})


def case_visibility(session: Session) -> Iterator[tuple[str, Answer]]:
    """One landmark, and two."""
    graph = """
        input_stream: "a"
        node {
          calculator: "LandmarkVisibilityCalculator" input_stream: "NORM_LANDMARKS:a" output_stream: "VISIBILITY:o"
        }
    """
    for count, visible in ((1, True), (1, False), (2, True)):
        packet = session.landmarks(session.uniform(count, 3), visible=visible)
        yield f"{count} {visible}", session.run(graph, [(0, {"a": packet})], {"o": "get_float"})


def case_refinement(session: Session) -> Iterator[tuple[str, Answer]]:
    """Three lists put together, and what is refused."""
    whole = "refinement { indexes_mapping: [0, 1, 2, 3, 4] z_refinement { copy {} } }"
    some = "refinement { indexes_mapping: [5, 3] z_refinement { none {} } }"
    average = "refinement { indexes_mapping: [1, 0] z_refinement { assign_average { indexes_for_average: [2, 3] } } }"
    gap = "refinement { indexes_mapping: [1, 7] z_refinement { copy {} } }"
    silent = "refinement { indexes_mapping: [1, 0] }"
    for name, last in (("average", average), ("gap", gap), ("no z_refinement", silent)):
        graph = f"""
            input_stream: "a" input_stream: "b" input_stream: "c"
            node {{
              calculator: "LandmarksRefinementCalculator"
              input_stream: "LANDMARKS:0:a" input_stream: "LANDMARKS:1:b" input_stream: "LANDMARKS:2:c"
              output_stream: "REFINED_LANDMARKS:o"
              {options("LandmarksRefinementCalculatorOptions", whole + some + last)}
            }}
        """
        packets = {name: session.landmarks(session.uniform(count, 3)) for name, count in (("a", 5), ("b", 2), ("c", 2))}
        feeds = [(0, packets), (1, {name: packets[name] for name in "ab"})]
        yield name, session.run(graph, feeds, {"o": "get_proto"})


def case_heatmap(session: Session) -> Iterator[tuple[str, Answer]]:
    """Kernels and what else is refined; points in and outside of the heatmap."""
    for body in (
        "",
        "kernel_size: 3 min_confidence_to_refine: 0.99 refine_presence: true refine_visibility: true",
        "kernel_size: 7 min_confidence_to_refine: 0.1 refine_presence: true",
    ):
        graph = f"""
            {SIZE} {TENSOR}
            input_stream: "a"
            node {{
              calculator: "RefineLandmarksFromHeatmapCalculator"
              input_stream: "NORM_LANDMARKS:a" input_stream: "TENSORS:tensors" output_stream: "NORM_LANDMARKS:o"
              {options("RefineLandmarksFromHeatmapCalculatorOptions", body)}
            }}
        """
        feeds = [
            (i, {"image": session.picture(), "a": session.landmarks(session.uniform(3, 3, low=-0.1, high=1.1))})
            for i in range(6)
        ]
        yield body, session.run(graph, feeds, {"o": "get_proto"})
