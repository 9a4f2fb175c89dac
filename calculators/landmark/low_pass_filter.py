"""An exponential low-pass filter over arrays (MediaPipe `util/filtering/low_pass_filter.cc`)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]


class LowPassFilter:
    """Mixes each value with the ones before: ``alpha * value + (1 - alpha) * filtered before``.

    All values of one call are filtered side by side, each by itself. The sum is computed as MediaPipe does it, the new
    part in float32 and the old one in float64.

    Attributes:
        raw: the values of the last call; None before the first one.
        filtered: its result; None likewise.
    """

    def __init__(self) -> None:
        self.raw: Floats | None = None
        self.filtered: Floats | None = None

    def apply(self, values: Floats, alpha: Floats | float) -> Floats:
        """Filter float32 `values`; the first ones stay as they are.

        Args:
            values: of any shape, the same in each call.
            alpha: how much the new values count, 0..1; one for all, one for each, or what broadcasts to that.
        """
        filtered = values
        if self.filtered is not None:
            alpha = np.asarray(alpha, np.float32)
            rest = np.subtract(1.0, alpha, dtype=np.float64)
            filtered = (alpha * values + rest * self.filtered).astype(np.float32)
        self.raw, self.filtered = values, filtered
        return filtered
