"""LandmarkLetterboxRemovalCalculator: landmarks of a letterboxed image as landmarks of the image."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Inputs, Outputs, register
from backedge.calculators.detection.letterbox import remove_letterbox_from_landmarks
from backedge.calculators.geometry.roi import Padding
from backedge.formats import NormalizedLandmarks


@register
class LandmarkLetterboxRemovalCalculator(Calculator):
    """Gives landmarks in parts of the image without its padding.

    Inputs:
        LANDMARKS, any number: NormalizedLandmarks.
        LETTERBOX_PADDING: Padding; left, top, right, bottom, in parts of the padded image.
    Outputs:
        LANDMARKS, as many: NormalizedLandmarks.

    Example::

        node {
          calculator: "LandmarkLetterboxRemovalCalculator"
          input_stream: "LANDMARKS:letterboxed_landmarks"
          input_stream: "LETTERBOX_PADDING:letterbox_padding"
          output_stream: "LANDMARKS:landmarks"
        }
    """

    lightweight = True

    letterboxed = Inputs[NormalizedLandmarks]("LANDMARKS", minimum=1)
    padding = Input[Padding]("LETTERBOX_PADDING")
    landmarks = Outputs[NormalizedLandmarks]("LANDMARKS", minimum=1)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        given, made = contract.inputs.count("LANDMARKS"), contract.outputs.count("LANDMARKS")
        contract.require_as_many(given, "inputs LANDMARKS", made, "outputs")

    def process(self) -> None:
        padding = self.padding.get()
        if padding is None:
            return
        for source, target in zip(self.letterboxed, self.landmarks, strict=True):
            if not source.is_empty:
                target.send(remove_letterbox_from_landmarks(source.value, padding))
