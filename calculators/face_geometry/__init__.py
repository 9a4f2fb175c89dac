"""Faces in space: the metric pose of a head and the shape of its face (MediaPipe `modules/face_geometry`).

`backedge.calculators.builtin` finds the calculators.
"""
