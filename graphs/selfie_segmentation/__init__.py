"""Selfie segmentation: graphs that find the person in front of a camera, under MediaPipe's names."""
