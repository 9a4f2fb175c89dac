"""PalmDetectionCalculator: where palms are in an image."""

from __future__ import annotations

from typing import Annotated, Final

from backedge.authoring import Calculator, Input, Output, SideInput, register
from backedge.calculators.detection.letterbox import remove_letterbox_from_detections
from backedge.calculators.image.crop_options import BorderMode
from backedge.calculators.inference.hand_models import PALM_DETECTION, HandModel, find_hand_model
from backedge.calculators.option_ranges import Threads
from backedge.calculators.tensor.anchors import SsdAnchorsCalculatorOptions, generate_anchors
from backedge.calculators.tensor.decode_detections import DetectionDecoder
from backedge.calculators.tensor.tensors_to_detections_options import TensorsToDetectionsCalculatorOptions
from backedge.formats import Detection, Image, ImageFrame, NormalizedRect
from backedge.protos import Message, Range, field

_NUM_KEYPOINTS: Final = 7


class PalmDetectionCalculatorOptions(Message, name="backedge.PalmDetectionCalculatorOptions"):
    """Options of PalmDetectionCalculator.

    Attributes:
        model_complexity: 0 for the lite model, 1 for the full one.
        model_path: a .tflite file to run instead; it must have the inputs and outputs of these two.
        min_detection_confidence: detections with a lower score are dropped, 0..1.
        num_threads: threads the model may use; 0 for as many as there are processors, but at most 4, or what the
            environment variable BACKEDGE_MODEL_THREADS says.
        backend: the inference engine, such as "openvino"; "" for what the environment variable BACKEDGE_BACKEND says,
            or the first that is installed.
    """

    model_complexity: Annotated[int, Range(0, 1)] = field(1, default=1)
    model_path: str = field(2)
    min_detection_confidence: Annotated[float, Range(0, 1)] = field(3, default=0.5)
    num_threads: Threads = field(4)
    backend: str = field(5)


@register("PalmDetectionCalculator", "PalmDetection")
class PalmDetectionCalculator(Calculator):
    """Finds palms: crop, model and decoding in one node.

    Several detections of one palm are usual; follow it with NonMaxSuppressionCalculator. Does what MediaPipe's subgraph
    PalmDetectionCpu does before that, with no copy between the image and the model's own input.

    Inputs:
        IMAGE: ImageFrame or Image; SRGB, SRGBA, SBGRA or GRAY8, of any size.
        NORM_RECT: NormalizedRect, optional; the part of the image to look into. Without it, or without a packet, it is
            all of the image.
    Side packets:
        MODEL_COMPLEXITY: int, optional; instead of the option.
    Outputs:
        DETECTIONS: list[Detection]; boxes and 7 keypoints in parts of the image, or of NORM_RECT, one label (0), score
            0..1. An empty list where no palm is found.
    Options:
        PalmDetectionCalculatorOptions

    Example::

        node {
          calculator: "PalmDetectionCalculator"
          input_stream: "IMAGE:image"
          input_side_packet: "MODEL_COMPLEXITY:model_complexity"
          output_stream: "DETECTIONS:unfiltered_palm_detections"
          node_options {
            [type.googleapis.com/backedge.PalmDetectionCalculatorOptions] { min_detection_confidence: 0.5 }
          }
        }
    """

    image = Input[ImageFrame | Image]("IMAGE")
    norm_rect = Input[NormalizedRect]("NORM_RECT", optional=True)
    model_complexity = SideInput[int]("MODEL_COMPLEXITY", optional=True)
    detections = Output[list[Detection]]("DETECTIONS")

    options: PalmDetectionCalculatorOptions
    live_options = ("min_detection_confidence",)

    def open(self) -> None:
        options = self.options
        complexity = self.model_complexity.get(options.model_complexity)
        path = find_hand_model(PALM_DETECTION, complexity, options.model_path)
        self._model = HandModel(path, options.num_threads, BorderMode.BORDER_ZERO, backend=options.backend)
        width, height = self._model.input_size
        self._anchors = generate_anchors(
            SsdAnchorsCalculatorOptions(
                input_size_width=width,
                input_size_height=height,
                min_scale=0.1484375,
                max_scale=0.75,
                num_layers=4,
                strides=(8, 16, 16, 16),
                aspect_ratios=(1.0,),
                fixed_anchor_size=True,
            )
        )
        self.options_changed()

    def options_changed(self) -> None:
        width, height = self._model.input_size
        self._decode = DetectionDecoder(
            TensorsToDetectionsCalculatorOptions(
                num_classes=1,
                num_boxes=len(self._anchors),
                num_coords=4 + 2 * _NUM_KEYPOINTS,
                keypoint_coord_offset=4,
                num_keypoints=_NUM_KEYPOINTS,
                reverse_output_order=True,
                x_scale=width,
                y_scale=height,
                w_scale=width,
                h_scale=height,
                sigmoid_score=True,
                score_clipping_thresh=100.0,
                min_score_thresh=self.options.min_detection_confidence,
            )
        )

    def process(self) -> None:
        if self.image.is_empty:
            return
        model = self._model
        _, padding = model.run(self.image.value, self.norm_rect.get())
        found = self._decode(model.output(0), model.output(1), self._anchors)
        self.detections.send(remove_letterbox_from_detections(found, padding))

    def close(self) -> None:
        self._model.close()
