"""A folder on the path of new processes, in which ``import mediapipe`` finds what calls `backedge.compat.install`."""
