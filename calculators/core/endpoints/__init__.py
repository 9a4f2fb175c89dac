"""Where streams begin and end: sources, callbacks, headers."""
