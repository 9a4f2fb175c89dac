"""RectProjectionCalculator: rectangles inside of a rectangle as rectangles in the picture."""

from __future__ import annotations

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.geometry.roi import cos_sin
from backedge.errors import GraphError
from backedge.formats import NormalizedRect


@register
class RectProjectionCalculator(Calculator):
    """Turns rectangles in parts of another one, the reference, into rectangles in parts of the picture.

    It turns as if the picture were a square, as MediaPipe does.

    Inputs:
        NORM_RECT: NormalizedRect, in parts of the reference.
        NORM_REFERENCE_RECT: NormalizedRect, in parts of the picture.
    Outputs:
        NORM_RECT: NormalizedRect, in parts of the picture.

    Example::

        node {
          calculator: "RectProjectionCalculator"
          input_stream: "NORM_RECT:rect_in_face"
          input_stream: "NORM_REFERENCE_RECT:face_rect"
          output_stream: "NORM_RECT:rect"
        }
    """

    lightweight = True

    rect = Input[NormalizedRect]("NORM_RECT")
    reference = Input[NormalizedRect]("NORM_REFERENCE_RECT")
    projected = Output[NormalizedRect]("NORM_RECT")

    def process(self) -> None:
        if self.rect.is_empty:
            return
        if self.reference.is_empty:
            raise GraphError("there is a rectangle, but NORM_REFERENCE_RECT has no packet at this timestamp")
        self.projected.send(project_rect(self.rect.value, self.reference.value))


def project_rect(rect: NormalizedRect, reference: NormalizedRect) -> NormalizedRect:
    """Turn a rectangle in parts of `reference` into one in parts of what `reference` is in parts of."""
    x, y = rect.x_center - 0.5, rect.y_center - 0.5
    cos, sin = cos_sin(reference.rotation)
    return NormalizedRect(
        reference.x_center + (cos * x - sin * y) * reference.width,
        reference.y_center + (sin * x + cos * y) * reference.height,
        rect.width * reference.width,
        rect.height * reference.height,
        rect.rotation + reference.rotation,
    )
