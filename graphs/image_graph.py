"""`ImageGraph`: a graph as a Python object, images in and results out; the base of `HandTracker` and its like."""

from __future__ import annotations

import sys
import warnings
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from backedge import CalculatorGraph, Packet
from backedge.calculators.media.closeable import Closeable
from backedge.calculators.media.rgb_image import to_rgb
from backedge.errors import CalculatorError, GraphStateError, ResourceError, StreamError
from backedge.formats import Image, ImageFormat, ImageFrame, ImageSize
from backedge.graphs.given_image import GivenImage, as_frame
from backedge.graphs.landmark_results import PictureResult
from backedge.timestamp import MIN

_FRAME_INTERVAL: Final = 33_333  # microseconds between frames that come without a timestamp: 30 a second

ResultT_co = TypeVar("ResultT_co", covariant=True)


class ImageGraph(Closeable, Generic[ResultT_co]):
    """Runs a graph on one image after the other.

    Models are loaded when it is made, and fetched then if they are not on this machine yet. It is for one thread at a
    time. One that is dropped without `close` closes itself, with a ResourceWarning.

    Args:
        file: the graph. It works on the caller's thread, and takes pictures at the input stream ``image``.
        streams: those of its streams that results are made of.
        side_packets: the graph's side packets; those that are None are left out.
        options: the graph's options.

    Raises:
        GraphError: a side packet is none that the graph takes (PacketTypeError: of another type).
        ConfigError: an option is out of its range.
        ResourceError: a model is not there and cannot be fetched.
    """

    _is_open = False

    def __init__(
        self, file: Path, streams: Iterable[str], side_packets: Mapping[str, Any], options: Mapping[str, Any]
    ) -> None:
        self._side_packets = {name: value for name, value in side_packets.items() if value is not None}
        self._seen: dict[str, Any] = {}
        self._last: int | None = None
        self._frame: object = None  # the last one, for notebooks: results hold it weakly
        self._graph = CalculatorGraph(file, options=options)
        for stream in streams:
            # Not a method: the graph would hold this object, and only a garbage collection could free the two.
            self._graph.observe_output_stream(stream, partial(_keep, self._seen))
        self._start()

    def process(self, rgb: GivenImage, timestamp: int | None = None) -> ResultT_co:
        """Find what there is in one image.

        Args:
            rgb: uint8 (height, width, 3) RGB; RGBA and grey are taken as well. A numpy array, or what numpy takes for
                one: an ImageFrame, an image of Pillow, a tensor of torch on the CPU. Not changed, and kept
                until the next one, or `reset`, for notebooks, which show the result over it.
            timestamp: when it was taken, in microseconds; later than that of the image before. By default 1/30 s
                later.

        Raises:
            PacketTypeError: `rgb` is no such image.
            StreamError: `timestamp` is not later than the last one.
            GraphStateError: this object is closed.
        """
        if not self._is_open:
            name = type(self).__name__
            raise GraphStateError(f"the {name} is closed; make a new one, or call reset() to go on with this one")
        frame = as_frame(rgb)
        if frame.format is ImageFormat.GRAY8:  # models want colours
            frame = ImageFrame(to_rgb(frame))
        following = 0 if self._last is None else self._last + _FRAME_INTERVAL
        at = following if timestamp is None else timestamp
        earliest = MIN if self._last is None else self._last + 1
        if at < earliest:  # which would end the graph's run
            raise StreamError(f"timestamps must increase: expected {earliest} or later, found {at}")
        self._seen.clear()
        # The graph has no threads: when this returns all is done.
        self._graph.add_packet_to_input_stream("image", Packet(frame, at))
        self._last = at
        result = self._result(self._seen, at, (frame.width, frame.height))
        if isinstance(result, PictureResult):
            self._frame = rgb.data if isinstance(rgb, ImageFrame | Image) else rgb
            result.remember_frame(self._frame)
        return result

    def reset(self) -> None:
        """Forget all images and begin anew, as for another video; timestamps may start over. Keeps models loaded."""
        self._graph.cancel()
        self._frame = None
        self._start()

    def close(self) -> None:
        """End the run; closing twice does nothing."""
        self._is_open = False
        self._graph.cancel()

    def __del__(self) -> None:
        if self._is_open and not sys.is_finalizing():
            try:
                warnings.warn(
                    f"a {type(self).__name__} was dropped while it was open, and is closed; call close(), or use it in "
                    "a with statement",
                    ResourceWarning,
                    stacklevel=2,
                    source=self,
                )
            finally:
                self.close()

    @abstractmethod
    def _result(self, seen: Mapping[str, Any], timestamp: int, image_size: ImageSize) -> ResultT_co:
        """Make the result of an image of what came out of the streams for it: the values by name."""

    def _start(self) -> None:
        self._is_open = False
        try:
            self._graph.start_run(self._side_packets)
        except CalculatorError as error:
            cause = error.__cause__
            if isinstance(cause, ResourceError):
                raise cause from cause.__cause__  # which calculator needed the model is of no use to the caller
            raise
        self._last = None
        self._is_open = True


def _keep(seen: dict[str, Any], stream: str, packet: Packet[Any]) -> None:
    seen[stream] = packet.value
