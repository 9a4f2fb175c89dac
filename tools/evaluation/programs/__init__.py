"""A program that an interpreter with MediaPipe runs: it needs nothing of backedge, and Python 3.9 or later."""
