"""IrisToRenderDataCalculator: irises and their distance as annotations."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.annotation.label_annotations import LabelLocation, annotate_lines
from backedge.calculators.landmark.iris_distance import (
    LEFT_IRIS,
    RIGHT_IRIS,
    IrisIndices,
    iris_diameter,
    require_irises,
)
from backedge.errors import GraphError
from backedge.formats import ImageSize, NormalizedLandmarks, RenderData
from backedge.formats.render_data import Color, Oval, Point, Rectangle, RenderAnnotation, Text
from backedge.protos import Double, Message, field

_LINE_HEIGHT: Final = 1.5
"""The height of a line, in parts of its letters'."""
_STROKE: Final = 5.0


class IrisToRenderDataCalculatorOptions(
    Message, name="mediapipe.IrisToRenderDataCalculatorOptions", extension=289530040
):
    """Options of IrisToRenderDataCalculator.

    Attributes:
        oval_color: of the outline of the irises.
        oval_thickness: likewise, in pixels.
        font_height_px: height of the letters, in pixels.
        font_face: number of OpenCV's font.
        location_: ``location``: where the distances are written.
        horizontal_offset_px: how far from the left edge, in pixels.
        vertical_offset_px: how much lower, in pixels.
        landmark_color: of the dots.
        landmark_thickness: radius of the dots, in pixels.
    """

    Location = LabelLocation

    oval_color: Color | None = field(1)
    oval_thickness: Double = field(2, default=1.0)
    font_height_px: int = field(3, default=50)
    font_face: int = field(5, default=0)
    location_: LabelLocation = field(6, default=LabelLocation.TOP_LEFT)
    horizontal_offset_px: int = field(7, default=0)
    vertical_offset_px: int = field(8, default=0)
    landmark_color: Color | None = field(9)
    landmark_thickness: Double = field(10, default=1.0)


@register
class IrisToRenderDataCalculator(Calculator):
    """Makes annotations of two irises: an oval and dots for each, and how far they are in words.

    Inputs:
        IRIS: NormalizedLandmarks, 5 of the left iris and 5 of the right.
        IMAGE_SIZE: (width, height) in pixels.
        LEFT_IRIS_DEPTH_MM: float, optional; in millimetres.
        RIGHT_IRIS_DEPTH_MM: float, optional; in millimetres.
    Outputs:
        RENDER_DATA: RenderData.
    Options:
        IrisToRenderDataCalculatorOptions

    Example::

        node {
          calculator: "IrisToRenderDataCalculator"
          input_stream: "IRIS:iris_landmarks"
          input_stream: "IMAGE_SIZE:image_size"
          output_stream: "RENDER_DATA:iris_render_data"
          options {
            [mediapipe.IrisToRenderDataCalculatorOptions.ext] { oval_color { b: 255 } oval_thickness: 4 }
          }
        }
    """

    lightweight = True

    iris = Input[NormalizedLandmarks]("IRIS")
    image_size = Input[ImageSize]("IMAGE_SIZE")
    left_depth = Input[float]("LEFT_IRIS_DEPTH_MM", optional=True)
    right_depth = Input[float]("RIGHT_IRIS_DEPTH_MM", optional=True)
    render_data = Output[RenderData]("RENDER_DATA")

    options: IrisToRenderDataCalculatorOptions

    def process(self) -> None:
        if self.iris.is_empty:
            return
        points = require_irises(self.iris.value)
        if self.image_size.is_empty:
            raise GraphError("there are irises, but IMAGE_SIZE has no packet at this timestamp")
        size = self.image_size.value
        annotations = [each for iris in (LEFT_IRIS, RIGHT_IRIS) for each in self._annotate(points, iris, size)]
        annotations += self._annotate_distances(size)
        self.render_data.send(RenderData(render_annotations=tuple(annotations)))

    def _annotate(self, points: NDArray[np.float32], iris: IrisIndices, size: ImageSize) -> Iterator[RenderAnnotation]:
        radius = iris_diameter(points, iris, size) / 2
        x, y = points[iris.center].tolist()
        across, down = radius / size[0], radius / size[1]
        around = Rectangle(left=x - across, top=y - down, right=x + across, bottom=y + down, normalized=True)
        options = self.options
        yield RenderAnnotation(
            oval=Oval(rectangle=around),
            color=options.oval_color or Color(),
            thickness=options.oval_thickness,
            scene_tag="OVAL",
        )
        for index in iris:
            point_x, point_y = points[index].tolist()
            yield RenderAnnotation(
                point=Point(x=point_x, y=point_y, normalized=True),
                color=options.landmark_color or Color(),
                thickness=options.landmark_thickness,
            )

    def _annotate_distances(self, size: ImageSize) -> Iterator[RenderAnnotation]:
        lines = [
            f"{side} : :{math.floor(depth.value / 10 + 0.5)} cm"
            for side, depth in (("Left", self.left_depth), ("Right", self.right_depth))
            if not depth.is_empty and math.isfinite(depth.value)
        ]
        options = self.options
        height = math.ceil(options.font_height_px * _LINE_HEIGHT)
        baseline = options.vertical_offset_px + height
        if options.location_ is LabelLocation.BOTTOM_LEFT:
            baseline = options.vertical_offset_px + size[1] - height * len(lines)
        text = Text(font_height=options.font_height_px, font_face=options.font_face)
        style = RenderAnnotation(thickness=_STROKE, color=Color(r=255), text=text)
        yield from annotate_lines(lines, [style], options.horizontal_offset_px, baseline, height)
