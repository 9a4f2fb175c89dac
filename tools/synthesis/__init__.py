"""Labelled pictures of the procedural hand: `graph_runner synth`."""
