"""Hand tracking: the graphs, and `HandTracker`, which runs them for programs."""

from backedge.graphs.hand_tracking.hand_tracker import FOLDER, HandTracker
from backedge.graphs.hand_tracking.hand_tracking_result import Hand, HandTrackingResult

__all__ = ["FOLDER", "Hand", "HandTracker", "HandTrackingResult"]
