"""Calculators between images, models and the results of models, and the numerics they run on.

`backedge.calculators.builtin` finds the calculators.
"""
