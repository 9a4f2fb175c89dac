"""Options of calculators that are MediaPipe's and not here yet.

With them MediaPipe's graphs for faces, poses and whole bodies can be read, expanded and printed, and `check` can say
which of their calculators are missing. A calculator that arrives takes its options along to its own file.
"""

from backedge.calculators.declared import detection, landmarks, objectron, segmentation, smoothing, tracking

__all__ = ["detection", "landmarks", "objectron", "segmentation", "smoothing", "tracking"]
