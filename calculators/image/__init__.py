"""Calculators on images, and the numerics they run on."""

from backedge.calculators.image import image_properties_calculator as image_properties_calculator
