"""Boxes in space, from their corners in a picture (MediaPipe `modules/objectron`).

`backedge.calculators.builtin` finds the calculators.
"""
