"""`mediapipe.framework`: messages of the framework."""
