"""`RenderData` drawn into a picture (MediaPipe `util/annotation_renderer.cc`)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.calculators.geometry.roi import cos_sin
from backedge.errors import PacketTypeError
from backedge.formats import ImageSize, RenderData
from backedge.formats.render_data import (
    Arrow,
    Color,
    FilledOval,
    FilledRectangle,
    FilledRoundedRectangle,
    GradientLine,
    Line,
    Oval,
    Point,
    Rectangle,
    RenderAnnotation,
    RoundedRectangle,
    Scribble,
    Text,
)

Pixel: TypeAlias = tuple[int, int]

_MOST: Final = 32767
"""The thickest line that OpenCV draws, in pixels."""
_TIP: Final = 0.2
"""The length of an arrow's tip, in parts of the arrow's."""
_FAR: Final = 2**20
"""Coordinates stop here: beyond, they are far outside of any picture, and overflow in OpenCV."""

_LAST_FONT: Final = cv2.FONT_HERSHEY_SCRIPT_COMPLEX

_FONT_LINES: Final = {
    **dict.fromkeys(
        (
            cv2.FONT_HERSHEY_SIMPLEX,
            cv2.FONT_HERSHEY_DUPLEX,
            cv2.FONT_HERSHEY_COMPLEX,
            cv2.FONT_HERSHEY_TRIPLEX,
            cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
            cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
        ),
        21,
    ),
    cv2.FONT_HERSHEY_PLAIN: 9,
    cv2.FONT_HERSHEY_COMPLEX_SMALL: 13,
}
"""The height of a line of each font at scale 1, in pixels."""


class AnnotationRenderer:
    """Draws into one picture.

    Args:
        canvas: uint8 (height, width, 3 or 4); is written.
        flip_text: whether text is upside down, for pictures whose first row is the lowest.
    """

    def __init__(self, canvas: NDArray[np.uint8], *, flip_text: bool = False) -> None:
        self._canvas = canvas
        self._height, self._width = canvas.shape[:2]
        self._flip_text = flip_text

    def draw(self, data: RenderData) -> None:
        """Draw all annotations, in order."""
        for annotation in data.render_annotations:
            fields = vars(annotation)  # of hundreds, where a face is drawn
            for name, method in _METHODS.items():
                if (shape := fields[name]) is not None:
                    method(self, shape, annotation)
                    break

    def _point(self, x: float, y: float, *, normalized: bool) -> Pixel:
        """A point in whole pixels: parts of the picture are rounded, pixels are cut off."""
        if normalized:
            return _round(x * self._width), _round(y * self._height)
        return _whole(x), _whole(y)

    def _corners(self, rectangle: Rectangle) -> tuple[int, int, int, int]:
        left, top = self._point(rectangle.left, rectangle.top, normalized=rectangle.normalized)
        right, bottom = self._point(rectangle.right, rectangle.bottom, normalized=rectangle.normalized)
        return left, top, right, bottom

    def draw_rectangle(self, rectangle: Rectangle, annotation: RenderAnnotation) -> None:
        """Draw the outline of a rectangle, perhaps with a dot at its upper left corner."""
        left, top, right, bottom = self._corners(rectangle)
        color = _color(annotation.color)
        vertices = _vertices(left, top, right, bottom, rectangle.rotation)
        if rectangle.rotation:
            for start, end in zip(vertices, (*vertices[1:], vertices[0]), strict=True):
                cv2.line(self._canvas, start, end, color, _thickness(annotation))
        else:
            cv2.rectangle(self._canvas, (left, top, right - left, bottom - top), color, _thickness(annotation))
        if rectangle.has_field("top_left_thickness"):
            radius = _clamp(rectangle.top_left_thickness)
            cv2.ellipse(self._canvas, vertices[1], (radius, radius), 0, 0, 360, color, cv2.FILLED)

    def fill_rectangle(self, filled: FilledRectangle, annotation: RenderAnnotation) -> None:
        """Fill a rectangle."""
        rectangle = filled.rectangle or Rectangle()
        left, top, right, bottom = self._corners(rectangle)
        color = _color(annotation.color)
        if rectangle.rotation:
            vertices = _vertices(left, top, right, bottom, rectangle.rotation)
            cv2.fillConvexPoly(self._canvas, np.array(vertices, np.int32), color)
        else:
            cv2.rectangle(self._canvas, (left, top, right - left, bottom - top), color, cv2.FILLED)

    def draw_rounded_rectangle(self, rounded: RoundedRectangle, annotation: RenderAnnotation) -> None:
        """Draw the outline of a rectangle with round corners."""
        left, top, right, bottom = self._corners(rounded.rectangle or Rectangle())
        radius, color, width = _radius(rounded), _color(annotation.color), _thickness(annotation)
        for start, end in (
            ((left + radius, top), (right - radius, top)),
            ((right, top + radius), (right, bottom - radius)),
            ((left + radius, bottom), (right - radius, bottom)),
            ((left, top + radius), (left, bottom - radius)),
        ):
            cv2.line(self._canvas, start, end, color, width, rounded.line_type)
        for middle, turn in _corner_arcs(left, top, right, bottom, radius):
            cv2.ellipse(self._canvas, middle, (radius, radius), turn, 0, 90, color, width, rounded.line_type)

    def fill_rounded_rectangle(self, filled: FilledRoundedRectangle, annotation: RenderAnnotation) -> None:
        """Fill a rectangle with round corners; MediaPipe's own renderer ends the process here."""
        rounded = filled.rounded_rectangle or RoundedRectangle()
        left, top, right, bottom = self._corners(rounded.rectangle or Rectangle())
        radius, color = _radius(rounded), _color(annotation.color)
        cv2.rectangle(self._canvas, (left + radius, top), (right - radius, bottom), color, cv2.FILLED)
        cv2.rectangle(self._canvas, (left, top + radius), (right, bottom - radius), color, cv2.FILLED)
        for middle, turn in _corner_arcs(left, top, right, bottom, radius):
            cv2.ellipse(self._canvas, middle, (radius, radius), turn, 0, 90, color, cv2.FILLED)

    def draw_oval(self, oval: Oval, annotation: RenderAnnotation) -> None:
        """Draw the outline of an oval."""
        self._ellipse(oval.rectangle or Rectangle(), annotation, _thickness(annotation))

    def fill_oval(self, filled: FilledOval, annotation: RenderAnnotation) -> None:
        """Fill an oval."""
        oval = filled.oval or Oval()
        self._ellipse(oval.rectangle or Rectangle(), annotation, cv2.FILLED)

    def _ellipse(self, rectangle: Rectangle, annotation: RenderAnnotation, width: int) -> None:
        left, top, right, bottom = self._corners(rectangle)
        middle = (_half(left + right), _half(top + bottom))
        axes = (max(_half(right - left), 0), max(_half(bottom - top), 0))
        turn = math.degrees(rectangle.rotation) if math.isfinite(rectangle.rotation) else 0.0
        cv2.ellipse(self._canvas, middle, axes, turn, 0, 360, _color(annotation.color), width)

    def draw_point(self, point: Point, annotation: RenderAnnotation) -> None:
        """Draw a dot; the thickness is its radius."""
        self._dot(self._point(point.x, point.y, normalized=point.normalized), annotation)

    def draw_scribble(self, scribble: Scribble, annotation: RenderAnnotation) -> None:
        """Draw many dots."""
        for point in scribble.point:
            self._dot(self._point(point.x, point.y, normalized=point.normalized), annotation)

    def _dot(self, middle: Pixel, annotation: RenderAnnotation) -> None:
        cv2.circle(self._canvas, middle, _thickness(annotation), _color(annotation.color), cv2.FILLED)

    def draw_line(self, line: Line, annotation: RenderAnnotation) -> None:
        """Draw a line."""
        start = self._point(line.x_start, line.y_start, normalized=line.normalized)
        end = self._point(line.x_end, line.y_end, normalized=line.normalized)
        cv2.line(self._canvas, start, end, _color(annotation.color), _thickness(annotation))

    def draw_gradient_line(self, line: GradientLine, annotation: RenderAnnotation) -> None:
        """Draw a line that goes from one colour over to another."""
        start = self._point(line.x_start, line.y_start, normalized=line.normalized)
        end = self._point(line.x_end, line.y_end, normalized=line.normalized)
        pixels = list(_walk(start, end, (self._width, self._height)))
        first, last = (np.array(_color(color), float) for color in (line.color1, line.color2))
        share = (np.arange(len(pixels)) / max(len(pixels), 1))[:, None]
        colors = np.zeros((len(pixels), self._canvas.shape[2]), np.uint8)
        colors[:, :3] = np.rint(first * (1 - share) + last * share)
        side = _thickness(annotation)
        for (x, y), color in zip(pixels, colors, strict=True):
            self._canvas[y : y + side, x : x + side] = color

    def draw_arrow(self, arrow: Arrow, annotation: RenderAnnotation) -> None:
        """Draw an arrow from start to end."""
        start = self._point(arrow.x_start, arrow.y_start, normalized=arrow.normalized)
        end = self._point(arrow.x_end, arrow.y_end, normalized=arrow.normalized)
        color, width = _color(annotation.color), _thickness(annotation)
        cv2.line(self._canvas, start, end, color, width)
        along = np.subtract(end, start) * _TIP
        across = np.array([-along[1], along[0]])
        for tip in (end - along + across, end - along - across):
            cv2.line(self._canvas, (_round(tip[0]), _round(tip[1])), end, color, width)

    def draw_text(self, text: Text, annotation: RenderAnnotation) -> None:
        """Write a text, perhaps with an outline."""
        x, y = self._point(text.left, text.baseline, normalized=text.normalized)
        height = _round(text.font_height * self._height) if text.normalized else _whole(text.font_height)
        width = _thickness(annotation)
        if not 0 <= text.font_face & ~cv2.FONT_ITALIC <= _LAST_FONT:
            raise PacketTypeError(f"font_face must be one of OpenCV's fonts, 0 to {_LAST_FONT}, found {text.font_face}")
        scale = (height - (width + 1) / 2) / _FONT_LINES.get(text.font_face, _FONT_LINES[cv2.FONT_HERSHEY_SIMPLEX])
        size, _ = cv2.getTextSize(text.display_text, text.font_face, scale, width)
        x -= size[0] // 2 if text.center_horizontally else 0
        y += size[1] // 2 if text.center_vertically else 0
        layers = [(_color(annotation.color), width)]
        if text.outline_thickness > 0:
            outline = _clamp(annotation.thickness + 2 * text.outline_thickness)
            layers.insert(0, (_color(text.outline_color), outline))
        for color, stroke in layers:
            cv2.putText(
                self._canvas,
                text.display_text,
                (x, y),
                text.font_face,
                scale,
                color,
                stroke,
                cv2.LINE_8,
                self._flip_text,
            )


_METHODS: Final[dict[str, Callable[[AnnotationRenderer, Any, RenderAnnotation], None]]] = {
    "point": AnnotationRenderer.draw_point,
    "line": AnnotationRenderer.draw_line,
    "gradient_line": AnnotationRenderer.draw_gradient_line,
    "rectangle": AnnotationRenderer.draw_rectangle,
    "rounded_rectangle": AnnotationRenderer.draw_rounded_rectangle,
    "filled_rectangle": AnnotationRenderer.fill_rectangle,
    "filled_rounded_rectangle": AnnotationRenderer.fill_rounded_rectangle,
    "oval": AnnotationRenderer.draw_oval,
    "filled_oval": AnnotationRenderer.fill_oval,
    "text": AnnotationRenderer.draw_text,
    "arrow": AnnotationRenderer.draw_arrow,
    "scribble": AnnotationRenderer.draw_scribble,
}
"""By the field of an annotation that is set: how it is drawn; the most frequent ones first."""


def _color(color: Color | None) -> tuple[int, int, int]:
    return (color.r, color.g, color.b) if color else (0, 0, 0)


def _thickness(annotation: RenderAnnotation) -> int:
    return _clamp(annotation.thickness)


def _radius(rounded: RoundedRectangle) -> int:
    """The radius of the corners; what OpenCV cannot draw is refused.

    Raises:
        PacketTypeError: a negative one.
    """
    if rounded.corner_radius < 0:
        raise PacketTypeError(f"corner_radius must not be negative, found {rounded.corner_radius}")
    return min(rounded.corner_radius, _MOST)


@lru_cache(maxsize=64)
def _clamp(thickness: float) -> int:
    return min(max(_round(thickness), 1), _MOST)


def _round(value: float) -> int:
    """Round halves away from zero, as C++ does; what is no number counts as 0."""
    if 0 <= value < _FAR:  # most are, and hundreds are rounded where a face is drawn
        return int(value + 0.5)
    value = min(max(value, -_FAR), _FAR) if math.isfinite(value) else 0.0
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def _whole(value: float) -> int:
    return int(min(max(value, -_FAR), _FAR)) if math.isfinite(value) else 0


def _nearest(value: float) -> int:
    """Round halves to even numbers, as OpenCV does; what is no number counts as 0."""
    return round(value) if math.isfinite(value) else 0


def _half(value: int) -> int:
    """Half of a number, cut off towards zero, as C++ does."""
    return int(value / 2)


def _vertices(left: int, top: int, right: int, bottom: int, rotation: float) -> list[Pixel]:
    """The corners of a rectangle, in OpenCV's order: lower left, upper left, upper right, lower right."""
    x, y = (left + right) / 2, (top + bottom) / 2
    cos, sin = cos_sin(rotation)
    across, down = cos / 2, sin / 2
    width, height = right - left, bottom - top
    lower = (x - down * height - across * width, y + across * height - down * width)
    upper = (x + down * height - across * width, y - across * height - down * width)
    corners = (lower, upper, (2 * x - lower[0], 2 * y - lower[1]), (2 * x - upper[0], 2 * y - upper[1]))
    return [(_nearest(corner_x), _nearest(corner_y)) for corner_x, corner_y in corners]


def _corner_arcs(left: int, top: int, right: int, bottom: int, radius: int) -> list[tuple[Pixel, float]]:
    """The middle of the arc at each corner, and where it begins, in degrees."""
    return [
        ((left + radius, top + radius), 180.0),
        ((right - radius, top + radius), 270.0),
        ((right - radius, bottom - radius), 0.0),
        ((left + radius, bottom - radius), 90.0),
    ]


def _walk(start: Pixel, end: Pixel, size: ImageSize) -> Iterator[Pixel]:
    """The pixels of a line within a picture of `size`, each beside the one before, as OpenCV's LineIterator."""
    inside, first, last = cv2.clipLine((0, 0, *size), start, end)
    if not inside:
        return
    (x, y), (dx, dy) = first, (last[0] - first[0], last[1] - first[1])
    step_x, step_y = (1 if dx >= 0 else -1), (1 if dy >= 0 else -1)
    dx, dy = abs(dx), abs(dy)
    steep = dy > dx
    long, short = (dy, dx) if steep else (dx, dy)
    error = 0
    for _ in range(dx + dy + 1):
        yield x, y
        along_short = error < 0
        error += -2 * short + (2 * (long + short) if along_short else 0)
        if along_short != steep:
            y += step_y
        else:
            x += step_x
