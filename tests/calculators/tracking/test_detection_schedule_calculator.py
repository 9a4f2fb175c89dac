"""DetectionScheduleCalculator, and when and where a schedule looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.geometry.roi import WHOLE_IMAGE
from backedge.calculators.tracking.detection_schedule import (
    DetectionSchedule,
    DetectionScheduleCalculatorOptions,
    view_around,
    views_of,
)
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import ImageFrame, ImageSize, NormalizedRect
from backedge.testing import run_node

SIZE = (640, 480)
NODE = """
    node {
      calculator: "DetectionScheduleCalculator"
      input_stream: "IMAGE:image"
      input_stream: "TRACKED_RECTS:tracked"
      input_side_packet: "NUM_WANTED:wanted"
      output_stream: "IMAGE:scheduled"
      output_stream: "VIEW:view"
      node_options { [type.googleapis.com/backedge.DetectionScheduleCalculatorOptions] { %s } }
    }
"""


def large(track: int) -> NormalizedRect:
    """An object that is a third as wide as the image."""
    return NormalizedRect(0.5, 0.5, 0.3, 0.4, rect_id=track)


def small(track: int) -> NormalizedRect:
    """One that is a tenth as wide, near the right edge."""
    return NormalizedRect(0.9, 0.5, 0.1, 0.1, rect_id=track)


def looks(tracked: Sequence[Sequence[NormalizedRect]], wanted: int = 2, **options: Any) -> str:
    """For each image: "-" for none, "w" for a look at all of it, "v" for one into a view."""
    schedule = DetectionSchedule(wanted, DetectionScheduleCalculatorOptions(**options))
    seen = [schedule.look(some, SIZE) for some in tracked]
    return "".join("-" if view is None else "w" if view == WHOLE_IMAGE else "v" for view in seen)


ONE, TWO = [large(1)], [large(1), large(2)]


@pytest.mark.parametrize(
    ("tracked", "options", "expected"),
    [
        # As MediaPipe's graphs do it.
        ([[], [], ONE, ONE, TWO, TWO, ONE, []], {}, "wwww--ww"),
        # At intervals while some are tracked; where nothing is tracked on each image.
        ([[], ONE, ONE, ONE, ONE, ONE, ONE, [], []], {"interval": 3}, "w--w--www"),
        ([TWO, TWO, ONE, ONE, ONE, ONE], {"interval": 3}, "--w--w"),
        # The longer there is nothing new, the longer the interval, up to the longest, until something changes.
        ([[], *[ONE] * 13], {"interval": 2, "longest_interval": 4}, "w-w--w---w---w"),
        ([*[ONE] * 6, *[[large(2)]] * 5], {"interval": 2, "longest_interval": 9}, "w--w--w--w-"),
        ([ONE] * 5, {"interval": 2, "longest_interval": 1}, "w-w-w"),
        # After a loss, or when one came, on each, for a while; a change of one for another is both.
        ([TWO, ONE, ONE, ONE, ONE, ONE], {"interval": 4, "attention": 2}, "-ww---"),
        ([ONE] * 5 + [[large(2)]] * 4, {"interval": 9, "attention": 2}, "ww---ww--"),
        ([[], ONE, ONE, ONE, TWO, ONE, ONE, ONE], {"interval": 9, "attention": 2}, "www--ww-"),
        # With views in turn while nothing is tracked; beside small objects the whole image comes once a round.
        ([[]] * 5, {"view_size": 0.6}, "wvwvw"),
        ([ONE] * 5, {"view_size": 0.6}, "wwwww"),
        ([[small(1)]] * 7, {"view_size": 0.6}, "wvvvvwv"),
        ([[small(1)]] * 5, {"view_size": 0.6, "small": 0.05}, "wwwww"),
        ([[small(1)]] * 5, {"view_size": 0.6, "interval": 2}, "w-v-v"),
        # Where a small one was lost, right away.
        ([[small(1)]] + [[]] * 7, {"view_size": 0.6, "attention": 4}, "wvwvwvwv"),
        ([[large(1)]] + [[]] * 7, {"view_size": 0.6, "attention": 4}, "wwwwwwvw"),
    ],
)
def test_the_detector_runs_when_it_is_needed(
    tracked: list[list[NormalizedRect]], options: dict[str, Any], expected: str
) -> None:
    """Once for an image at most."""
    assert looks(tracked, **options) == expected


def test_every_view_has_its_turn() -> None:
    """Beside a small object in a round, and while nothing is tracked with the whole image between."""
    views = views_of(SIZE, 0.6)
    for tracked, between in (([small(1)], len(views)), ([], 1)):
        schedule = DetectionSchedule(2, DetectionScheduleCalculatorOptions(view_size=0.6))
        seen = [schedule.look(tracked, SIZE) for _ in range(16)]
        assert [view for view in seen if view != WHOLE_IMAGE][: len(views)] == views
        assert seen[:: between + 1] == [WHOLE_IMAGE] * len(seen[:: between + 1])


def test_two_views_of_three_are_around_what_moves() -> None:
    """While nothing is tracked; the others have their turns as ever, and so has the whole image."""
    options = DetectionScheduleCalculatorOptions(view_size=0.6, moving_view_size=0.25)
    views = views_of(SIZE, 0.6)
    moving = NormalizedRect(0.3, 0.4, 0.25, 0.25 * 4 / 3)
    schedule = DetectionSchedule(2, options)
    seen = [schedule.look([], SIZE, (0.3, 0.4)) for _ in range(12)]
    assert seen[::2] == [WHOLE_IMAGE] * 6
    assert seen[1::2] == [moving, moving, views[0], moving, moving, views[1]]
    assert [schedule.look([], SIZE, None) for _ in range(4)] == [WHOLE_IMAGE, views[2], WHOLE_IMAGE, views[3]]
    beside_small = DetectionSchedule(2, options)
    assert [beside_small.look([small(1)], SIZE, (0.3, 0.4)) for _ in range(2)] == [WHOLE_IMAGE, views[0]]
    without = DetectionSchedule(2, DetectionScheduleCalculatorOptions(view_size=0.6))
    assert [without.look([], SIZE, (0.3, 0.4)) for _ in range(2)] == [WHOLE_IMAGE, views[0]]


def test_one_wanted_object_is_enough() -> None:
    """The detector rests while it is tracked, and runs once it is lost."""
    assert looks([[], ONE, ONE, []], wanted=1, attention=3) == "w--w"


def test_a_look_is_where_the_small_one_was() -> None:
    """The view has its place in the middle, as far as the edge lets it, and shows no more than is near a small one."""
    schedule = DetectionSchedule(1, DetectionScheduleCalculatorOptions(attention=4, view_size=0.4))
    schedule.look([small(1)], SIZE)
    around = view_around((0.9, 0.5), SIZE, 0.4)
    assert [schedule.look([], SIZE) for _ in range(3)] == [around, WHOLE_IMAGE, around]
    assert around.x_center == pytest.approx(0.8)
    assert around.y_center == 0.5
    schedule.look([NormalizedRect(0.5, 0.5, 0.06, 0.04, rect_id=2)], SIZE)
    assert schedule.look([], SIZE) == view_around((0.5, 0.5), SIZE, 5 * 0.06)


@pytest.mark.parametrize(
    ("size", "view_size", "columns", "rows"),
    [
        ((640, 480), 0.6, 2, 2),
        ((1280, 720), 0.6, 2, 1),
        ((720, 1280), 0.6, 1, 2),
        ((500, 500), 0.5, 3, 3),
        ((1000, 100), 0.25, 5, 1),
        ((640, 480), 1.0, 0, 0),
    ],
)
def test_views_cover_the_image(size: ImageSize, view_size: float, columns: int, rows: int) -> None:
    """With squares that share a quarter with the next, or what is narrower than the image; none reaches beyond it."""
    views = views_of(size, view_size)
    assert len(views) == columns * rows
    for width, middles, count in (
        (min(view_size * max(size) / size[0], 1), sorted({view.x_center for view in views}), columns),
        (min(view_size * max(size) / size[1], 1), sorted({view.y_center for view in views}), rows),
    ):
        assert len(middles) == count
        if count:
            assert middles[0] - width / 2 == pytest.approx(0)
            assert middles[-1] + width / 2 == pytest.approx(1)
            assert all(np.diff(middles) <= 0.75 * width + 1e-9)


def test_images_pass_with_their_views(threads: int) -> None:
    """Those that are not looked at settle both outputs, so nobody downstream waits."""
    image = ImageFrame(np.zeros((48, 64, 3), np.uint8))
    feed: dict[str, list[Any]] = {
        "image": [Packet(image, at) for at in range(4)],
        "tracked": [Packet.empty(0), *_at(ONE, 1, 2, 3)],
    }
    outputs = run_node(NODE % "interval: 3", feed, {"wanted": 2}, num_threads=threads)
    assert [packet.timestamp for packet in outputs["scheduled"]] == [0, 3]
    assert [packet.timestamp for packet in outputs.with_bounds("view")] == [0, 1, 2, 3]
    assert outputs.values("view") == [WHOLE_IMAGE, WHOLE_IMAGE]


def _at(value: list[NormalizedRect], *times: int) -> list[Packet[list[NormalizedRect]]]:
    return [Packet(value, time) for time in times]


def test_wrong_numbers_are_refused() -> None:
    """Of objects and of the options."""
    feed: dict[str, list[Any]] = {"image": [ImageFrame(np.zeros((4, 4, 3), np.uint8))], "tracked": [[]]}
    with pytest.raises(CalculatorError, match='side packet "wanted" must be at least 1, found 0'):
        run_node(NODE % "", feed, {"wanted": 0})
    for option, complaint in (("interval: 0", "at least 1"), ("view_size: 1.5", "0.05 to 1"), ("attention: -1", "0")):
        with pytest.raises(ConfigError, match=complaint):
            run_node(NODE % option, feed, {"wanted": 1})
