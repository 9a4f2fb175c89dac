"""Calculators on detections, and the numerics they run on."""

from backedge.calculators.detection import (
    detection_letterbox_removal_calculator as detection_letterbox_removal_calculator,
)
from backedge.calculators.detection import (
    landmark_letterbox_removal_calculator as landmark_letterbox_removal_calculator,
)
from backedge.calculators.detection import non_max_suppression_calculator as non_max_suppression_calculator
