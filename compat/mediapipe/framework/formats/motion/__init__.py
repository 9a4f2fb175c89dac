"""`mediapipe.framework.formats.motion`: messages for motion."""
