"""LocalFileContentsCalculator: what is in a file, as a side packet."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, SideInputs, SideOutputs, register
from backedge.calculators.resource.resource import find_resource
from backedge.protos import Message, field


class LocalFileContentsCalculatorOptions(
    Message, name="mediapipe.LocalFileContentsCalculatorOptions", extension=346849340
):
    """Options of LocalFileContentsCalculator.

    Attributes:
        text_mode: make line ends those of text, a line feed on every system.
    """

    text_mode: bool = field(1)


@register
class LocalFileContentsCalculator(Calculator):
    """Reads files at the start.

    Side packets:
        FILE_PATH, any number: str; paths, or the paths that models and label maps have in MediaPipe's graphs.
    Output side packets:
        CONTENTS, as many: bytes.
    Options:
        LocalFileContentsCalculatorOptions

    Example::

        node {
          calculator: "LocalFileContentsCalculator"
          input_side_packet: "FILE_PATH:model_path"
          output_side_packet: "CONTENTS:model_blob"
        }
    """

    paths = SideInputs[str]("FILE_PATH", minimum=1)
    contents = SideOutputs[bytes]("CONTENTS", minimum=1)

    options: LocalFileContentsCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        paths, contents = contract.input_side_packets.count("FILE_PATH"), contract.output_side_packets.count("CONTENTS")
        contract.require_as_many(paths, "FILE_PATH", contents, "CONTENTS")

    def open(self) -> None:
        for path, content in zip(self.paths, self.contents, strict=True):
            content.set(find_resource(path.value, text_mode=self.options.text_mode).read())
