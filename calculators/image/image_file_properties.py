"""What a picture file says of its camera (MediaPipe `framework/formats/image_file_properties.proto`)."""

from __future__ import annotations

from backedge.protos import Double, Message, UInt32, field


class ImageFileProperties(Message, name="mediapipe.ImageFileProperties"):
    """Properties of a picture file.

    Attributes:
        image_width: in pixels.
        image_height: in pixels.
        focal_length_mm: of the lens, in millimetres.
        focal_length_35mm: of the lens that gives the same view on 35 mm film, in millimetres.
        focal_length_pixels: of the lens, in pixels.
    """

    image_width: UInt32 = field(1)
    image_height: UInt32 = field(2)
    focal_length_mm: Double = field(3)
    focal_length_35mm: Double = field(4)
    focal_length_pixels: Double = field(5)
