"""Ends of streams: sources, callbacks, headers."""
