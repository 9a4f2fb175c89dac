"""The time that a face takes to be drawn; `pytest --benchmark-enable --benchmark-only` measures."""

from __future__ import annotations

import numpy as np
from pytest_benchmark.fixture import BenchmarkFixture

from backedge.calculators.annotation.draw_annotations import AnnotationRenderer
from backedge.calculators.annotation.landmark_annotations import (
    LandmarksToRenderDataCalculatorOptions,
    annotate_landmarks,
)
from backedge.formats import NormalizedLandmarks, RenderData
from backedge.formats.face_landmark import FACE_CONTOURS

_FACE = NormalizedLandmarks(np.random.default_rng(0).random((478, 3), np.float32))
_LINES = [line for part in FACE_CONTOURS.values() for line in part]


def _annotations() -> RenderData:
    options = LandmarksToRenderDataCalculatorOptions(thickness=2.0, visualize_landmark_depth=False)
    return annotate_landmarks(_FACE, _LINES, 1.0, options)


def test_annotations_of_a_face(benchmark: BenchmarkFixture) -> None:
    """Its contours and all of its landmarks."""
    assert len(benchmark(_annotations).render_annotations) == len(_LINES) + len(_FACE)


def test_drawing_a_face(benchmark: BenchmarkFixture) -> None:
    """The same annotations, drawn into a picture."""
    canvas = np.full((480, 640, 3), 255, np.uint8)
    data = _annotations()
    benchmark(lambda: AnnotationRenderer(canvas).draw(data))
    assert not canvas.all()
