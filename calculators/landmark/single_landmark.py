"""The check of calculators that take lists of one landmark."""

from __future__ import annotations

from backedge.errors import PacketTypeError
from backedge.formats import NormalizedLandmarks


def require_single(landmarks: NormalizedLandmarks) -> NormalizedLandmarks:
    """Return `landmarks` if it is one.

    Raises:
        PacketTypeError: another number.
    """
    if len(landmarks) != 1:
        raise PacketTypeError(f"NORM_LANDMARKS must hold one landmark, found {len(landmarks)}")
    return landmarks
