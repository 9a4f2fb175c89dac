"""Graphs that solve a task: a folder each, with its .pbtxt files and the Python class that runs them."""
