"""Traces of runs: written while a graph runs, for Perfetto and for us, and what they say in figures."""
