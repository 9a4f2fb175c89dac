"""ImageFilePropertiesCalculator: the focal length that a picture file tells."""

from __future__ import annotations

import math
from typing import Final

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, SideOutput, register
from backedge.calculators.image import exif
from backedge.calculators.image.image_file_properties import ImageFileProperties
from backedge.errors import PacketTypeError

_FILM_DIAGONAL_MM: Final = math.sqrt(1872.0)
"""Of a picture on 35 mm film, 36 x 24 mm."""


@register
class ImageFilePropertiesCalculator(Calculator):
    """Reads size and focal length from the EXIF data of JPEG files. A file that does not tell them ends the run.

    Inputs:
        untagged: bytes, optional; the content of a file, or else
    Side packets:
        untagged: bytes, optional; it is a side packet.
    Outputs:
        untagged: ImageFileProperties, optional, or else
    Output side packets:
        untagged: ImageFileProperties, optional; a side packet is set.

    Example::

        node {
          calculator: "ImageFilePropertiesCalculator"
          input_side_packet: "image_bytes"
          output_side_packet: "image_file_properties"
        }
    """

    file = Input[bytes](optional=True)
    side_file = SideInput[bytes](optional=True)
    properties = Output[ImageFileProperties](optional=True)
    side_properties = SideOutput[ImageFileProperties](optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        given = len(contract.inputs) + len(contract.input_side_packets)
        made = len(contract.outputs) + len(contract.output_side_packets)
        contract.require(given == 1, "the file must be either an input stream or an input side packet")
        contract.require(made == 1, "the properties must be either an output stream or an output side packet")
        contract.require(
            not (contract.outputs and contract.input_side_packets), "a stream of properties needs a stream of files"
        )

    def open(self) -> None:
        if self.side_file.connected:
            self.side_properties.set(read_properties(self.side_file.value))

    def process(self) -> None:
        properties = read_properties(self.file.value)
        if self.properties.connected:
            self.properties.send(properties)
        else:
            self.side_properties.set(properties)


def read_properties(jpeg: bytes) -> ImageFileProperties:
    """Read what a JPEG file says of its camera.

    Raises:
        PacketTypeError: it does not say what the focal length in pixels needs.
    """
    try:
        numbers = exif.camera_numbers(jpeg)
    except ValueError as error:
        raise PacketTypeError(f"the picture file says nothing of its camera: {error}") from error
    wanted = {
        "width": exif.WIDTH,
        "height": exif.HEIGHT,
        "focal length": exif.FOCAL_LENGTH,
        "focal length on 35 mm film": exif.FOCAL_LENGTH_35MM,
    }
    if missing := [name for name, tag in wanted.items() if not numbers.get(tag)]:
        raise PacketTypeError(f"the EXIF data of the picture file have no {' and no '.join(missing)}")
    width, height = int(numbers[exif.WIDTH]), int(numbers[exif.HEIGHT])
    focal_mm, focal_35mm = float(numbers[exif.FOCAL_LENGTH]), float(numbers[exif.FOCAL_LENGTH_35MM])
    return ImageFileProperties(
        image_width=width,
        image_height=height,
        focal_length_mm=focal_mm,
        focal_length_35mm=focal_35mm,
        focal_length_pixels=focal_length_pixels(width, height, focal_35mm),
    )


def focal_length_pixels(width: int, height: int, focal_length_35mm: float) -> float:
    """The focal length in pixels of a lens that views as one of `focal_length_35mm` millimetres does on 35 mm film."""
    return math.hypot(width, height) * focal_length_35mm / _FILM_DIAGONAL_MM
