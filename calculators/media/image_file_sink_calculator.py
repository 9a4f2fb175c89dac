"""ImageFileSinkCalculator: pictures into image files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from backedge.access_policy import AccessPolicy
from backedge.authoring import Calculator, Contract, Input, Output, Service, SideInput, register
from backedge.calculators.media.file_paths import path_of, require_path
from backedge.formats import Image, ImageFrame
from backedge.protos import Message, field

_NAME_IN_FOLDER: Final = "%05d.png"


class ImageFileSinkCalculatorOptions(Message, name="backedge.ImageFileSinkCalculatorOptions"):
    """Options of ImageFileSinkCalculator.

    Attributes:
        output_file_path: the file or files, where no side packet names them.
    """

    output_file_path: str = field(1)


@register("ImageFileSinkCalculator", "ImageFileSink")
class ImageFileSinkCalculator(Calculator):
    """Writes every picture to a file of its own.

    Unless PATH is connected, files are written on a thread of the node's own while the graph goes on; what goes wrong there
    ends the graph a few pictures later.

    Inputs:
        IMAGE: ImageFrame or Image, of 8 bits.
    Outputs:
        PATH: str, optional; the file that was written.
    Side packets:
        OUTPUT_FILE_PATH: str, optional; a pattern with a number such as ``out/%04d.png``, a folder that is there, or a
            plain name for one picture only; instead of the option.
    Options:
        ImageFileSinkCalculatorOptions

    Example::

        node {
          calculator: "ImageFileSinkCalculator"
          input_stream: "IMAGE:annotated_image"
          node_options {
            [type.googleapis.com/backedge.ImageFileSinkCalculatorOptions] { output_file_path: "out/%04d.png" }
          }
        }
    """

    image = Input[ImageFrame | Image]("IMAGE")
    path = Output[str]("PATH", optional=True)
    output_file_path = SideInput[str]("OUTPUT_FILE_PATH", optional=True)
    access = Service(AccessPolicy)

    options: ImageFileSinkCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        require_path(contract, "OUTPUT_FILE_PATH")

    def open(self) -> None:
        from backedge.calculators.media.background import WriteBehind
        from backedge.calculators.media.image_writer import ImageWriter

        self._behind = WriteBehind()
        path = Path(path_of(self.output_file_path, self.options.output_file_path))
        self._asks = not self.access.allows_all_of(path)
        self._writer = ImageWriter(path / _NAME_IN_FOLDER if path.is_dir() else path)

    def process(self) -> None:
        from backedge.calculators.media.rgb_image import to_rgb

        image = to_rgb(self.image.value)
        if self._asks:
            self.access.require_write(self._writer.next_file)
        if self.path.connected:  # a file that is told of is there
            self.path.send(str(self._writer.write(image)))
        else:
            self._behind.do(partial(self._writer.write, image))

    def close(self) -> None:
        self._behind.finish()
