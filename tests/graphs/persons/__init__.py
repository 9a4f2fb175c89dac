"""The graphs of persons against MediaPipe's own: what those answer to pictures and clips, and the comparison."""
