"""`mediapipe.framework.formats`: messages for data."""
