"""Calculators on rectangles and landmarks, and the numerics they run on.

`backedge.calculators.builtin` finds the calculators.
"""
