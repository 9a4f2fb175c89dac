"""Calculators on landmarks, in what no recording of MediaPipe shows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.calculators.landmark.eye_landmarks import LEFT_EYE, RIGHT_EYE
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import Landmarks, NormalizedLandmarks, Tensor
from backedge.testing import run_node
from tests.arrays import floats


def landmarks(*points: list[float]) -> NormalizedLandmarks:
    """Landmarks in the image."""
    return NormalizedLandmarks(floats(points))


def node(calculator: str, ports: str, options: str = "") -> str:
    """A node."""
    return f'node {{ calculator: "{calculator}" {ports} {options} }}'


def test_visibility_is_set() -> None:
    """The landmark gets the visibility of its timestamp; where one of the two is missing there is nothing."""
    ports = 'input_stream: "NORM_LANDMARKS:l" input_stream: "VISIBILITY:v" output_stream: "NORM_LANDMARKS:o"'
    wrist = landmarks([0.5, 0.5, 0])
    outputs = run_node(node("SetLandmarkVisibilityCalculator", ports), {"l": [wrist, wrist], "v": [0.25]})
    assert [found.visibility.tolist() for found in outputs.values("o")] == [[0.25]]


def test_eyes_replace_those_of_the_face() -> None:
    """The landmarks of both eyes go to their places in the face; the others stay."""
    ports = """input_stream: "FACE_LANDMARKS:face" input_stream: "NEW_EYE_LANDMARKS:eyes"
               output_stream: "UPDATED_FACE_LANDMARKS:o" """
    places = [*LEFT_EYE, *RIGHT_EYE]
    face = NormalizedLandmarks(np.zeros((468, 3), np.float32))
    eyes = NormalizedLandmarks(np.ones((142, 3), np.float32), visibility=np.full(142, 0.5, np.float32))
    [updated] = run_node(node("UpdateFaceLandmarksCalculator", ports), {"face": [face], "eyes": [eyes]}).values("o")
    assert np.flatnonzero(updated.points[:, 0]).tolist() == sorted(places)
    assert updated.visibility[places].tolist() == [0.5] * 142
    with pytest.raises(CalculatorError, match="468 landmarks of a face and 142 of its eyes, found 468 and 468"):
        run_node(node("UpdateFaceLandmarksCalculator", ports), {"face": [face], "eyes": [face]})


@pytest.mark.parametrize(
    ("policy", "complaint"),
    [
        ("EMPTY_LANDMARKS_POLICY_RESET", ""),
        ("EMPTY_LANDMARKS_POLICY_FAIL", "there are no landmarks to smooth"),
        ("", "no"),
    ],
)
def test_empty_lists_end_the_run_or_start_anew(policy: str, complaint: str) -> None:
    """After an empty list that is allowed, the next landmarks may be of another number, and are not smoothed."""
    ports = 'input_stream: "LANDMARKS:l" output_stream: "FILTERED_LANDMARKS:o"'
    option = f"empty_landmarks_policy: {policy}" if policy else ""
    smoother = node(
        "LandmarksSmoothingCalculator",
        ports,
        f"options {{ [mediapipe.LandmarksSmoothingCalculatorOptions.ext] {{ one_euro_filter {{}} {option} }} }}",
    )
    rng = np.random.default_rng(0)
    feed = {"l": [Landmarks(rng.uniform(0, 1, (count, 3)).astype(np.float32)) for count in (3, 0, 4)]}
    if complaint:
        with pytest.raises(CalculatorError, match=complaint):
            run_node(smoother, feed)
    else:
        assert run_node(smoother, feed).values("o") == feed["l"]


PORTS = 'input_stream: "NORM_LANDMARKS:l" %s output_stream: "NORM_FILTERED_LANDMARKS:o"'
SIZED = PORTS % 'input_stream: "IMAGE_SIZE:size"'


@pytest.mark.parametrize(
    ("calculator", "ports", "options", "complaint"),
    [
        ("LandmarksSmoothing", SIZED, "", "set one of no_filter, velocity_filter, one_euro_filter and steady_filter"),
        ("LandmarksSmoothing", SIZED, "one_euro_filter { min_cutoff: 0 }", "min_cutoff must be positive, found 0.0"),
        ("LandmarksSmoothing", PORTS % "", "no_filter {}", "IMAGE_SIZE belongs to NORM_LANDMARKS"),
        ("VisibilitySmoothing", PORTS % "", "", "set no_filter or low_pass_filter"),
    ],
)
def test_impossible_nodes_are_refused(calculator: str, ports: str, options: str, complaint: str) -> None:
    """A mistake in ports or options is found when the graph is built."""
    extension = f"options {{ [mediapipe.{calculator}CalculatorOptions.ext] {{ {options} }} }}"
    with pytest.raises(ConfigError, match=complaint):
        run_node(node(f"{calculator}Calculator", ports, extension))


@pytest.mark.parametrize("shape", [(2, 2), (2, 2, 4), (2, 3, 3, 2)])
def test_heatmaps_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    """A heatmap has a layer for each landmark."""
    ports = 'input_stream: "NORM_LANDMARKS:l" input_stream: "TENSORS:t" output_stream: "NORM_LANDMARKS:o"'
    feed: dict[str, list[Any]] = {"l": [landmarks([0, 0, 0])], "t": [[Tensor(np.zeros(shape, np.float32))]]}
    with pytest.raises(CalculatorError, match=r"a heatmap for 1 landmarks has shape \(height, width, 1\)"):
        run_node(node("RefineLandmarksFromHeatmapCalculator", ports), feed)


def test_landmarks_stay_without_a_heatmap() -> None:
    """Where TENSORS has no packet the landmarks pass."""
    ports = 'input_stream: "NORM_LANDMARKS:l" input_stream: "TENSORS:t" output_stream: "NORM_LANDMARKS:o"'
    given = [landmarks([0.5, 0.5, 0.5])]
    assert run_node(node("RefineLandmarksFromHeatmapCalculator", ports), {"l": given, "t": []}).values("o") == given
