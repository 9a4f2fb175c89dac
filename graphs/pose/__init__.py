"""Pose: graphs that find a person and track the body, under MediaPipe's names."""
