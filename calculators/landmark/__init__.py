"""Landmarks of one object: smoothed over time, refined by other models, and what they say about it."""
