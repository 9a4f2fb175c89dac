"""Further files of one video: JSON lines, numpy arrays, a video with the results drawn in, and a page of frames."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from backedge.batch.clips import ClipFacts
from backedge.batch.frame_results import FrameResult
from backedge.batch.tasks import HEAD
from backedge.calculators.media.array_records import StreamArrays
from backedge.calculators.media.contact_sheet import ContactSheet
from backedge.calculators.media.jsonl_writer import JsonlWriter
from backedge.calculators.media.rgb_image import to_rgb

_HEAD: Final = HEAD[:3]


class JsonLinesSink:
    """Writes a line of JSON for each frame in which something was found: ``{"video": …, "frame": …, …}``.

    Args:
        streams: the streams, in the order of the fields.
        clip: the video.
        path: the file.
    """

    def __init__(self, streams: tuple[str, ...], clip: ClipFacts, path: Path) -> None:
        self._streams, self._name = streams, clip.item.name
        self._carried = {key: value for key, value in clip.item.carried.items() if key not in (*_HEAD, *streams)}
        self._writer = JsonlWriter(path)

    def add(self, frame: FrameResult) -> None:
        """Write a frame."""
        values = {stream: frame.values[stream] for stream in self._streams if stream in frame.values}
        if values:
            head = dict(zip(_HEAD, (self._name, frame.number, frame.timestamp), strict=True))
            self._writer.write(head | values | self._carried)

    def close(self, _frames: int) -> None:
        """Complete the file."""
        self._writer.close()

    def drop(self) -> None:
        """Give it up."""
        self._writer.close()


def join_lines(parts: Sequence[Path], path: Path) -> None:
    """Write the lines of several files into one, at `path`."""
    with path.open("wb") as file:
        for part in parts:
            with part.open("rb") as lines:
                shutil.copyfileobj(lines, file)


class ArraysSink:
    """Writes arrays for `numpy.load`, named by stream and field as `NpzSinkCalculator` names them.

    Args:
        streams: the streams.
        path: the file.
    """

    def __init__(self, streams: tuple[str, ...], path: Path) -> None:
        self._arrays, self._streams = StreamArrays(streams, path), streams

    def add(self, frame: FrameResult) -> None:
        """Take a frame."""
        for stream in self._streams:
            if stream in frame.values:
                self._arrays.add(stream, frame.timestamp, frame.values[stream])

    def close(self, _frames: int) -> None:
        """Write the file."""
        self._arrays.save()

    def drop(self) -> None:
        """Give it up: nothing was written yet."""


class VideoSink:
    """Writes pictures as a video, at the times that they have.

    Args:
        stream: the stream of pictures.
        clip: the video that they come from.
        path: the file.
    """

    def __init__(self, stream: str, clip: ClipFacts, path: Path) -> None:
        from backedge.calculators.media.video_writer import VideoWriter  # whose libraries most batches do without

        self._stream, self._writer = stream, VideoWriter(path, clip.fps)

    def add(self, frame: FrameResult) -> None:
        """Write the picture of a frame."""
        if self._stream in frame.values:
            self._writer.write(to_rgb(frame.values[self._stream]), frame.timestamp)

    def close(self, _frames: int) -> None:
        """Complete the video."""
        self._writer.close()

    def drop(self) -> None:
        """Give it up."""
        self._writer.close()


class SheetSink:
    """Writes some pictures, evenly spread over a video, as one.

    Args:
        stream: the stream of pictures.
        path: the file.
    """

    def __init__(self, stream: str, path: Path) -> None:
        self._stream, self._path, self._sheet = stream, path, ContactSheet()

    def add(self, frame: FrameResult) -> None:
        """Consider the picture of a frame."""
        if self._stream in frame.values:
            self._sheet.add(to_rgb(frame.values[self._stream]), f"{frame.timestamp / 1e6:.2f} s")

    def close(self, _frames: int) -> None:
        """Write the page."""
        self._sheet.save(self._path)

    def drop(self) -> None:
        """Give it up: nothing was written yet."""
