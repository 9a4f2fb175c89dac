"""`mediapipe/framework/formats/annotation/rasterization.proto`: a region of an image, row by row."""

from __future__ import annotations

from backedge.protos import Message, field


class Rasterization(Message, name="mediapipe.Rasterization"):
    """A region as runs of pixels.

    Attributes:
        interval: the runs.
    """

    class Interval(Message):
        """Pixels `left_x` to `right_x` of row `y`."""

        y: int = field(1)
        left_x: int = field(2)
        right_x: int = field(3)

    interval: tuple[Interval, ...] = field(1)
