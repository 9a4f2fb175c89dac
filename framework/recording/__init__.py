"""Recordings of graphs: what went through streams, in MCAP files, bit for bit.

Needs the extra ``mcap``: ``pip install 'backedge[mcap]'``. `backedge.testing.replay` compares a graph with a recording.
"""

from backedge.recording.known_types import KnownTypes
from backedge.recording.recorder import record
from backedge.recording.recording_reader import Recording, StreamEvent
from backedge.recording.replay import feed_event, replay_into

__all__ = ["KnownTypes", "Recording", "StreamEvent", "feed_event", "record", "replay_into"]
