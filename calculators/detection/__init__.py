"""Calculators on detections, and the numerics they run on."""

from backedge.calculators.detection import non_max_suppression_calculator as non_max_suppression_calculator
