"""Boxes at points in time, which trackers read and write (MediaPipe `util/tracking/box_tracker.proto`)."""

from __future__ import annotations

from backedge.protos import Int64, Message, field


class Quad(Message, name="mediapipe.MotionBoxState.Quad"):
    """Corners: x and y of each, in image widths and heights, counter-clockwise from the upper left one."""

    vertices: tuple[float, ...] = field(1)


class TimedBoxProto(Message, name="mediapipe.TimedBoxProto"):
    """A box at a time.

    Attributes:
        top, left, bottom, right: in image heights and widths.
        rotation: about its centre, in radians.
        quad: its corners, if it is not a rectangle.
        time_msec: when, in milliseconds.
        id: tells boxes apart.
        label: what is in it.
        confidence: 0..1.
        aspect_ratio: width by height of the thing itself.
        reacquisition: whether it may be found again once it is lost.
        request_grouping: whether it may be tracked together with others in its plane.
    """

    top: float = field(1)
    left: float = field(2)
    bottom: float = field(3)
    right: float = field(4)
    rotation: float = field(7)
    quad: Quad | None = field(9)
    time_msec: Int64 = field(5, default=0)
    id: int = field(6, default=-1)
    label: str | None = field(13)
    confidence: float = field(8)
    aspect_ratio: float = field(10)
    reacquisition: bool = field(11, default=False)
    request_grouping: bool = field(12, default=False)


class TimedBoxProtoList(Message, name="mediapipe.TimedBoxProtoList"):
    """Boxes of one picture."""

    box: tuple[TimedBoxProto, ...] = field(1)
