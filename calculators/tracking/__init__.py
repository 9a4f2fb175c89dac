"""Boxes that are tracked over time, and the detections that they belong to.

`backedge.calculators.builtin` finds the calculators.
"""
