"""CameraSourceCalculator: the pictures of a camera."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from backedge.access_policy import AccessPolicy
from backedge.authoring import Output, Service, SideInput, register
from backedge.calculators.media.frame_source import FrameSourceCalculator
from backedge.formats import ImageFrame
from backedge.protos import Message, Range, field

_LONGEST: Final = 1e6  # seconds: eleven days


class CameraSourceCalculatorOptions(Message, name="backedge.CameraSourceCalculatorOptions"):
    """Options of CameraSourceCalculator.

    Attributes:
        device: the camera, where no side packet names it: a number, a device's path, or a stream's address.
        width: to ask the camera for, in pixels; 0 for its own choice.
        height: likewise.
        fps: frames a second to ask the camera for; 0 for its own choice.
        patience_seconds: how long a picture is waited for until the camera has vanished.
        reconnect_seconds: how long a camera that has vanished is looked for, to go on with it; 0 for not at all.
    """

    device: str = field(1, default="0")
    width: int = field(2)
    height: int = field(3)
    fps: float = field(4)
    patience_seconds: Annotated[float, Range(0.001, _LONGEST)] = field(5, default=10.0)
    reconnect_seconds: Annotated[float, Range(0, _LONGEST)] = field(6)


@register("CameraSourceCalculator", "CameraSource")
class CameraSourceCalculator(FrameSourceCalculator):
    """Delivers what a camera sees, until the graph is stopped; a camera that vanishes, and stays away, is an error.

    Pictures are stamped when they come: where the camera stalls or skips some, their times say so, and they always
    rise. They may change their size.

    Side packets:
        DEVICE: int or str, optional; a camera's number, a device's path, or a stream's address; instead of the option.
    Outputs:
        IMAGE: ImageFrame, SRGB; timestamps are microseconds since the first.
    Options:
        CameraSourceCalculatorOptions

    Example::

        node {
          calculator: "CameraSourceCalculator"
          output_stream: "IMAGE:camera_image"
          node_options {
            [type.googleapis.com/backedge.CameraSourceCalculatorOptions] { device: "0" width: 1280 height: 720 }
          }
        }
    """

    reads_ahead = False  # what it sees is wanted when it is asked for

    device = SideInput[int | str]("DEVICE", optional=True)
    access = Service(AccessPolicy)
    image = Output[ImageFrame]("IMAGE")

    options: CameraSourceCalculatorOptions

    def open(self) -> None:
        from backedge.calculators.media.camera import Camera

        options = self.options
        device = self.device.get(options.device)
        if isinstance(device, str) and device.isdigit():
            device = int(device)
        if isinstance(device, str) and not Path(device).exists():
            self.access.require_network(device)
        camera = Camera(
            device,
            width=options.width or None,
            height=options.height or None,
            fps=options.fps or None,
            patience=options.patience_seconds,
            reconnect=options.reconnect_seconds,
        )
        self.start(camera, self.image)
