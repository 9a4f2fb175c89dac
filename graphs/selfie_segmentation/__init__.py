"""Selfie segmentation: graphs that find the person in front of a camera, and `SelfieSegmenter`, which runs them."""

from backedge.graphs.selfie_segmentation.selfie_segmentation_result import SelfieSegmentationResult
from backedge.graphs.selfie_segmentation.selfie_segmenter import FOLDER, SelfieSegmenter

__all__ = ["FOLDER", "SelfieSegmentationResult", "SelfieSegmenter"]
