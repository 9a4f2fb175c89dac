"""Trained models: one protocol for all engines, and the calculators that load and run models.

`backedge.calculators.builtin` finds the calculators.
"""
