"""Joints of a body model as one array (MediaPipe `framework/formats/body_rig.proto`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backedge.formats.array_value import ArrayValue, read_only, require_shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Joints(ArrayValue):
    """N joints of a body (``mediapipe::JointList``).

    Attributes:
        rotations: float32 (N, 6), the first two columns of each joint's rotation matrix, row by row: a1, b1, a2, b2,
            a3, b3 (Zhou et al., "On the Continuity of Rotation Representations in Neural Networks").
        visibility: float32 (N,), how likely each one is seen; None where the model does not say.
    """

    rotations: NDArray[np.float32]
    visibility: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        rotations = read_only(self.rotations, np.float32)
        require_shape("Joints", "rotations", rotations, (None, 6))
        object.__setattr__(self, "rotations", rotations)
        if self.visibility is not None:
            visibility = read_only(self.visibility, np.float32)
            require_shape("Joints", "visibility", visibility, (len(rotations),))
            object.__setattr__(self, "visibility", visibility)

    def __len__(self) -> int:
        return len(self.rotations)

    def __repr__(self) -> str:
        return f"Joints({len(self)})"
