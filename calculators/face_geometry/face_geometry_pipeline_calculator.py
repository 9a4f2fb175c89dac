"""FaceGeometryPipelineCalculator: faces in space."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.calculators.checks import require_value
from backedge.calculators.face_geometry.face_mesh_messages import Environment, FaceGeometry, GeometryPipelineMetadata
from backedge.calculators.face_geometry.metric_face import MetricFaceEstimator
from backedge.calculators.resource.resource import find_resource
from backedge.config.load import load_message
from backedge.errors import ResourceError
from backedge.formats import ImageSize, NormalizedLandmarks
from backedge.protos import Message, field

_PUBLISHED: Final = "https://github.com/google-ai-edge/mediapipe/tree/master/mediapipe/modules/face_geometry/data"


class FaceGeometryPipelineCalculatorOptions(
    Message, name="mediapipe.FaceGeometryPipelineCalculatorOptions", extension=323693812
):
    """Options of FaceGeometryPipelineCalculator.

    Attributes:
        metadata_path: a file with GeometryPipelineMetadata, binary or text. Where a ``.binarypb`` file is missing,
            the ``.pbtxt`` file of that name is taken.
    """

    metadata_path: str = field(1)


@register
class FaceGeometryPipelineCalculator(Calculator):
    """Finds where faces are in space and how they are turned, in centimetres, as if they were as large as the average.

    Faces that are hardly larger than a point are left out. Sends nothing where one of the two inputs is missing.

    Inputs:
        IMAGE_SIZE: (width, height) in pixels.
        MULTI_FACE_LANDMARKS: list[NormalizedLandmarks], as many of each face as the metadata have.
    Side packets:
        ENVIRONMENT: Environment; the camera.
    Outputs:
        MULTI_FACE_GEOMETRY: list[FaceGeometry].
    Options:
        FaceGeometryPipelineCalculatorOptions

    Example::

        node {
          calculator: "FaceGeometryPipelineCalculator"
          input_stream: "IMAGE_SIZE:image_size"
          input_stream: "MULTI_FACE_LANDMARKS:multi_face_landmarks"
          input_side_packet: "ENVIRONMENT:environment"
          output_stream: "MULTI_FACE_GEOMETRY:multi_face_geometry"
          options {
            [mediapipe.FaceGeometryPipelineCalculatorOptions.ext] {
              metadata_path: "mediapipe/modules/face_geometry/data/geometry_pipeline_metadata_landmarks.binarypb"
            }
          }
        }
    """

    image_size = Input[ImageSize]("IMAGE_SIZE")
    landmarks = Input[list[NormalizedLandmarks]]("MULTI_FACE_LANDMARKS")
    environment = SideInput[Environment]("ENVIRONMENT")
    geometry = Output[list[FaceGeometry]]("MULTI_FACE_GEOMETRY")

    options: FaceGeometryPipelineCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(contract.options.metadata_path, "option metadata_path must name a file with the average face")

    def open(self) -> None:
        environment = self.environment.value
        problem = environment.problem()
        require_value(not problem, f"the side packet ENVIRONMENT cannot be used: {problem}")
        self._estimator = MetricFaceEstimator(environment, read_metadata(self.options.metadata_path))

    def process(self) -> None:
        if not self.image_size.is_empty and not self.landmarks.is_empty:
            self.geometry.send(self._estimator.estimate(self.landmarks.value, self.image_size.value))


def read_metadata(path: str) -> GeometryPipelineMetadata:
    """Read what faces are compared with.

    Args:
        path: of a binary file, or a file in text format, or MediaPipe's path for it.

    Raises:
        ResourceError: it is missing, or is not that.
        ConfigError: it cannot be read as GeometryPipelineMetadata.
    """
    try:
        file = find_resource(path).path
    except ResourceError as error:
        text = str(PurePath(path).with_suffix(".pbtxt"))
        try:
            file = find_resource(text).path
        except ResourceError:
            raise ResourceError(f"{error}; MediaPipe publishes it as {PurePath(text).name} in {_PUBLISHED}") from error
    metadata = load_message(GeometryPipelineMetadata, file)
    if problem := metadata.problem():
        raise ResourceError(f"{file} cannot be used: {problem}")
    return metadata
