"""The calculators that come with backedge, a folder for each theme; `backedge.calculators.builtin` finds them."""
