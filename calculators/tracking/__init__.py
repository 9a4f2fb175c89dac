"""Boxes that are tracked over time, and the detections that they belong to.

`backedge.calculators.builtin` registers the calculators.
"""
