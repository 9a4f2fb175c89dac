"""Frames into a video file.

PyAV writes the files, not OpenCV: OpenCV gives every frame the same duration, and does not tell when it cannot write.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final

import av
import numpy as np
from av.container import OutputContainer
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from backedge.calculators.media.closeable import Closeable
from backedge.calculators.media.frame_ticks import FrameTicks, codable
from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.media.video_kinds import TAGS
from backedge.errors import ResourceError
from backedge.file_checks import failure, require_folder_for
from backedge.whole_files import GrowingFile

_LOG: Final = logging.getLogger(__name__)

# MPEG-4 part 2: quick to encode, and free to use.
_CODEC: Final = "mpeg4"

# Written in pieces that can be played as they are, until the file is complete: then an .mp4 is an ordinary one.
_PIECES: Final = {"movflags": "hybrid_fragmented+empty_moov+frag_every_frame+default_base_moof"}
_MUXING: Final = {
    ".avi": {},
    ".m4v": _PIECES,
    ".mkv": {"cluster_time_limit": "1"},
    ".mov": _PIECES,
    ".mp4": _PIECES,
}

_CONSTANT_RATE_ONLY: Final = ".avi"
_PIXELS: Final = "yuv420p"
_HALVING: Final = "AREA"
"""How colours are brought to half the size: by the mean of four pixels, which is nearer to the picture and quicker than
FFmpeg's own choice."""

_QUALITY: Final = {"flags": "+qscale", "qmin": "3"}  # the same for every frame; 1 is the best, 31 the worst
_INDEX_BYTES: Final = 64  # room for one frame in the index that is written last, generously
_SPARE_BYTES: Final = 256 * 1024  # room for what the encoder still holds


class VideoWriter(Closeable):
    """Writes an MPEG-4 video; the file is complete once closed, however early that is. A context manager.

    A program that is killed leaves a file that can be played, without its last frames. The space on the disk is
    watched: writing stops with an error while there is still room for the index, which players need to find a place.

    Attributes:
        path: the file; an existing one is replaced when this is closed, and is kept where writing fails.
        frames: how many were written.
    """

    def __init__(self, path: str | Path, fps: float = 30.0) -> None:
        """Prepares to write; the first frame sets the size and creates the file.

        Args:
            path: ``.mp4``, ``.m4v``, ``.mov``, ``.mkv`` or ``.avi``.
            fps: frames a second; of frames that come with times, how long a single one is shown.

        Raises:
            ResourceError: another kind of file, no such folder, no permission, or an impossible `fps`.
        """
        self.path = Path(path)
        self.frames = 0
        if self.path.suffix.lower() not in TAGS:
            raise ResourceError(f"{path}: expected the name of a video to end in one of {', '.join(TAGS)}")
        self._fps = codable(fps, self.path)
        require_folder_for(self.path)
        self._file: OutputContainer | None = None
        self._size = (0, 0)
        self._taken = 0
        self._reformatter = VideoReformatter()

    def write(self, image: RgbImage, timestamp: int | None = None) -> None:
        """Appends a frame.

        Args:
            image: (height, width, 3) uint8 RGB, all of one size. Codecs want even sizes: where one is odd, the last
                column or row is written twice.
            timestamp: when it is shown, in microseconds, more than the one before; the first frame is shown at the
                beginning, whatever its time. None for one that is shown for 1 / `fps` seconds. Either all frames have
                times, or none. AVI files have a constant rate: there a frame is shown at the nearest multiple of
                1 / `fps` that is still free.

        Raises:
            ResourceError: the file cannot be created or written, the disk is full, or the size has changed.
        """
        self.take(image, timestamp)()

    def take(self, image: RgbImage, timestamp: int | None = None) -> Callable[[], None]:
        """Accepts a frame as `write` does; what is left to do, the encoding, is done by the call that is returned.

        The calls are to be made one after the other in the order of their frames, by any thread; the images must not
        change before.

        Raises:
            ResourceError: the file cannot be created, or the frame does not fit; the call raises it where the frame
                cannot be written, or the disk is full.
        """
        height, width = image.shape[:2]
        if not self._taken:
            self._open(width, height, timed=timestamp is not None)
        elif (width, height) != self._size:
            raise ResourceError(
                f"{self.path}: frame {self._taken} is {width}x{height}, expected {self._size[0]}x{self._size[1]} "
                "as the first one; scale the frames to one size"
            )
        try:
            tick = self._ticks.at(timestamp)
        except ValueError as error:
            raise ResourceError(f"{self.path}: frame {self._taken} {error}") from error
        self._taken += 1
        return partial(self._write, image, tick)

    def _write(self, image: RgbImage, tick: int) -> None:
        """Writes a frame that was taken."""
        self._require_space(image)
        frame = self._converted(image)
        frame.pts, frame.time_base = tick, self._ticks.length
        self._encode(frame)
        self.frames += 1

    def _converted(self, image: RgbImage) -> av.VideoFrame:
        """A frame with the pixels that the codec takes, of an even size."""
        height, width = image.shape[:2]
        if height % 2 or width % 2:
            image = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
        # Over the array's own memory, which is only read, and only here.
        frame = av.VideoFrame.from_numpy_buffer(np.ascontiguousarray(image), format="rgb24")
        return self._reformatter.reformat(frame, format=_PIXELS, interpolation=_HALVING)

    def _open(self, width: int, height: int, *, timed: bool) -> None:
        suffix = self.path.suffix.lower()
        fine = timed and suffix != _CONSTANT_RATE_ONLY
        self._ticks = FrameTicks.fine(self._fps) if fine else FrameTicks.of_rate(self._fps)
        self._held: list[av.Packet[VideoStream]] = []
        with self._told("cannot be written"):
            self._growing = GrowingFile(self.path)
            options = {"flush_packets": "1", **_MUXING[suffix]}
            self._file = av.open(_address(self._growing.path), "w", options=options)
            self._stream: VideoStream = self._file.add_stream(_CODEC, rate=self._fps, options=dict(_QUALITY))
            self._stream.width, self._stream.height = width + width % 2, height + height % 2
            self._stream.pix_fmt = _PIXELS
            self._stream.codec_context.codec_tag = TAGS[suffix]
            self._stream.codec_context.time_base = self._ticks.length
            self._file.start_encoding()  # creates the file
        self._size = (width, height)

    def _encode(self, frame: av.VideoFrame | None) -> None:
        """Writes a frame, or None at the end of them; the last one waits until its duration is known."""
        if self._file is None:
            raise ResourceError(f"{self.path}: is closed, and takes no more frames; write them to another file")
        with self._told(f"frame {self.frames} cannot be written"):
            self._held += self._stream.encode(frame)
            while len(self._held) > 1:
                self._file.mux(self._held.pop(0))

    def _require_space(self, image: RgbImage) -> None:
        """Stops while what was written can still be completed."""
        needed = _SPARE_BYTES + image.size + self.frames * _INDEX_BYTES
        with self._told(f"frame {self.frames} cannot be written"):  # the folder has gone
            free = shutil.disk_usage(self.path.parent).free
        if free < needed:
            self._finish()
            text = f"the disk is full; the {self.frames} frames before are written{self._growing.whereabouts}"
            raise ResourceError(f"{self.path}: {text}") from OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Gives up the file where writing to it fails in the block, and says why."""
        try:
            yield
        except (OSError, av.FFmpegError) as error:
            file, self._file = self._file, None
            if file is not None:
                with suppress(OSError, av.FFmpegError):  # it fails for the same reason
                    file.close()
            raise failure(what, self.path, error, self._growing.whereabouts) from error

    def close(self) -> None:
        """Completes the file and checks that it can be read; more than once does no harm.

        Raises:
            ResourceError: it cannot be completed.
        """
        if self._file is None:
            return
        self._finish()
        self._require_complete()
        with self._told("cannot be completed"):
            self._growing.complete()

    def _finish(self) -> None:
        """Writes what is left, and the index."""
        self._encode(None)
        file = self._file
        assert file is not None  # or no frame could have been encoded
        with self._told("cannot be completed"):
            for last in self._held:
                last.duration = self._ticks.last_duration
                file.mux(last)
            file.close()
        self._file = None
        if self._ticks.late > 1:
            seconds = float(self._ticks.late * self._ticks.length)
            _LOG.warning(
                "%s lasts %.2f s longer than its frames: AVI files have a constant rate, here %s frames a second; "
                "an .mp4 keeps the times",
                *(self.path, seconds, float(self._fps)),
            )

    def _require_complete(self) -> None:
        try:
            with av.open(_address(self._growing.path)) as written:
                # Matroska does not count its frames, and AVI counts repeated ones, too.
                count = written.streams.video[0].frames
                complete = count == 0 or count >= self.frames
        except (OSError, av.FFmpegError, IndexError):
            complete = False
        if not complete:
            kept = f" ({self._growing.whereabouts.removeprefix('; ')})" if self._growing.is_beside else ""
            raise ResourceError(
                f"{self.path}: not all of its {self.frames} frames could be written; is the disk full?{kept}"
            )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self.close()
        except ResourceError as failed:
            if error is None:
                raise
            _LOG.error("%s", failed)  # what ended the block goes first


def _address(path: Path) -> str:
    """What FFmpeg opens: by protocol and whole path, as it would take what stands before a colon for a protocol."""
    return f"file:{path.absolute()}"
