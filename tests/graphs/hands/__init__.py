"""MediaPipe's graphs of hands by name, against its own: what those answer to pictures and clips, and the comparison."""
