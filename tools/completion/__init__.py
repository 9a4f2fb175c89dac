"""Completion of command lines in shells: what could stand where the cursor is."""
