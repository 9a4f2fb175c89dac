"""FrameSourceCalculator: what the sources of pictures share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Protocol

from backedge.authoring import Calculator, Output
from backedge.formats import ImageFrame

if TYPE_CHECKING:
    from backedge.calculators.media.rgb_image import TimedImage


class FrameReader(Protocol):
    """A camera or a video file."""

    def __iter__(self) -> Iterator[TimedImage]:
        """The pictures, with strictly increasing timestamps."""

    def close(self) -> None:
        """Releases the camera or the file."""


class FrameSourceCalculator(Calculator):
    """A source that sends each picture of a reader, and ends with them; subclasses open the reader."""

    reads_ahead: ClassVar[bool] = True
    """Whether pictures are read before they are asked for, on a thread of the node's own."""

    def start(self, reader: FrameReader, pictures: Output[ImageFrame]) -> None:
        """Begin to read; for `open` to call.

        Args:
            reader: is closed with the node.
            pictures: where its pictures go.
        """
        from backedge.calculators.media.background import DEPTH, ReadAhead

        self._reader, self._pictures = reader, pictures
        self._frames = ReadAhead(reader, DEPTH if self.reads_ahead else 0)

    def process(self) -> None:
        frame = next(self._frames, None)
        if frame is None:
            self.stop()
        self._pictures.send(ImageFrame(frame.image), frame.timestamp)

    def close(self) -> None:
        self._frames.close()
        self._reader.close()
