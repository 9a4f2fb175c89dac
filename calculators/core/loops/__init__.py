"""Loops: the items of a list one by one, and values that come round again."""
