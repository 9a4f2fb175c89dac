"""`pose_connections`: the pairs of landmarks of a body between which lines are drawn."""

from __future__ import annotations

from backedge.formats.pose_landmark import POSE_CONNECTIONS

__all__ = ["POSE_CONNECTIONS"]
