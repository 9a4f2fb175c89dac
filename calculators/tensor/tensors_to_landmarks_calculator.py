"""TensorsToLandmarksCalculator: a model's output as landmarks."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.calculators.tensor.decode_landmarks import (
    TensorsToLandmarksCalculatorOptions,
    decode_landmarks,
    normalize_landmarks,
)
from backedge.errors import PacketTypeError
from backedge.formats import Landmarks, NormalizedLandmarks, Tensor


@register
class TensorsToLandmarksCalculator(Calculator):
    """Decodes landmarks.

    Inputs:
        TENSORS: list[Tensor], of float32; the first is used.
        FLIP_HORIZONTALLY, FLIP_VERTICALLY: bool, optional; instead of the options.
    Side packets:
        FLIP_HORIZONTALLY, FLIP_VERTICALLY: bool, optional; likewise, instead of the streams.
    Outputs:
        LANDMARKS: Landmarks, optional; in pixels of the model's input, or in metres if that is what the model gives.
        NORM_LANDMARKS: NormalizedLandmarks, optional; in parts of the model's input, whose size the options must say.
    Options:
        TensorsToLandmarksCalculatorOptions

    Example::

        node {
          calculator: "TensorsToLandmarksCalculator"
          input_stream: "TENSORS:landmark_tensors"
          output_stream: "NORM_LANDMARKS:landmarks"
          options {
            [mediapipe.TensorsToLandmarksCalculatorOptions.ext] {
              num_landmarks: 21
              input_image_width: 224
              input_image_height: 224
              normalize_z: 0.4
            }
          }
        }
    """

    lightweight = True

    tensors = Input[list[Tensor]]("TENSORS")
    flip_horizontally = Input[bool]("FLIP_HORIZONTALLY", optional=True)
    flip_vertically = Input[bool]("FLIP_VERTICALLY", optional=True)
    flip_horizontally_always = SideInput[bool]("FLIP_HORIZONTALLY", optional=True)
    flip_vertically_always = SideInput[bool]("FLIP_VERTICALLY", optional=True)
    landmarks = Output[Landmarks]("LANDMARKS", optional=True)
    norm_landmarks = Output[NormalizedLandmarks]("NORM_LANDMARKS", optional=True)

    options: TensorsToLandmarksCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        options = contract.options
        options.check()
        flips = ("FLIP_HORIZONTALLY", "FLIP_VERTICALLY")
        flipped = any(tag in ports for tag in flips for ports in (contract.inputs, contract.input_side_packets))
        needs_size = "NORM_LANDMARKS" in contract.outputs or flipped
        needs_size = needs_size or options.flip_horizontally or options.flip_vertically
        contract.require(
            not needs_size or (options.input_image_width and options.input_image_height),
            "set input_image_width and input_image_height: they are needed to normalise or flip landmarks",
        )

    def open(self) -> None:
        self._flip_x = self.flip_horizontally_always.get(self.options.flip_horizontally)
        self._flip_y = self.flip_vertically_always.get(self.options.flip_vertically)

    def process(self) -> None:
        tensors = self.tensors.get()
        if tensors is None:
            return
        if not tensors:
            raise PacketTypeError("TENSORS must hold the landmarks, found no tensor")
        landmarks = decode_landmarks(
            tensors[0].data,
            self.options,
            flip_horizontally=self.flip_horizontally.get(self._flip_x),
            flip_vertically=self.flip_vertically.get(self._flip_y),
        )
        self.landmarks.send(landmarks)
        if self.norm_landmarks.connected:
            self.norm_landmarks.send(normalize_landmarks(landmarks, self.options))
