"""The holistic graphs against MediaPipe's own: what those answer to pictures and a clip, and the comparison."""
