"""Command lines that run again when a file that they have read changes."""
