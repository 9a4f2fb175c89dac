"""`mediapipe/framework/formats/image_format.proto`: a message of an enum and nothing else; here the enum itself."""

from __future__ import annotations

from backedge.formats import ImageFormat

__all__ = ["ImageFormat"]
