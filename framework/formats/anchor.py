"""The boxes relative to which a detector's raw boxes are encoded.

MediaPipe `framework/formats/object_detection/anchor.proto`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backedge.formats.array_value import ArrayValue, read_only, require_shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Anchors(ArrayValue):
    """All anchors of a detector (``std::vector<mediapipe::Anchor>``).

    Attributes:
        boxes: float32 (N, 4): x_center, y_center, width, height, in parts of the model's input.
    """

    boxes: NDArray[np.float32]

    def __post_init__(self) -> None:
        boxes = read_only(self.boxes, np.float32)
        require_shape("Anchors", "boxes", boxes, (None, 4))
        object.__setattr__(self, "boxes", boxes)

    def __len__(self) -> int:
        return len(self.boxes)

    def __repr__(self) -> str:
        return f"Anchors({len(self.boxes)})"
