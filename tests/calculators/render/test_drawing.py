"""Drawing single results."""

from __future__ import annotations

import math

import numpy as np
import pytest

from backedge.calculators.render.boxes import draw_detection, draw_rect, rect_corners
from backedge.calculators.render.landmarks import (
    draw_connections,
    draw_hand,
    draw_landmarks,
    draw_points,
)
from backedge.calculators.render.masks import darken_outside
from backedge.calculators.render.text import draw_caption, draw_label
from backedge.formats import BoundingBox, Detection, NormalizedLandmarks, NormalizedRect, Rect

RED = (255, 0, 0)


def blank(width: int = 200, height: int = 100) -> np.ndarray:
    """A white picture."""
    return np.full((height, width, 3), 255, np.uint8)


def touched(canvas: np.ndarray) -> np.ndarray:
    """(height, width) where something was drawn."""
    return np.asarray((canvas != 255).any(axis=2))


def open_hand() -> NormalizedLandmarks:
    """Five straight fingers, each a fifth of the picture's width apart."""
    points = np.zeros((21, 3), np.float32)
    points[0] = 0.5, 0.9, 0
    for finger in range(5):
        points[1 + 4 * finger : 5 + 4 * finger, 0] = 0.1 + 0.2 * finger
        points[1 + 4 * finger : 5 + 4 * finger, 1] = (0.7, 0.5, 0.3, 0.1)
    return NormalizedLandmarks(points)


def test_hand_is_drawn_at_its_landmarks_each_finger_in_its_colour() -> None:
    """Dots cover the landmarks, and each finger has its colour."""
    canvas = blank(400, 300)
    draw_hand(canvas, open_hand())
    x, y = (open_hand().points[:, :2] * (400, 300)).astype(int).T
    assert touched(canvas)[y, x].all()
    assert len({tuple(canvas[y[tip], x[tip]].tolist()) for tip in (4, 8, 12, 16, 20)}) == 5
    assert not touched(canvas)[:, :20].any()


def test_body_is_drawn_where_it_is_visible() -> None:
    """Left and right have their colours; landmarks that are hidden are left out, and so are the lines to them."""
    points = np.zeros((33, 3), np.float32)
    points[:, 0], points[:, 1] = np.where(np.arange(33) % 2, 0.7, 0.3), np.linspace(0.05, 0.95, 33)
    visibility = np.where(np.arange(33) < 25, 1, 0).astype(np.float32)
    canvas = blank(400, 800)
    draw_landmarks(canvas, NormalizedLandmarks(points, visibility))
    x, y = (points[:, :2] * (400, 800)).astype(int).T
    assert touched(canvas)[y, x].tolist() == [True] * 25 + [False] * 8
    assert not touched(canvas)[y[25] :].any()
    left, right = (tuple(canvas[y[number], x[number]].tolist()) for number in (13, 14))
    assert left != right


@pytest.mark.parametrize("count", [468, 478])
def test_face_is_drawn_with_its_contours(count: int) -> None:
    """Each landmark is a speck, left and right have their colours; irises are drawn where there are such."""
    y, x = np.divmod(np.arange(count), 22)
    points = np.stack([(x + 0.5) / 22, (y + 0.5) / 22, np.zeros(count)], axis=1).astype(np.float32)
    canvas = blank(880, 880)
    draw_landmarks(canvas, NormalizedLandmarks(points))
    column, row = (points[:, :2] * 880).astype(int).T
    assert touched(canvas)[row, column].all()
    assert canvas[row[33], column[33]].tolist() != canvas[row[263], column[263]].tolist()
    assert touched(canvas)[850:, 250:].any() == (count == 478)


def test_other_numbers_of_landmarks_are_points() -> None:
    """Without lines between them."""
    canvas = blank()
    draw_landmarks(canvas, NormalizedLandmarks(np.array([[0.2, 0.5, 0], [0.8, 0.5, 0]], np.float32)))
    assert touched(canvas)[50, [40, 160]].all()
    assert not touched(canvas)[:, 60:140].any()


def test_what_a_mask_leaves_out_is_darkened() -> None:
    """Where it is 1 the picture stays; a mask of another size is stretched over the picture."""
    picture = np.full((4, 6, 3), 200, np.uint8)
    for mask in (np.array([[1, 0]], np.float32), np.repeat([[1, 1, 1, 0, 0, 0]], 4, axis=0).astype(np.float32)):
        drawn = darken_outside(picture, mask)
        assert (drawn[:, 0] == 200).all()
        assert (drawn[:, -1] == 50).all()
    assert (picture == 200).all()


def test_dot_is_round_and_centred() -> None:
    """The middle of what was drawn is the point, to a tenth of a pixel."""
    canvas = blank()
    draw_points(canvas, [(0.3021, 0.5013)], RED)
    weight = 255.0 * 3 - canvas.sum(axis=2)
    y, x = np.indices(weight.shape)
    centre = (weight * x).sum() / weight.sum(), (weight * y).sum() / weight.sum()
    assert centre == pytest.approx((0.3021 * 200 - 0.5, 0.5013 * 100 - 0.5), abs=0.1)


def test_points_without_place_are_left_out() -> None:
    """NaN draws nothing, and what is far outside does no harm."""
    canvas = blank()
    draw_points(canvas, [(math.nan, 0.5), (1e9, -1e9)], RED)
    draw_connections(canvas, [(math.nan, 0.5), (0.5, 0.5)], [(0, 1)], RED)
    assert not touched(canvas).any()


def test_things_grow_with_the_picture() -> None:
    """Lines and dots are twice as thick in a picture twice as large."""
    shares = []
    for size in (480, 960):
        canvas = blank(size, size)
        draw_connections(canvas, [(0.1, 0.5), (0.9, 0.5)], [(0, 1)], RED)
        draw_points(canvas, [(0.5, 0.5)], RED)
        shares.append(touched(canvas).mean())
    assert shares[1] == pytest.approx(shares[0], rel=0.2)


def test_corners_of_an_upright_rectangle() -> None:
    """The corners go clockwise from the top left, in pixels."""
    expected = [[60, 20], [140, 20], [140, 80], [60, 80]]
    assert rect_corners(NormalizedRect(0.5, 0.5, 0.4, 0.6), (200, 100)) == pytest.approx(np.array(expected))
    assert rect_corners(Rect(100, 50, 80, 60), (200, 100)) == pytest.approx(np.array(expected))


def test_rectangles_turn_clockwise_in_pixels() -> None:
    """A quarter turn puts the upper edge on the right, in a picture that is not square."""
    corners = rect_corners(NormalizedRect(0.5, 0.5, 0.4, 0.2, rotation=math.pi / 2), (200, 100))
    assert corners == pytest.approx(np.array([[110, 10], [110, 90], [90, 90], [90, 10]]))


def test_rectangle_is_an_outline_with_a_thick_upper_edge() -> None:
    """The edges are drawn, the inside is not."""
    canvas = blank(400, 400)
    draw_rect(canvas, NormalizedRect(0.5, 0.5, 0.5, 0.5))
    drawn = touched(canvas)
    assert not drawn[120:280, 120:280].any()
    assert drawn[:, 200].any()
    assert drawn[:200, 200].sum() > drawn[200:, 200].sum()
    assert drawn[200, :200].any()


def test_detection_shows_box_keypoints_and_label() -> None:
    """Each of the three adds to what is drawn."""
    box = BoundingBox(0.2, 0.4, 0.6, 0.5)
    amounts = []
    for detection in (
        Detection((), (), box),
        Detection((), (), box, np.array([[0.5, 0.6]])),
        Detection((0.9,), (0,), box, np.array([[0.5, 0.6]]), labels=("palm",)),
    ):
        canvas = blank(400, 400)
        draw_detection(canvas, detection)
        amounts.append(int(touched(canvas).sum()))
    assert amounts[0] < amounts[1] < amounts[2]


@pytest.mark.parametrize("position", [(20, 50), (-500, -500), (500, 500), (199, 0)])
def test_label_stays_in_the_picture(position: tuple[float, float]) -> None:
    """All of a label can be read, wherever it belongs."""
    here, elsewhere = blank(), blank()
    draw_label(here, "Right", (50, 60), RED)
    draw_label(elsewhere, "Right", position, RED)
    assert touched(elsewhere).sum() == touched(here).sum()


@pytest.mark.parametrize(("colour", "ink"), [((255, 240, 120), 60), ((40, 30, 120), 240)])
def test_text_stands_out_from_its_box(colour: tuple[int, int, int], ink: int) -> None:
    """Text is dark on light and light on dark."""
    canvas = blank(400, 400)
    draw_label(canvas, "Right", (100, 100), colour)
    box = canvas[touched(canvas)].sum(axis=1) / 3
    assert box.min() < ink if ink < 128 else box.max() > ink - 10


def test_caption_darkens_the_top_by_as_many_lines_as_it_has() -> None:
    """The rest of the picture is left alone."""
    one, two = blank(400, 300), blank(400, 300)
    draw_caption(one, "frame 1")
    draw_caption(two, "frame 1\n30 fps")
    heights = [int(touched(canvas).any(axis=1).sum()) for canvas in (one, two)]
    assert 10 < heights[0] < heights[1] < 60
    assert one[:5].mean() < 120
