"""Landmarks and the lines between them as annotations.

MediaPipe `calculators/util/landmarks_to_render_data_calculator.cc`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from backedge.calculators.checks import quietly
from backedge.calculators.option_ranges import Index
from backedge.formats import Landmarks, NormalizedLandmarks, RenderData
from backedge.formats.render_data import Color, GradientLine, Line, Point, RenderAnnotation
from backedge.protos import Double, Message, field

_BLACK: Final = Color()
_WHITE: Final = Color(r=255, g=255, b=255)
_LEAST_DEPTH: Final = 1e-3
"""Depths that differ by less are all the same."""
_EPSILON: Final = 1e-6


class LandmarksToRenderDataCalculatorOptions(
    Message, name="mediapipe.LandmarksToRenderDataCalculatorOptions", extension=258435389
):
    """Options of LandmarksToRenderDataCalculator.

    Attributes:
        landmark_connections: pairs of landmarks with a line between them, one pair after the other.
        landmark_color: of the dots, where depth is not shown.
        render_landmarks: whether there are dots.
        connection_color: of the lines, where depth is not shown.
        thickness: of lines, and radius of dots, in pixels.
        visualize_landmark_depth: whether colour, and the radius of dots, show z.
        utilize_visibility: whether landmarks that are hardly visible are left out.
        visibility_threshold: how visible they must be, 0..1.
        utilize_presence: whether landmarks that are hardly present are left out.
        presence_threshold: how present they must be, 0..1.
        min_depth_circle_thickness: radius of the farthest dot.
        max_depth_circle_thickness: radius of the nearest dot.
        min_depth_line_color: of lines at the greatest z; black if not set.
        max_depth_line_color: of lines at the smallest z; white if not set.
    """

    landmark_connections: tuple[Index, ...] = field(1)
    landmark_color: Color | None = field(2)
    connection_color: Color | None = field(3)
    thickness: Double = field(4, default=1.0)
    visualize_landmark_depth: bool = field(5, default=True)
    utilize_visibility: bool = field(6, default=False)
    visibility_threshold: Double = field(7, default=0.0)
    utilize_presence: bool = field(8, default=False)
    presence_threshold: Double = field(9, default=0.0)
    min_depth_circle_thickness: Double = field(10, default=0.0)
    max_depth_circle_thickness: Double = field(11, default=18.0)
    min_depth_line_color: Color | None = field(12)
    max_depth_line_color: Color | None = field(13)
    render_landmarks: bool = field(14, default=True)


def annotate_landmarks(
    landmarks: NormalizedLandmarks | Landmarks,
    connections: Sequence[tuple[int, int]],
    scale: float,
    options: LandmarksToRenderDataCalculatorOptions,
) -> RenderData:
    """Make annotations of landmarks: first the lines, then the dots.

    Args:
        landmarks: in parts of the picture, or in pixels.
        connections: pairs with a line between them; those with a landmark that is not there are left out.
        scale: what the thickness is multiplied by.
        options: what is drawn, and how.
    """
    depths = _depths(landmarks) if options.visualize_landmark_depth else None
    annotations = _Annotations(landmarks, depths, options.thickness * scale, options)
    lines = annotations.lines(connections)
    dots = annotations.dots() if options.render_landmarks else ()
    return RenderData(render_annotations=(*lines, *dots))


@quietly
def _depths(landmarks: NormalizedLandmarks | Landmarks) -> list[float] | None:
    """How far each landmark is, from 0 for the nearest to 1; None where all are equally far."""
    z = landmarks.points[:, 2].astype(np.float64)
    if not len(z):
        return None
    # MediaPipe's search for the greatest z starts from the smallest positive number.
    low, high = z.min(), max(z.max(), float(np.finfo(np.float32).tiny))
    if not high - low > _LEAST_DEPTH:
        return None
    depths: list[float] = np.nan_to_num((z - low) / (high - low + _EPSILON)).tolist()
    return depths  # a landmark that is nowhere is drawn as the nearest


class _Annotations:
    """Makes the annotations of one list of landmarks.

    All are copies of a first one, which is quicker than to make each anew: a face has hundreds.
    """

    def __init__(
        self,
        landmarks: NormalizedLandmarks | Landmarks,
        depths: Sequence[float] | None,
        thickness: float,
        options: LandmarksToRenderDataCalculatorOptions,
    ) -> None:
        self._points = landmarks.points.tolist()
        self._normalized = isinstance(landmarks, NormalizedLandmarks)
        self._shown = _shown(landmarks, options)
        self._depths = depths
        self._thickness = thickness
        self._options = options

    def lines(self, connections: Sequence[tuple[int, int]]) -> Iterator[RenderAnnotation]:
        """Make the lines whose landmarks are both shown."""
        shown, count = self._shown, len(self._shown)
        pairs = [(one, two) for one, two in connections if one < count and two < count and shown[one] and shown[two]]
        return self._plain_lines(pairs) if self._depths is None else self._gradient_lines(pairs, self._depths)

    def _plain_lines(self, pairs: Sequence[tuple[int, int]]) -> Iterator[RenderAnnotation]:
        points = self._points
        line = Line(x_start=0.0, y_start=0.0, x_end=0.0, y_end=0.0, normalized=self._normalized)
        color = self._options.connection_color or _BLACK
        annotation = RenderAnnotation(line=line, color=color, thickness=self._thickness)
        for first, second in pairs:
            (x_start, y_start, _), (x_end, y_end, _) = points[first], points[second]
            yield annotation.copy_with(line=line.copy_with(x_start=x_start, y_start=y_start, x_end=x_end, y_end=y_end))

    def _gradient_lines(self, pairs: Sequence[tuple[int, int]], depths: Sequence[float]) -> Iterator[RenderAnnotation]:
        for first, second in pairs:
            (x_start, y_start, _), (x_end, y_end, _) = self._points[first], self._points[second]
            gradient = GradientLine(
                x_start=x_start,
                y_start=y_start,
                x_end=x_end,
                y_end=y_end,
                normalized=self._normalized,
                color1=self._line_color(depths[first]),
                color2=self._line_color(depths[second]),
            )
            yield RenderAnnotation(gradient_line=gradient, thickness=self._thickness)

    def _line_color(self, depth: float) -> Color:
        near, far = self._options.min_depth_line_color or _BLACK, self._options.max_depth_line_color or _WHITE
        channels = ((near.r, far.r), (near.g, far.g), (near.b, far.b))
        r, g, b = (int(first * depth + second * (1 - depth)) for first, second in channels)
        return Color(r=r, g=g, b=b)

    def dots(self) -> Iterator[RenderAnnotation]:
        """Make the dots of the landmarks that are shown."""
        dot = Point(x=0.0, y=0.0, normalized=self._normalized)
        color, radius = self._options.landmark_color or _BLACK, self._thickness
        annotation = RenderAnnotation(point=dot, color=color, thickness=radius, scene_tag="KEYPOINT")
        for index, (x, y, _) in enumerate(self._points):
            if self._shown[index]:
                if self._depths is not None:
                    color, radius = self._dot_style(self._depths[index])
                yield annotation.copy_with(point=dot.copy_with(x=x, y=y), color=color, thickness=radius)

    def _dot_style(self, depth: float) -> tuple[Color, float]:
        grey = 255 - int(depth * 255)
        least, most = self._options.min_depth_circle_thickness, self._options.max_depth_circle_thickness
        return Color(r=grey, g=grey, b=grey), int(least + (1 - depth) * (most - least))


def _shown(landmarks: NormalizedLandmarks | Landmarks, options: LandmarksToRenderDataCalculatorOptions) -> list[bool]:
    """Tell of each landmark whether it is visible and present enough."""
    shown = np.ones(len(landmarks), bool)
    if options.utilize_visibility and landmarks.visibility is not None:
        shown &= landmarks.visibility >= options.visibility_threshold
    if options.utilize_presence and landmarks.presence is not None:
        shown &= landmarks.presence >= options.presence_threshold
    flags: list[bool] = shown.tolist()
    return flags
