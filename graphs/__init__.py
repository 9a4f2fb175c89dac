"""Graphs that solve a task: a folder each, with its .pbtxt files and the Python class that runs them.

Every .pbtxt in it that has a `type` is known by it in every folder. Options that graphs take are listed in
`declared_options`.
"""
