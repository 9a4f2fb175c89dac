"""Programs that are measured, each in a process of its own.

They need nothing of backedge, and run on Python 3.9 or later: an interpreter that has MediaPipe runs them as files.
"""
