"""LandmarksRefinementCalculator: a mesh whose lips and eyes come from models of their own."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Inputs, Output, register
from backedge.calculators.landmark.refine_landmarks import LandmarksRefinementCalculatorOptions, LandmarksRefiner
from backedge.formats import NormalizedLandmarks


@register
class LandmarksRefinementCalculator(Calculator):
    """Puts landmarks of several models together; where one of them has no packet, it sends nothing.

    Inputs:
        LANDMARKS, any number: NormalizedLandmarks, as many as refinements.
    Outputs:
        REFINED_LANDMARKS: NormalizedLandmarks.
    Options:
        LandmarksRefinementCalculatorOptions

    Example::

        node {
          calculator: "LandmarksRefinementCalculator"
          input_stream: "LANDMARKS:0:mesh"
          input_stream: "LANDMARKS:1:lips"
          output_stream: "REFINED_LANDMARKS:landmarks"
          options {
            [mediapipe.LandmarksRefinementCalculatorOptions.ext] {
              refinement { indexes_mapping: [0, 1, 2] z_refinement { copy {} } }
              refinement { indexes_mapping: [1, 2] z_refinement { none {} } }
            }
          }
        }
    """

    lightweight = True

    landmarks = Inputs[NormalizedLandmarks]("LANDMARKS", minimum=1)
    refined = Output[NormalizedLandmarks]("REFINED_LANDMARKS")

    options: LandmarksRefinementCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.options.check()
        contract.require_as_many(
            contract.inputs.count("LANDMARKS"), "LANDMARKS", len(contract.options.refinement), "refinements"
        )

    def open(self) -> None:
        self._refine = LandmarksRefiner(self.options)

    def process(self) -> None:
        if not any(landmarks.is_empty for landmarks in self.landmarks):
            self.refined.send(self._refine([landmarks.value for landmarks in self.landmarks]))
