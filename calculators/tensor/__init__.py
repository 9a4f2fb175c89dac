"""Calculators between images, models and what models find, and the numerics they run on."""

from backedge.calculators.tensor import landmark_inference_calculator as landmark_inference_calculator
from backedge.calculators.tensor import palm_detection_calculator as palm_detection_calculator
