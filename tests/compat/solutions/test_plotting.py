"""`drawing_utils.plot_landmarks`, which draws with matplotlib; and what has nothing to draw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import backedge.compat.mediapipe as mp
from backedge.compat.mediapipe.framework.formats import landmark_pb2

matplotlib = pytest.importorskip("matplotlib")
plt = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture(autouse=True)
def _no_window(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Draws into memory, and keeps what would be shown."""
    with matplotlib.rc_context({"backend": "Agg"}):
        plt.switch_backend("Agg")
        monkeypatch.setattr(plt, "show", lambda: None)
        yield
        plt.close("all")


def _landmarks(*points: tuple[float, float, float]) -> Any:
    found = landmark_pb2.NormalizedLandmarkList()
    for x, y, z in points:
        found.landmark.add(x=x, y=y, z=z)
    return found


def _drawn() -> tuple[list[tuple[float, ...]], list[list[tuple[float, ...]]], Any]:
    """The points and lines of the figure, along MediaPipe's axes: -z, x, -y."""
    [axes] = plt.gcf().axes
    points = [tuple(float(each[0]) for each in collection._offsets3d) for collection in axes.collections]
    lines = [list(zip(*map(list, line.get_data_3d()), strict=True)) for line in axes.lines]
    return points, lines, axes


def test_landmarks_and_connections_are_drawn_in_space() -> None:
    """With z to the front and y upwards, seen from where the arguments say."""
    mp.solutions.drawing_utils.plot_landmarks(
        _landmarks((0.25, 0.5, 0.125), (0.75, 0.5, 0.0)), connections=[(0, 1)], elevation=20, azimuth=30
    )
    points, lines, axes = _drawn()
    assert points == [(-0.125, 0.25, -0.5), (0.0, 0.75, -0.5)]
    assert lines == [[(-0.125, 0.25, -0.5), (0.0, 0.75, -0.5)]]
    assert (axes.elev, axes.azim) == (20, 30)


def test_landmarks_that_cannot_be_seen_are_left_out() -> None:
    """Their lines, too."""
    landmarks = _landmarks((0.25, 0.5, 0.0), (0.75, 0.5, 0.0))
    landmarks.landmark[1].visibility = 0.1
    mp.solutions.drawing_utils.plot_landmarks(landmarks, connections=[(0, 1)])
    points, lines, _ = _drawn()
    assert points == [(0.0, 0.25, -0.5)]
    assert lines == []


def test_hidden_landmarks_among_others() -> None:
    """A dot for each that is seen, a line for each pair of which both are."""
    landmarks = _landmarks((0.1, 0.2, -0.5), (0.2, 0.4, -1.0), (0.3, 0.6, -1.5))
    for landmark, visibility in zip(landmarks.landmark, (1.0, 1.0, 0.1), strict=True):
        landmark.visibility = visibility
    mp.solutions.drawing_utils.plot_landmarks(landmarks, [(0, 1), (1, 2)])
    dots, lines, _ = _drawn()
    expected = [(0.5, 0.1, -0.2), (1.0, 0.2, -0.4)]
    assert dots == [pytest.approx(each) for each in expected]
    assert [[pytest.approx(end) for end in expected]] == lines


def test_no_landmarks_are_drawn_as_nothing() -> None:
    """None is what results have where nothing is found: no dot in the picture, and no figure."""
    picture = np.full((8, 8, 3), 7, np.uint8)
    mp.solutions.drawing_utils.draw_landmarks(picture, None)
    assert (picture == 7).all()
    mp.solutions.drawing_utils.plot_landmarks(None)
    assert plt.get_fignums() == []


def test_a_connection_of_no_landmark_is_refused() -> None:
    """As MediaPipe refuses it."""
    with pytest.raises(ValueError, match="7"):
        mp.solutions.drawing_utils.plot_landmarks(_landmarks((0.25, 0.5, 0.0)), connections=[(0, 7)])
