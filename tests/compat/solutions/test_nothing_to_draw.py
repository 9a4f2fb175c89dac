"""`drawing_utils` where there is nothing to draw, and the plot of landmarks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.compat.mediapipe.framework.formats import landmark_pb2
from backedge.compat.mediapipe.python.solutions import drawing_utils


def landmarks(*visibilities: float) -> Any:
    """Landmarks on a diagonal, seen as well as that."""
    return landmark_pb2.NormalizedLandmarkList(
        landmark=[
            landmark_pb2.NormalizedLandmark(x=place / 10, y=place / 5, z=-place / 2, visibility=visibility)
            for place, visibility in enumerate(visibilities, 1)
        ]
    )


def test_no_landmarks_leave_the_picture_as_it_is() -> None:
    """None, as results have it where nothing is found, is drawn as nothing."""
    picture = np.full((8, 8, 3), 7, np.uint8)
    drawing_utils.draw_landmarks(picture, None)
    assert (picture == 7).all()


def test_landmarks_that_are_seen_are_plotted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is a dot with depth forwards and height upwards, each pair a line; hidden ones have neither."""
    pyplot = pytest.importorskip("matplotlib.pyplot")
    monkeypatch.setattr(pyplot, "show", lambda: None)  # it would open a window
    pyplot.switch_backend("agg")
    try:
        drawing_utils.plot_landmarks(landmarks(1.0, 1.0, 0.1), [(0, 1), (1, 2)])
        axes = pyplot.gca()
        dots = [[float(values[0]) for values in each._offsets3d] for each in axes.collections]
        lines = [np.transpose(each.get_data_3d()).tolist() for each in axes.lines]
    finally:
        pyplot.close("all")
    expected = [[0.5, 0.1, -0.2], [1.0, 0.2, -0.4]]
    assert dots == [pytest.approx(each) for each in expected]
    assert [[pytest.approx(end) for end in expected]] == lines


def test_no_landmarks_are_no_plot() -> None:
    """No figure is made for nothing."""
    pyplot = pytest.importorskip("matplotlib.pyplot")
    drawing_utils.plot_landmarks(None)
    assert pyplot.get_fignums() == []
