"""Messages for data that packets of ours hold as messages.

MediaPipe `framework/formats/`: affine_transform_data.proto, body_rig.proto,
motion/optical_flow_field_data.proto and, in time_series_header.proto, the second message.
"""

from __future__ import annotations

from backedge.calculators.core.side_packets.format_messages import TimeSeriesHeader
from backedge.protos import Message, field


class Vector2Data(Message, name="mediapipe.Vector2Data"):
    """A vector in the plane."""

    x: float = field(1)
    y: float = field(2)


class AffineTransformData(Message, name="mediapipe.AffineTransformData"):
    """An affine transform of the plane; the rotation is in radians."""

    translation: Vector2Data | None = field(1)
    scale: Vector2Data | None = field(2)
    shear: Vector2Data | None = field(3)
    rotation: float = field(4)


class Joint(Message, name="mediapipe.Joint"):
    """A joint of a body: the first two columns of its rotation, and how likely it is seen."""

    rotation_6d: tuple[float, ...] = field(1)
    visibility: float = field(2)


class JointList(Message, name="mediapipe.JointList"):
    """The joints of a body."""

    joint: tuple[Joint, ...] = field(1)


class OpticalFlowFieldData(Message, name="mediapipe.OpticalFlowFieldData"):
    """The distance that each pixel of an image of `width` x `height` moves, row by row."""

    width: int = field(1)
    height: int = field(2)
    dx: tuple[float, ...] = field(3)
    dy: tuple[float, ...] = field(4)


class MultiStreamTimeSeriesHeader(Message, name="mediapipe.MultiStreamTimeSeriesHeader"):
    """The properties of several streams of samples that share one description."""

    time_series_header: TimeSeriesHeader | None = field(1)
    num_streams: int = field(2)
