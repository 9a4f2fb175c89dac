"""Faces in space, in centimetres: graphs from landmarks, detections or pictures, under MediaPipe's names."""
