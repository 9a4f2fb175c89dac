"""LocalFilePatternContentsCalculator: what is in the files of a folder, one after the other."""

from __future__ import annotations

from pathlib import Path

from backedge.authoring import Calculator, Output, SideInput, register
from backedge.calculators.resource.resource import Resource
from backedge.errors import ResourceError
from backedge.path_names import usable_path


@register
class LocalFilePatternContentsCalculator(Calculator):
    """Reads the files of a folder whose names end in a text, in the order of their names.

    Side packets:
        FILE_DIRECTORY: str; the folder.
        FILE_SUFFIX: str; such as ``.png``.
    Outputs:
        CONTENTS: bytes, at the timestamps 1, 2, 3, ….

    Example::

        node {
          calculator: "LocalFilePatternContentsCalculator"
          input_side_packet: "FILE_DIRECTORY:folder"
          input_side_packet: "FILE_SUFFIX:suffix"
          output_stream: "CONTENTS:encoded_image"
        }
    """

    directory = SideInput[str]("FILE_DIRECTORY")
    suffix = SideInput[str]("FILE_SUFFIX")
    contents = Output[bytes]("CONTENTS")

    def open(self) -> None:
        self._files = enumerate(find_files(self.directory.value, self.suffix.value), start=1)

    def process(self) -> None:
        number, path = next(self._files, (0, None))
        if path is None:
            self.stop()
        self.contents.send(Resource(path).read(), number)


def find_files(directory: str, suffix: str) -> list[Path]:
    """Find the files of a folder whose names end in `suffix`, in the order of their names; not those in folders of it.

    Raises:
        ResourceError: there is no such folder, or it cannot be read.
    """
    try:
        found = [path for path in usable_path(directory).iterdir() if path.name.endswith(suffix) and path.is_file()]
    except OSError as error:
        raise ResourceError(f"cannot read the folder {directory}: {error.strerror}; correct the path") from error
    return sorted(found)
