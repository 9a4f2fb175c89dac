"""Which landmarks a page connects by lines."""

from __future__ import annotations

from typing import Final

from backedge.formats import HAND_CONNECTIONS, POSE_CONNECTIONS, HandLandmark, PoseLandmark

_CONNECTIONS: Final = {len(HandLandmark): HAND_CONNECTIONS, len(PoseLandmark): POSE_CONNECTIONS}


def connected_landmarks() -> dict[str, list[list[int]]]:
    """Pairs of landmarks by how many landmarks something has: hands and persons; of faces the points say enough."""
    return {str(count): sorted([int(begin), int(end)] for begin, end in pairs) for count, pairs in _CONNECTIONS.items()}
