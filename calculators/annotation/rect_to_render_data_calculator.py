"""RectToRenderDataCalculator: rectangles as annotations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.formats import NormalizedRect, Rect, RenderData
from backedge.formats.render_data import Color, FilledOval, FilledRectangle, Oval, Rectangle, RenderAnnotation
from backedge.protos import Double, Message, field


class RectToRenderDataCalculatorOptions(
    Message, name="mediapipe.RectToRenderDataCalculatorOptions", extension=262270380
):
    """Options of RectToRenderDataCalculator.

    Attributes:
        filled: whether rectangles are filled.
        color: of lines, or of what is filled.
        thickness: of lines, in pixels.
        oval: whether ovals are drawn, not rectangles.
        top_left_thickness: radius of a dot at the upper left corner, in pixels; only for outlines of rectangles.
    """

    filled: bool = field(1)
    color: Color | None = field(2)
    thickness: Double = field(3, default=1.0)
    oval: bool = field(4, default=False)
    top_left_thickness: Double | None = field(5)


@register
class RectToRenderDataCalculator(Calculator):
    """Makes annotations of rectangles.

    Inputs:
        one of NORM_RECT: NormalizedRect, RECT: Rect, NORM_RECTS: list[NormalizedRect], RECTS: list[Rect].
    Outputs:
        RENDER_DATA: RenderData.
    Options:
        RectToRenderDataCalculatorOptions

    Example::

        node {
          calculator: "RectToRenderDataCalculator"
          input_stream: "NORM_RECTS:hand_rects"
          output_stream: "RENDER_DATA:rects_render_data"
          options {
            [mediapipe.RectToRenderDataCalculatorOptions.ext] { color { r: 255 } thickness: 4 }
          }
        }
    """

    lightweight = True

    norm_rect = Input[NormalizedRect]("NORM_RECT", optional=True)
    rect = Input[Rect]("RECT", optional=True)
    norm_rects = Input[list[NormalizedRect]]("NORM_RECTS", optional=True)
    rects = Input[list[Rect]]("RECTS", optional=True)
    render_data = Output[RenderData]("RENDER_DATA")

    options: RectToRenderDataCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.inputs) == 1, "it takes exactly one of NORM_RECT, RECT, NORM_RECTS and RECTS")
        options = contract.options
        contract.require(
            options.top_left_thickness is None or not (options.filled or options.oval),
            "top_left_thickness is for outlines of rectangles; remove filled and oval",
        )

    def process(self) -> None:
        rects: Iterable[Rect | NormalizedRect] = self.norm_rects.get() or self.rects.get() or ()
        for single in (self.norm_rect, self.rect):
            if not single.is_empty:
                rects = (single.value,)
        self.render_data.send(RenderData(render_annotations=tuple(_annotate(rect, self.options) for rect in rects)))


def _annotate(rect: Rect | NormalizedRect, options: RectToRenderDataCalculatorOptions) -> RenderAnnotation:
    shape = _shape(rect, options.top_left_thickness)
    return RenderAnnotation(
        color=options.color or Color(),
        thickness=options.thickness,
        rectangle=None if options.oval or options.filled else shape,
        oval=Oval(rectangle=shape) if options.oval and not options.filled else None,
        filled_rectangle=FilledRectangle(rectangle=shape) if options.filled and not options.oval else None,
        filled_oval=FilledOval(oval=Oval(rectangle=shape)) if options.filled and options.oval else None,
    )


def _shape(rect: Rect | NormalizedRect, dot: float | None) -> Rectangle:
    """The rectangle to draw; an upright one that lies outside of the picture becomes one without size."""
    corner = Rectangle() if dot is None else Rectangle(top_left_thickness=dot)
    normalized = isinstance(rect, NormalizedRect)
    left, top = rect.x_center - rect.width / 2, rect.y_center - rect.height / 2
    right, bottom = left + rect.width, top + rect.height
    outside = right < 0 or bottom < 0 or (normalized and (left > 1 or top > 1))
    if outside and rect.rotation == 0:
        return corner
    return replace(
        corner, left=left, top=top, right=right, bottom=bottom, normalized=normalized, rotation=rect.rotation
    )
