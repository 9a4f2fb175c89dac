"""Results handed over to other libraries: tables for pandas and polars, key points for supervision."""

from backedge.graphs.interop.long_table import landmark_table
from backedge.graphs.interop.supervision_key_points import key_points, skeleton

__all__ = ["key_points", "landmark_table", "skeleton"]
