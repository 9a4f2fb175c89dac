"""TfLiteModelCalculator: a model for InferenceCalculator."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backedge.authoring import Calculator, Contract, SideInput, SideOutput, register
from backedge.calculators.resource.resource import Resource


@dataclass(frozen=True, slots=True)
class TfLiteModel:
    """A .tflite model that is not loaded yet (``TfLiteModelPtr``): every user loads and runs a copy of its own.

    Attributes:
        source: path of the file, or its content.
    """

    source: Path | bytes


@register
class TfLiteModelCalculator(Calculator):
    """Makes a model of a .tflite file.

    Side packets:
        one of MODEL_RESOURCE: Resource, or MODEL_BLOB: bytes, or MODEL_SPAN: bytes; the file or its content.
    Output side packets:
        MODEL: TfLiteModel, or SHARED_MODEL: TfLiteModel; here the two are the same.

    Example::

        node {
          calculator: "TfLiteModelCalculator"
          input_side_packet: "MODEL_RESOURCE:model_resource"
          output_side_packet: "MODEL:model"
        }
    """

    resource = SideInput[Resource]("MODEL_RESOURCE", optional=True)
    blob = SideInput[bytes]("MODEL_BLOB", optional=True)
    span = SideInput[bytes]("MODEL_SPAN", optional=True)
    model = SideOutput[TfLiteModel]("MODEL", optional=True)
    shared_model = SideOutput[TfLiteModel]("SHARED_MODEL", optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(
            len(contract.input_side_packets) == 1, "it takes exactly one of MODEL_RESOURCE, MODEL_BLOB and MODEL_SPAN"
        )
        contract.require(len(contract.output_side_packets) == 1, "it has either MODEL or SHARED_MODEL")

    def open(self) -> None:
        if self.resource.connected:
            model = TfLiteModel(self.resource.value.path)
        else:
            model = TfLiteModel((self.blob if self.blob.connected else self.span).value)
        self.model.set(model)
        self.shared_model.set(model)
