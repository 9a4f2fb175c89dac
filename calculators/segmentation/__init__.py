"""Masks: which pixels belong to what, from a model's output to a coloured picture."""

from backedge.dependencies import require

require("cv2")
