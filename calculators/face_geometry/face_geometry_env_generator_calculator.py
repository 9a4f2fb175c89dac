"""FaceGeometryEnvGeneratorCalculator: the camera that sees faces, as a side packet."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, SideOutput, register
from backedge.calculators.face_geometry.face_mesh_messages import Environment
from backedge.protos import Message, field


class FaceGeometryEnvGeneratorCalculatorOptions(
    Message, name="mediapipe.FaceGeometryEnvGeneratorCalculatorOptions", extension=323693810
):
    """Options of FaceGeometryEnvGeneratorCalculator.

    Attributes:
        environment: the camera.
    """

    environment: Environment = field(1)


@register
class FaceGeometryEnvGeneratorCalculator(Calculator):
    """Sets a side packet to the camera of its options.

    Output side packets:
        ENVIRONMENT: Environment.
    Options:
        FaceGeometryEnvGeneratorCalculatorOptions

    Example::

        node {
          calculator: "FaceGeometryEnvGeneratorCalculator"
          output_side_packet: "ENVIRONMENT:environment"
          options {
            [mediapipe.FaceGeometryEnvGeneratorCalculatorOptions.ext] {
              environment {
                origin_point_location: TOP_LEFT_CORNER
                perspective_camera { vertical_fov_degrees: 63 near: 1 far: 10000 }
              }
            }
          }
        }
    """

    lightweight = True

    environment = SideOutput[Environment]("ENVIRONMENT")

    options: FaceGeometryEnvGeneratorCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        problem = contract.options.environment.problem()
        contract.require(not problem, f"its environment cannot be used: {problem}")

    def open(self) -> None:
        self.environment.set(self.options.environment)
