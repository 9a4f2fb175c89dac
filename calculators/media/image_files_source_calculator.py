"""ImageFilesSourceCalculator: image files, one after the other."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Output, SideInput, register
from backedge.calculators.media.file_paths import path_of, require_path
from backedge.formats import ImageFrame
from backedge.protos import Message, field
from backedge.timestamp import from_seconds


class ImageFilesSourceCalculatorOptions(Message, name="backedge.ImageFilesSourceCalculatorOptions"):
    """Options of ImageFilesSourceCalculator.

    Attributes:
        input_file_path: the images, where no side packet names them.
        fps: images a second; sets their timestamps.
    """

    input_file_path: str = field(1)
    fps: float = field(2, default=30.0)


@register("ImageFilesSourceCalculator", "ImageFilesSource")
class ImageFilesSourceCalculator(Calculator):
    """Reads image files in the order of their names, in which numbers count as numbers, a few ahead of the graph.

    Files that cannot be read are skipped, each with a warning.

    Side packets:
        INPUT_FILE_PATH: str, optional; a file, a folder, or a pattern such as ``shots/*.png``; instead of the option.
    Outputs:
        IMAGE: ImageFrame, SRGB whatever the file has; the first at 0.
        PATH: str, optional; the file of each image.
    Options:
        ImageFilesSourceCalculatorOptions

    Example::

        node {
          calculator: "ImageFilesSourceCalculator"
          output_stream: "IMAGE:image"
          output_stream: "PATH:path"
          node_options {
            [type.googleapis.com/backedge.ImageFilesSourceCalculatorOptions] { input_file_path: "shots/*.png" fps: 10 }
          }
        }
    """

    input_file_path = SideInput[str]("INPUT_FILE_PATH", optional=True)
    image = Output[ImageFrame]("IMAGE")
    path = Output[str]("PATH", optional=True)

    options: ImageFilesSourceCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        require_path(contract, "INPUT_FILE_PATH")
        contract.require(contract.options.fps > 0, f"fps must be more than 0, not {contract.options.fps}")

    def open(self) -> None:
        from backedge.calculators.media.background import ReadAhead
        from backedge.calculators.media.image_files import ImageFiles

        self._images = ReadAhead(enumerate(ImageFiles(path_of(self.input_file_path, self.options.input_file_path))))

    def process(self) -> None:
        numbered = next(self._images, None)
        if numbered is None:
            self.stop()
        number, (image, path) = numbered
        timestamp = from_seconds(number / self.options.fps)
        self.image.send(ImageFrame(image), timestamp)
        self.path.send(str(path), timestamp)

    def close(self) -> None:
        self._images.close()
