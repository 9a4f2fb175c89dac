"""`drawing_utils.plot_landmarks`, which draws with matplotlib."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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


def test_a_connection_of_no_landmark_is_refused() -> None:
    """As MediaPipe refuses it."""
    with pytest.raises(ValueError, match="7"):
        mp.solutions.drawing_utils.plot_landmarks(_landmarks((0.25, 0.5, 0.0)), connections=[(0, 7)])
