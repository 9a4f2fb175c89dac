"""Render data: the shapes and texts to draw into a picture (MediaPipe `util/render_data.proto`).

Coordinates are in pixels, x to the right and y down; where an annotation is `normalized`, in image widths and heights.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from backedge.formats.plain_value import plain_fields
from backedge.protos import Double, Message, field

_NAME = "mediapipe.RenderAnnotation."


class Color(Message, name="mediapipe.Color"):
    """A colour; 0 to 255."""

    r: int = field(1)
    g: int = field(2)
    b: int = field(3)


class Rectangle(Message, name=_NAME + "Rectangle"):
    """The outline of a rectangle.

    Attributes:
        left, top: its upper left corner, before it is turned.
        right, bottom: its lower right corner.
        normalized: whether they are in image widths and heights.
        rotation: how far it is turned about its centre, in radians, clockwise.
        top_left_thickness: radius of a circle to draw at the upper left corner.
    """

    left: Double = field(1)
    top: Double = field(2)
    right: Double = field(3)
    bottom: Double = field(4)
    normalized: bool = field(5)
    rotation: Double = field(6)
    top_left_thickness: Double = field(7)


class FilledRectangle(Message, name=_NAME + "FilledRectangle"):
    """A rectangle and what it is filled with."""

    rectangle: Rectangle | None = field(1)
    fill_color: Color | None = field(2)


class RoundedRectangle(Message, name=_NAME + "RoundedRectangle"):
    """A rectangle with round corners.

    Attributes:
        rectangle: the rectangle.
        corner_radius: radius of its corners, in pixels.
        line_type: OpenCV's: -1 filled, 4, 8, or 16 for antialiased.
    """

    rectangle: Rectangle | None = field(1)
    corner_radius: int = field(2)
    line_type: int = field(3, default=4)


class FilledRoundedRectangle(Message, name=_NAME + "FilledRoundedRectangle"):
    """A rectangle with round corners, and what it is filled with."""

    rounded_rectangle: RoundedRectangle | None = field(1)
    fill_color: Color | None = field(2)


class Oval(Message, name=_NAME + "Oval"):
    """The outline of the oval that touches all sides of a rectangle."""

    rectangle: Rectangle | None = field(1)


class FilledOval(Message, name=_NAME + "FilledOval"):
    """An oval and what it is filled with."""

    oval: Oval | None = field(1)
    fill_color: Color | None = field(2)


class Point(Message, name=_NAME + "Point"):
    """A point."""

    x: Double = field(1)
    y: Double = field(2)
    normalized: bool = field(3)


class LineType(IntEnum):
    """The kinds of lines."""

    UNKNOWN = 0
    SOLID = 1
    DASHED = 2


class Line(Message, name=_NAME + "Line"):
    """A line from start to end."""

    x_start: Double = field(1)
    y_start: Double = field(2)
    x_end: Double = field(3)
    y_end: Double = field(4)
    normalized: bool = field(5)
    line_type: LineType = field(6, default=LineType.SOLID)


class GradientLine(Message, name=_NAME + "GradientLine"):
    """A line that goes from one colour over to another."""

    x_start: Double = field(1)
    y_start: Double = field(2)
    x_end: Double = field(3)
    y_end: Double = field(4)
    normalized: bool = field(5)
    color1: Color | None = field(6)
    color2: Color | None = field(7)


class Scribble(Message, name=_NAME + "Scribble"):
    """A line through many points."""

    point: tuple[Point, ...] = field(1)


class Arrow(Message, name=_NAME + "Arrow"):
    """A line with a head at its end."""

    x_start: Double = field(1)
    y_start: Double = field(2)
    x_end: Double = field(3)
    y_end: Double = field(4)
    normalized: bool = field(5)


class Text(Message, name=_NAME + "Text"):
    """A text.

    Attributes:
        display_text: what it says.
        left: where it begins.
        baseline: where its baseline is.
        font_height: height of a line; in image heights if normalized.
        normalized: whether the above are in image widths and heights.
        font_face: number of OpenCV's font.
        center_horizontally: `left` is where its middle is.
        center_vertically: `baseline` is where its middle is.
        outline_thickness: of a line about the letters; 0 for none.
        outline_color: of that line.
    """

    display_text: str = field(1)
    left: Double = field(2)
    baseline: Double = field(3)
    font_height: Double = field(4, default=8.0)
    normalized: bool = field(5)
    font_face: int = field(6)
    center_horizontally: bool = field(7)
    center_vertically: bool = field(8)
    outline_thickness: Double = field(11)
    outline_color: Color | None = field(12)


class RenderAnnotation(Message, name="mediapipe.RenderAnnotation"):
    """A thing to draw: exactly one of the shapes is set.

    Attributes:
        thickness: of its lines, in pixels.
        color: of its lines.
        scene_tag: what it is for.
    """

    rectangle: Rectangle | None = field(1)
    filled_rectangle: FilledRectangle | None = field(2)
    oval: Oval | None = field(3)
    filled_oval: FilledOval | None = field(4)
    point: Point | None = field(5)
    line: Line | None = field(6)
    arrow: Arrow | None = field(7)
    text: Text | None = field(8)
    rounded_rectangle: RoundedRectangle | None = field(9)
    filled_rounded_rectangle: FilledRoundedRectangle | None = field(10)
    gradient_line: GradientLine | None = field(14)
    scribble: Scribble | None = field(15)
    thickness: Double = field(11, default=1.0)
    color: Color | None = field(12)
    scene_tag: str = field(13)


class RenderViewport(Message, name="mediapipe.RenderViewport"):
    """A picture of its own to draw into.

    Attributes:
        id: its name.
        width_px: its width in pixels.
        height_px: its height in pixels.
        compose_on_video: draw over a copy of the camera's picture.
    """

    id: str = field(1)
    width_px: int = field(2)
    height_px: int = field(3)
    compose_on_video: bool = field(4)


class RenderData(Message, name="mediapipe.RenderData"):
    """Things to draw together.

    Attributes:
        render_annotations: the things, from the lowest to the topmost.
        scene_class: what kind of things they are.
        scene_viewport: where to draw them; over the camera's picture if None.
    """

    render_annotations: tuple[RenderAnnotation, ...] = field(1)
    scene_class: str = field(2)
    scene_viewport: RenderViewport | None = field(3)

    def to_dict(self) -> dict[str, Any]:
        """The fields by their names, as plain numbers, texts and lists; fields that are None or empty are left out."""
        return plain_fields(self)

    def __repr__(self) -> str:
        return f"RenderData({len(self.render_annotations)} annotations, scene_class={self.scene_class!r})"
