"""Pose: graphs that find a person and track the body, under MediaPipe's names, and `PoseTracker`, which runs them."""

from backedge.graphs.pose.pose_tracker import FOLDER, PoseTracker
from backedge.graphs.pose.pose_tracking_result import Pose, PoseTrackingResult

__all__ = ["FOLDER", "Pose", "PoseTracker", "PoseTrackingResult"]
