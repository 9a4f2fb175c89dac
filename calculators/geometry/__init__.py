"""Calculators on rectangles and landmarks, and the numerics they run on."""

from backedge.calculators.geometry import association_calculator as association_calculator
from backedge.calculators.geometry import detections_to_rects_calculator as detections_to_rects_calculator
from backedge.calculators.geometry import hand_landmarks_to_rect_calculator as hand_landmarks_to_rect_calculator
from backedge.calculators.geometry import rect_transformation_calculator as rect_transformation_calculator
