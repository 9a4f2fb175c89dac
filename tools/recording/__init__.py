"""Recordings on the command line: `run --record`, `replay` and `test`; `backedge.recording` does the work."""
