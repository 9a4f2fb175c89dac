"""Options of calculators that are MediaPipe's and not here yet.

With them MediaPipe's graphs for faces, poses and whole bodies can be read, expanded and printed, and `check` can say
which of their calculators are missing. A calculator that arrives takes its options along to its own file.
"""

from backedge.calculators.declared import (
    detection_options,
    landmark_options,
    objectron_options,
    segmentation_options,
    smoothing_options,
    tracking_options,
)

__all__ = [
    "detection_options",
    "landmark_options",
    "objectron_options",
    "segmentation_options",
    "smoothing_options",
    "tracking_options",
]
