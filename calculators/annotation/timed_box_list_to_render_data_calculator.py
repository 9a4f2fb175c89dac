"""TimedBoxListToRenderDataCalculator: tracked boxes as annotations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.tracking.timed_boxes import TimedBoxProto, TimedBoxProtoList
from backedge.formats import RenderData
from backedge.formats.render_data import Color, Line, Rectangle, RenderAnnotation, Text
from backedge.protos import Double, Message, field

_TEXT_LEFT: Final = 0.2
_TEXT_BASELINE: Final = 0.6
_TEXT_HEIGHT: Final = 0.1
"""Where a label is, in parts of its box, and how high, in parts of the box's shorter side."""


class TimedBoxListToRenderDataCalculatorOptions(
    Message, name="mediapipe.TimedBoxListToRenderDataCalculatorOptions", extension=289899854
):
    """Options of TimedBoxListToRenderDataCalculator.

    Attributes:
        box_color: of lines and labels; black if there is none.
        thickness: of lines, in pixels.
    """

    box_color: Color | None = field(1)
    thickness: Double = field(2, default=1.0)


@register
class TimedBoxListToRenderDataCalculator(Calculator):
    """Makes annotations of boxes: lines between corners where a box has them, else a rectangle; and its label.

    Inputs:
        BOX_LIST: TimedBoxProtoList.
    Outputs:
        RENDER_DATA: RenderData.
    Options:
        TimedBoxListToRenderDataCalculatorOptions

    Example::

        node {
          calculator: "TimedBoxListToRenderDataCalculator"
          input_stream: "BOX_LIST:boxes"
          output_stream: "RENDER_DATA:boxes_render_data"
          options {
            [mediapipe.TimedBoxListToRenderDataCalculatorOptions.ext] { box_color { g: 255 } thickness: 4 }
          }
        }
    """

    lightweight = True

    box_list = Input[TimedBoxProtoList]("BOX_LIST")
    render_data = Output[RenderData]("RENDER_DATA")

    options: TimedBoxListToRenderDataCalculatorOptions

    def process(self) -> None:
        color, thickness = self.options.box_color or Color(), self.options.thickness
        annotations = [
            annotation for box in self.box_list.value.box for annotation in annotate_box(box, color, thickness)
        ]
        self.render_data.send(RenderData(render_annotations=tuple(annotations)))


def annotate_box(box: TimedBoxProto, color: Color, thickness: float) -> Iterator[RenderAnnotation]:
    """Make the annotations of one box, all of one colour and thickness."""
    numbers = box.quad.vertices if box.quad else ()
    if numbers and len(numbers) % 2 == 0:
        corners = list(zip(numbers[::2], numbers[1::2], strict=True))
        for (x, y), (next_x, next_y) in zip(corners, corners[1:] + corners[:1], strict=True):
            line = Line(x_start=x, y_start=y, x_end=next_x, y_end=next_y, normalized=True)
            yield RenderAnnotation(line=line, color=color, thickness=thickness)
    else:
        rectangle = Rectangle(
            left=box.left, top=box.top, right=box.right, bottom=box.bottom, rotation=box.rotation, normalized=True
        )
        yield RenderAnnotation(rectangle=rectangle, color=color, thickness=thickness)
    if box.label is not None:
        text = Text(
            display_text=box.label,
            left=(1 - _TEXT_LEFT) * box.left + _TEXT_LEFT * box.right,
            baseline=(1 - _TEXT_BASELINE) * box.top + _TEXT_BASELINE * box.bottom,
            font_height=_TEXT_HEIGHT * min(box.bottom - box.top, box.right - box.left),
            normalized=True,
        )
        yield RenderAnnotation(text=text, color=color, thickness=thickness)
