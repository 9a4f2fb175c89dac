"""Calculators that read files, and models of the manifest, once at the start.

`backedge.calculators.builtin` finds the calculators.
"""
