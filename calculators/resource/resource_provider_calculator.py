"""ResourceProviderCalculator: files as side packets."""

from __future__ import annotations

from enum import IntEnum

from backedge.authoring import Calculator, Contract, SideInputs, SideOutputs, register
from backedge.calculators.resource.resource import Resource, find_resource
from backedge.protos import Message, field


class ReadMode(IntEnum):
    """The way in which a file is read."""

    READ_MODE_UNDEFINED = 0
    READ_MODE_BINARY = 1
    READ_MODE_TEXT = 2


class ResourceProviderCalculatorOptions(Message, name="mediapipe.ResourceProviderCalculatorOptions"):
    """Options of ResourceProviderCalculator.

    Attributes:
        resource_id: the files, where no side packet names them.
        read_mode: text, or bytes as they are.
    """

    resource_id: tuple[str, ...] = field(1)
    read_mode: ReadMode = field(2)


@register
class ResourceProviderCalculator(Calculator):
    """Finds files: by their paths, or by the paths that models and label maps have in MediaPipe's graphs.

    Side packets:
        RESOURCE_ID, any number: str; the files. Or else the options name them.
    Output side packets:
        RESOURCE, as many: Resource.
    Options:
        ResourceProviderCalculatorOptions

    Example::

        node {
          calculator: "ResourceProviderCalculator"
          output_side_packet: "RESOURCE:model_resource"
          node_options {
            [type.googleapis.com/mediapipe.ResourceProviderCalculatorOptions] {
              resource_id: "mediapipe/modules/hand_landmark/hand_landmark_full.tflite"
            }
          }
        }
    """

    ids = SideInputs[str]("RESOURCE_ID")
    resources = SideOutputs[Resource]("RESOURCE", minimum=1)

    options: ResourceProviderCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        named = contract.input_side_packets.count("RESOURCE_ID")
        listed = len(contract.options.resource_id)
        contract.require(not (named and listed), "name the files by side packets or by options, not both")
        wanted = contract.output_side_packets.count("RESOURCE")
        contract.require(named + listed == wanted, f"{named + listed} files are named, but {wanted} are to be provided")

    def open(self) -> None:
        names = [port.value for port in self.ids] or self.options.resource_id
        text_mode = self.options.read_mode is ReadMode.READ_MODE_TEXT
        for name, output in zip(names, self.resources, strict=True):
            output.set(find_resource(name, text_mode=text_mode))
