"""`mediapipe.framework.formats.annotation`: messages for regions of images."""
