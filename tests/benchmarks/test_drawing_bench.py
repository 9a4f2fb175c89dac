"""The time that drawing takes; `pytest --benchmark-enable --benchmark-only` measures."""

from __future__ import annotations

import cv2
import numpy as np
from pytest_benchmark.fixture import BenchmarkFixture

from backedge.calculators.annotation.draw_annotations import AnnotationRenderer
from backedge.calculators.annotation.landmark_annotations import (
    LandmarksToRenderDataCalculatorOptions,
    annotate_landmarks,
)
from backedge.calculators.image.affine_warp import warp_affine
from backedge.calculators.segmentation.recolor_calculator import RecolorCalculatorOptions, recolor
from backedge.formats import NormalizedLandmarks, RenderData
from backedge.formats.face_landmark import FACE_CONTOURS
from backedge.formats.render_data import Color

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


def test_colouring_a_picture(benchmark: BenchmarkFixture) -> None:
    """A colour mixed into 640x480 pixels where a smaller mask says so."""
    mask = np.random.default_rng(0).random((256, 256), np.float32)
    black = np.zeros((480, 640, 3), np.uint8)
    options = RecolorCalculatorOptions(color=Color(b=255), adjust_with_luminance=False)
    assert benchmark(recolor, black, mask, options)[..., 2].any()


def test_warping_a_mask(benchmark: BenchmarkFixture) -> None:
    """A mask of a turned region, brought back to the picture."""
    mask = np.ones((256, 256), np.float32)
    matrix = np.array([[0.4, 0.1, 3.0], [-0.1, 0.4, 60.0]])
    warped = benchmark(
        warp_affine, mask, matrix, (640, 480), interpolation=cv2.INTER_LINEAR, border=cv2.BORDER_CONSTANT
    )
    assert 0 < warped.mean() < 1
