"""A loop of backedge's own calls that draws hands into a video: one frame after the other, nothing overlaps.

python sequential_video_script.py INPUT OUTPUT
"""

from __future__ import annotations

import sys

from backedge.calculators.media.video_reader import VideoReader
from backedge.calculators.media.video_writer import VideoWriter
from backedge.graphs.hand_tracking import HandTracker


def main(source: str, target: str) -> None:
    """Read, find, draw, write."""
    with HandTracker() as tracker, VideoReader(source) as video, VideoWriter(target, video.fps) as writer:
        for frame in video:
            result = tracker.process(frame.image, frame.timestamp)
            writer.write(result.draw(frame.image), frame.timestamp)


if __name__ == "__main__":
    main(*sys.argv[1:])
