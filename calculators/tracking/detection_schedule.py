"""When a detector looks for objects that are not tracked yet, and into which part of the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Annotated, Final

from backedge.calculators.geometry.roi import WHOLE_IMAGE
from backedge.formats import ImageSize, NormalizedRect
from backedge.protos import Message, Range, field

_SHARED: Final = 1 / 4
"""At least so much of its size a view shares with the next, so that what lies between them is whole in one."""


class DetectionScheduleCalculatorOptions(Message, name="backedge.DetectionScheduleCalculatorOptions"):
    """Options of DetectionScheduleCalculator.

    Attributes:
        interval: while some objects are tracked, but fewer than wanted, the detector runs on each n-th image, at least
            1; 1 for each.
        attention: on so many images after an object came or was lost the detector runs on each, at least 0: others may
            come with it, and it may come back. If one that was lost is small, on every other image it looks into the
            view around the place of the loss.
        view_size: side of the square views, in parts of the longer side of the image, more than 0; 1 for no views but
            the whole image. In a view of 0.5 objects are twice as large.
        small: an object whose rectangle is no longer than this, in parts of the longer side of the image, is small, and
            others are then looked for in views, too, while it is tracked; at least 0.
        longest_interval: each look in vain makes the interval an image longer, up to this one, until an object comes or
            is lost; 0 for an interval that stays as it is.
    """

    interval: Annotated[int, Range(ge=1)] = field(1, default=1)
    attention: Annotated[int, Range(ge=0)] = field(2, default=0)
    view_size: Annotated[float, Range(0.05, 1)] = field(3, default=1.0)
    small: Annotated[float, Range(ge=0)] = field(4, default=0.25)
    longest_interval: Annotated[int, Range(ge=0)] = field(5, default=0)


class DetectionSchedule:
    """Decides for one image after the other. Where nothing is tracked there is a look at every image.

    Args:
        wanted: so many objects are to be tracked; then the detector rests.
        options: how often, and where.
    """

    def __init__(self, wanted: int, options: DetectionScheduleCalculatorOptions) -> None:
        self._wanted = wanted
        self._options = options
        self._tracked: Sequence[NormalizedRect] = ()
        self._attention = 0  # images that still are looked at because objects came or went
        self._lost: Sequence[NormalizedRect] = ()  # what went then
        self._interval = options.interval  # for now
        self._since = options.interval  # images since the detector ran
        self._looks = 0  # at the whole image and at views in turn

    def look(self, tracked: Sequence[NormalizedRect], image_size: ImageSize) -> NormalizedRect | None:
        """The part of this image to look into; None if the detector rests.

        Args:
            tracked: rectangles of the objects that are tracked, as the image before left them, with their tracks as
                `rect_id`.
            image_size: in pixels.
        """
        self._notice_changes(tracked)
        self._since += 1
        if len(tracked) >= self._wanted:
            return None
        is_attentive = self._attention > 0
        if tracked and not is_attentive:
            if self._since < self._interval:
                return None
            self._interval += self._interval < self._options.longest_interval
        self._attention -= is_attentive
        self._since = 0
        if is_attentive and self._lost:
            return self._where_lost(image_size)
        return self._next_view(tracked, image_size)

    def _notice_changes(self, tracked: Sequence[NormalizedRect]) -> None:
        before, now = ([rect.rect_id for rect in rects] for rects in (self._tracked, tracked))
        if before != now:
            self._attention, self._interval = self._options.attention, self._options.interval
            self._lost = [rect for rect in self._tracked if rect.rect_id not in now]
        self._tracked = tracked

    def _where_lost(self, image_size: ImageSize) -> NormalizedRect:
        """The surroundings of a small object that was lost, and the whole image, in turn."""
        small = [rect for rect in self._lost if self._is_small(rect, image_size)]
        if not small or self._options.view_size >= 1 or self._attention % 2 == 0:
            return WHOLE_IMAGE
        return view_around(small[0], image_size, self._options.view_size)

    def _next_view(self, tracked: Sequence[NormalizedRect], image_size: ImageSize) -> NormalizedRect:
        """One view after the other, and the whole image between; beside large objects always the whole image.

        Beside small ones the whole image comes once a round, else every other time.
        """
        beside_small = any(self._is_small(rect, image_size) for rect in tracked)
        if tracked and not beside_small:
            return WHOLE_IMAGE
        views = views_of(image_size, self._options.view_size)
        if not views:
            return WHOLE_IMAGE
        between = len(views) if beside_small else 1
        turns, place = divmod(self._looks, between + 1)
        self._looks += 1
        return views[(turns * between + place - 1) % len(views)] if place else WHOLE_IMAGE

    def _is_small(self, rect: NormalizedRect, image_size: ImageSize) -> bool:
        width, height = image_size
        return max(rect.width * width, rect.height * height) <= self._options.small * max(image_size)


def views_of(image_size: ImageSize, view_size: float) -> list[NormalizedRect]:
    """Squares (where the image is high and wide enough) that cover the image, row by row.

    Args:
        image_size: in pixels.
        view_size: their side, in parts of the longer side of the image; 1 for no views.
    """
    if view_size >= 1:
        return []
    width, height = _view_sides(image_size, view_size)
    middles = product(_middles(height), _middles(width))
    return [NormalizedRect(x, y, width, height) for y, x in middles]


def view_around(rect: NormalizedRect, image_size: ImageSize, view_size: float) -> NormalizedRect:
    """The view with the middle of `rect` in its own middle, or as near as the edges of the image allow."""
    width, height = _view_sides(image_size, view_size)
    x, y = (
        min(max(middle, side / 2), 1 - side / 2) for middle, side in ((rect.x_center, width), (rect.y_center, height))
    )
    return NormalizedRect(x, y, width, height)


def _view_sides(image_size: ImageSize, view_size: float) -> tuple[float, float]:
    """Width and height of a view, in parts of those of the image."""
    side = view_size * max(image_size)
    return min(side / image_size[0], 1.0), min(side / image_size[1], 1.0)


def _middles(side: float) -> list[float]:
    """Where views of this side lie along an edge of the image."""
    steps = math.ceil((1 - side) / (side * (1 - _SHARED)))
    return [side / 2 + step * (1 - side) / max(steps, 1) for step in range(steps + 1)]
