"""The commands of `graph_runner`, one module each.

A module's top imports nothing slow: all of them are imported to print the list of commands.
"""
