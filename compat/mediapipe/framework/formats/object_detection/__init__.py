"""`mediapipe.framework.formats.object_detection`: messages for detectors."""
