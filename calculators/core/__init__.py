"""Calculators for any kind of packet, a folder for each theme; `backedge.calculators.builtin` finds them."""
