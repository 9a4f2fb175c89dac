"""`mediapipe/framework/formats/image_format.proto`: the message has no fields, only an enum, which stands for it here."""

from __future__ import annotations

from backedge.formats import ImageFormat

__all__ = ["ImageFormat"]
