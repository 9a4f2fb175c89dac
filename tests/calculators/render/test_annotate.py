"""All results of a frame over its picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backedge.calculators.render.annotate import LandmarkDrawing, annotate
from backedge.formats import BoundingBox, Detection, NormalizedLandmarks, NormalizedRect

HAND = LandmarkDrawing(NormalizedLandmarks(np.linspace(0.2, 0.8, 63, dtype=np.float32).reshape(21, 3)), "Right 0.98")


@pytest.fixture
def image() -> np.ndarray:
    """A grey picture as it comes in a packet: not to be written."""
    picture = np.full((240, 320, 3), 128, np.uint8)
    picture.flags.writeable = False
    return picture


def test_picture_of_the_packet_is_not_changed(image: np.ndarray) -> None:
    """The result is a picture of its own, which may be written."""
    canvas = annotate(image, [HAND])
    assert (image == 128).all()
    assert not np.shares_memory(canvas, image)
    assert (canvas != image).any()
    canvas[:] = 0


def test_nothing_to_draw_is_the_same_picture(image: np.ndarray) -> None:
    """Without results the picture stays as it is."""
    assert np.array_equal(annotate(image), image)


def test_every_kind_of_result_is_drawn(image: np.ndarray) -> None:
    """Each adds something to the picture."""
    rects = [NormalizedRect(0.5, 0.5, 0.4, 0.4, 0.3)]
    detections = [Detection((0.9,), (0,), BoundingBox(0.1, 0.1, 0.5, 0.5))]
    alone = [
        annotate(image, [HAND]),
        annotate(image, [LandmarkDrawing(HAND.landmarks)]),
        annotate(image, rects=rects),
        annotate(image, rects=[replace(rects[0], rect_id=1)]),
        annotate(image, rects=[replace(rects[0], rect_id=2)]),
        annotate(image, detections=detections),
        annotate(image, caption="frame 1"),
        image,
    ]
    assert len({picture.tobytes() for picture in alone}) == len(alone)


def test_pictures_with_padded_rows_can_be_annotated() -> None:
    """A view into a larger picture is copied into one of its own."""
    view = np.full((240, 400, 3), 128, np.uint8)[:, :320]
    assert annotate(view, [HAND]).flags.c_contiguous


def test_hand_without_place_draws_nothing(image: np.ndarray) -> None:
    """NaN, which stands for a hand that is away, is left out without an error."""
    nowhere = LandmarkDrawing(NormalizedLandmarks(np.full((21, 3), np.nan)), "Right")
    assert np.array_equal(annotate(image, [nowhere]), image)
