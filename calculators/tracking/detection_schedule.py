"""When a detector looks for objects that are not tracked yet, and into which part of the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Annotated, Final, TypeAlias

from backedge.calculators.geometry.roi import WHOLE_IMAGE
from backedge.formats import ImageSize, NormalizedRect
from backedge.protos import Message, Range, field

Place: TypeAlias = tuple[float, float]
"""x and y, in parts of the image's sides."""

_SHARED: Final = 1 / 4
"""At least so much of its size a view shares with the next, so that what lies between them is whole in one."""

_TIMES: Final = 5
"""So many times as large as a lost object is the view around its place, if that is less than `view_size`."""

_FOLLOWS: Final = 2
"""So many looks go to moving places before one goes to the next view: what moves all the time is not all there is."""


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
        moving_view_size: side of the views, as `view_size`, around something small that moves; two of three looks into
            views go there while nothing is tracked. 0 for none.
        longest_interval: each look in vain makes the interval an image longer, up to this one, until an object comes or
            is lost; 0 for an interval that stays as it is.
    """

    interval: Annotated[int, Range(ge=1)] = field(1, default=1)
    attention: Annotated[int, Range(ge=0)] = field(2, default=0)
    view_size: Annotated[float, Range(0.05, 1)] = field(3, default=1.0)
    small: Annotated[float, Range(ge=0)] = field(4, default=0.25)
    longest_interval: Annotated[int, Range(ge=0)] = field(5, default=0)
    moving_view_size: Annotated[float, Range(0, 1)] = field(6, default=0.0)


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
        self._next = 0  # of the views
        self._follows = 0  # looks at moving places in a row

    def look(
        self, tracked: Sequence[NormalizedRect], image_size: ImageSize, moving: Place | None = None
    ) -> NormalizedRect | None:
        """The part of this image to look into; None if the detector rests.

        Args:
            tracked: rectangles of the objects that are tracked, as the image before left them, with their tracks as
                `rect_id`.
            image_size: in pixels.
            moving: the middle of something small that moves; None if nothing does, or nobody has looked.
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
        return self._next_view(tracked, image_size, moving)

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
        lost = small[0]
        view_size = min(self._options.view_size, _TIMES * _longer_side(lost, image_size))
        return view_around((lost.x_center, lost.y_center), image_size, view_size)

    def _next_view(
        self, tracked: Sequence[NormalizedRect], image_size: ImageSize, moving: Place | None
    ) -> NormalizedRect:
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
        self._looks += 1
        if self._looks % (between + 1) == 1:
            return WHOLE_IMAGE
        if not tracked and moving and self._options.moving_view_size and self._follows < _FOLLOWS:
            self._follows += 1
            return view_around(moving, image_size, self._options.moving_view_size)
        self._follows = 0
        self._next += 1
        return views[(self._next - 1) % len(views)]

    def _is_small(self, rect: NormalizedRect, image_size: ImageSize) -> bool:
        return _longer_side(rect, image_size) <= self._options.small


def _longer_side(rect: NormalizedRect, image_size: ImageSize) -> float:
    """Of an object's rectangle, in parts of the longer side of the image."""
    width, height = image_size
    return max(rect.width * width, rect.height * height) / max(image_size)


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


def view_around(place: Place, image_size: ImageSize, view_size: float) -> NormalizedRect:
    """The view with `place` in its middle, or as near to it as the edges of the image allow."""
    sides = _view_sides(image_size, view_size)
    x, y = (min(max(middle, side / 2), 1 - side / 2) for middle, side in zip(place, sides, strict=True))
    return NormalizedRect(x, y, *sides)


def _view_sides(image_size: ImageSize, view_size: float) -> tuple[float, float]:
    """Width and height of a view, in parts of those of the image."""
    side = view_size * max(image_size)
    return min(side / image_size[0], 1.0), min(side / image_size[1], 1.0)


def _middles(side: float) -> list[float]:
    """Where views of this side lie along an edge of the image."""
    steps = math.ceil((1 - side) / (side * (1 - _SHARED)))
    return [side / 2 + step * (1 - side) / max(steps, 1) for step in range(steps + 1)]
