"""Calculators on detections, and the numerics they run on.

`backedge.calculators.builtin` finds the calculators.
"""
