"""The edges of the mesh that the 468 landmarks of a face make, and the lines of its nose.

MediaPipe `python/solutions/face_mesh_connections.py`. The text beside this module lists the mesh's triangles: each line
has a landmark, and the other two corners of those triangles of which it is the corner with the lowest number. They go
round all triangles in the same direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeAlias

from backedge.formats.hand_landmark import Connections

Triangle: TypeAlias = tuple[int, int, int]
"""Three landmarks, by their numbers."""

_TABLE: Final = Path(__file__).with_suffix(".txt")

_NOSE_CHAINS: Final = (
    (168, 6, 197, 195, 5, 4, 1, 19, 94, 2),  # the bridge, down to the septum
    (98, 97, 2, 326, 327, 294),  # below, from nostril to nostril
    (294, 278, 344, 440, 275, 4, 45, 220, 115, 48, 64, 98),  # around the nostrils, over the tip
)

FACEMESH_NOSE: Final[Connections] = frozenset(pair for chain in _NOSE_CHAINS for pair in pairwise(chain))
"""The bridge of the nose and its nostrils."""


def _triangles() -> Iterator[Triangle]:
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        lowest, _, others = line.partition(":")
        for second, third in re.findall(r"(\d+)-(\d+)", others):
            yield int(lowest), int(second), int(third)


def _edges(triangle: Triangle) -> Iterator[tuple[int, int]]:
    yield from pairwise((*triangle, triangle[0]))


FACEMESH_TESSELATION: Final[Connections] = frozenset(edge for triangle in _triangles() for edge in _edges(triangle))
"""The edges of all triangles; one that two triangles share is there in both directions."""
