"""Removing letterboxes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge.calculators.detection.letterbox import remove_letterbox_from_detections, remove_letterbox_from_landmarks
from backedge.calculators.geometry.roi import NO_PADDING, Padding
from backedge.formats import BoundingBox, Detection, NormalizedLandmarks
from tests.arrays import floats

sides = st.floats(0, 0.45)
paddings = st.builds(Padding, sides, sides, sides, sides)


@given(paddings)
def test_the_image_inside_becomes_all_there_is(padding: Padding) -> None:
    """A detection that fills the image inside the letterbox fills the result, to its corners."""
    inside = BoundingBox(padding.left, padding.top, 1 - padding.left - padding.right, 1 - padding.top - padding.bottom)
    corners = [[padding.left, padding.top], [1 - padding.right, 1 - padding.bottom]]
    detection = Detection((0.9,), (3,), inside, floats(corners), labels=("palm",))
    (found,) = remove_letterbox_from_detections([detection], padding)
    box = found.require_box()
    assert (box.xmin, box.ymin, box.width, box.height) == pytest.approx((0, 0, 1, 1), abs=1e-6)
    assert np.allclose(found.keypoints, [[0, 0], [1, 1]], atol=1e-5)
    assert (found.scores, found.label_ids, found.labels) == ((0.9,), (3,), ("palm",))


@given(paddings)
def test_landmarks_move_as_the_image_does(padding: Padding) -> None:
    """Places move as boxes do; z is a length and scales as x does."""
    width = 1 - padding.left - padding.right
    points = floats([[padding.left, padding.top, 0], [1 - padding.right, 1 - padding.bottom, width]])
    found = remove_letterbox_from_landmarks(NormalizedLandmarks(points, floats([0.1, 0.2])), padding)
    assert np.allclose(found.points, [[0, 0, 0], [1, 1, 1]], atol=1e-5)
    assert np.allclose(found.visibility, [0.1, 0.2])  # type: ignore[arg-type]


def test_no_letterbox_changes_nothing() -> None:
    """Without padding the result is the landmarks themselves."""
    landmarks = NormalizedLandmarks(floats(np.ones((21, 3))))
    assert remove_letterbox_from_landmarks(landmarks, NO_PADDING) is landmarks
