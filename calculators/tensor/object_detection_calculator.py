"""ObjectDetectionCalculator: the objects in an image, with any single-shot detector."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Annotated, Final

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.detection.detection_label_id_to_text_calculator import label_detections
from backedge.calculators.detection.non_max_suppression import (
    NonMaxSuppressionCalculatorOptions,
    suppress_non_maxima,
)
from backedge.calculators.geometry.overlap import OverlapType
from backedge.calculators.inference.image_model import ImageModel
from backedge.calculators.option_ranges import Threads
from backedge.calculators.resource.resource import find_resource
from backedge.calculators.tensor.anchors import SsdAnchorsCalculatorOptions, generate_anchors
from backedge.calculators.tensor.decode_classification import parse_label_map
from backedge.calculators.tensor.decode_detections import DetectionDecoder, decode_suppressed_detections
from backedge.calculators.tensor.tensors_to_detections_options import TensorsToDetectionsCalculatorOptions
from backedge.errors import ConfigError, ResourceError
from backedge.formats import Detection, Image, ImageFrame
from backedge.models import resource_path
from backedge.protos import Message, Range, field

_ANCHORS: Final = SsdAnchorsCalculatorOptions(
    num_layers=6,
    min_scale=0.2,
    max_scale=0.95,
    strides=(16, 32, 64, 128, 256, 512),
    aspect_ratios=(1.0, 2.0, 0.5, 3.0, 0.3333),
    reduce_boxes_in_lowest_layer=True,
)
_ENCODING: Final = TensorsToDetectionsCalculatorOptions(
    x_scale=10.0, y_scale=10.0, w_scale=5.0, h_scale=5.0, apply_exponential_on_box_size=True, sigmoid_score=True
)
_BOX: Final = 4


class ObjectDetectionCalculatorOptions(Message, name="backedge.ObjectDetectionCalculatorOptions"):
    """Options of ObjectDetectionCalculator. Most models need the first two only.

    Attributes:
        model_path: the .tflite file. Its input is a picture, of float32, uint8 or int8; its outputs are raw boxes and
            scores, or boxes, classes, scores and their number (the op ``TFLite_Detection_PostProcess``).
        label_map_path: a text file whose n-th line, from 0, is the name of class n; without it classes are numbers.
        min_score_thresh: objects with a lower score are not detected, 0..1.
        max_num_detections: how many objects are kept, those of the highest score; -1: all.
        min_suppression_threshold: of objects whose boxes overlap by more than this, as intersection over union, 0..1,
            the one of the highest score is kept.
        has_background: whether class 0 of a model with raw scores is no object.
        ignore_classes: classes that are not detected.
        pixel_min: what a pixel value of 0 becomes for a model that takes float32.
        pixel_max: what a pixel value of 255 becomes.
        anchors: of a model with raw boxes; by default six grids, as TensorFlow's SSD models with MobileNet have them.
            The size of the input is the model's.
        encoding: how a model encodes boxes and scores; by default as these models do. The numbers of boxes and classes
            are the model's, and what has an option of its own here counts as that says.
        num_threads: threads the model may use; 0 for as many as there are processors, but at most 4, or what the
            environment variable BACKEDGE_MODEL_THREADS says.
        backend: the inference engine, such as "openvino"; "" for what the environment variable BACKEDGE_BACKEND says,
            or the first that is installed.
    """

    model_path: str = field(1)
    label_map_path: str = field(2)
    min_score_thresh: Annotated[float, Range(0, 1)] = field(3, default=0.5)
    max_num_detections: int = field(4, default=-1)
    min_suppression_threshold: Annotated[float, Range(0, 1)] = field(5, default=0.4)
    has_background: bool = field(6, default=True)
    ignore_classes: tuple[int, ...] = field(7)
    pixel_min: float = field(8, default=-1.0)
    pixel_max: float = field(9, default=1.0)
    anchors: SsdAnchorsCalculatorOptions | None = field(10)
    encoding: TensorsToDetectionsCalculatorOptions | None = field(11)
    num_threads: Threads = field(12)
    backend: str = field(13)


@register("ObjectDetectionCalculator", "ObjectDetector")
class ObjectDetectionCalculator(Calculator):
    """Finds objects with a single-shot detector (SSD) in a .tflite file: crop, model, decoding, suppression and labels.

    The size and type of the picture, the number of classes and the kind of outputs are read from the model. The picture
    is stretched to the model's input.

    Inputs:
        IMAGE: ImageFrame or Image; SRGB, SRGBA, SBGRA or GRAY8, of any size.
    Outputs:
        DETECTIONS: list[Detection]; boxes in parts of the image, best first, each with a score, and its label or, where
            there is none, its class. An empty list where there is no object.
    Options:
        ObjectDetectionCalculatorOptions

    Example::

        node {
          calculator: "ObjectDetectionCalculator"
          input_stream: "IMAGE:image"
          output_stream: "DETECTIONS:detections"
          node_options {
            [type.googleapis.com/backedge.ObjectDetectionCalculatorOptions] {
              model_path: "detect.tflite"
              label_map_path: "labels.txt"
              min_score_thresh: 0.6
            }
          }
        }
    """

    image = Input[ImageFrame | Image]("IMAGE")
    detections = Output[list[Detection]]("DETECTIONS")

    options: ObjectDetectionCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        options = contract.options
        contract.require(options.model_path, "option model_path must name the .tflite file of a single-shot detector")
        contract.require(options.max_num_detections, "option max_num_detections must not be 0; -1 means all")

    def open(self) -> None:
        options = self.options
        labels = options.label_map_path and find_resource(options.label_map_path).read().decode()
        self._labels = parse_label_map(labels)
        self._suppression = NonMaxSuppressionCalculatorOptions(
            max_num_detections=options.max_num_detections,
            min_suppression_threshold=options.min_suppression_threshold,
            overlap_type=OverlapType.INTERSECTION_OVER_UNION,
        )
        self._model = ImageModel(
            resource_path(options.model_path),
            options.num_threads,
            keep_aspect_ratio=False,
            float_range=(options.pixel_min, options.pixel_max),
            backend=options.backend,
        )
        try:
            self._decode = _decoder(self._model, options)
        except (ConfigError, ResourceError):
            self._model.close()
            raise

    def process(self) -> None:
        self._model.run(self.image.value)
        found = suppress_non_maxima(self._decode(), self._suppression)
        self.detections.send(label_detections(found, self._labels))

    def close(self) -> None:
        self._model.close()


def _decoder(model: ImageModel, options: ObjectDetectionCalculatorOptions) -> Callable[[], list[Detection]]:
    """Return what makes detections of the outputs of a model after a run.

    Raises:
        ResourceError: a model with other outputs.
        ConfigError: anchors or an encoding that contradict themselves, or the model's number of keypoints.
    """
    if len(model.outputs) == 4:
        return _of_suppressed(model, options)
    if len(model.outputs) == 2:
        return _of_raw(model, options)
    shapes = ", ".join(map(str, model.outputs))
    raise ResourceError(
        f"{options.model_path} is no single-shot detector: expected two outputs (boxes, scores) or four (boxes, "
        f"classes, scores, their number), found {len(model.outputs)}: {shapes}"
    )


def _of_suppressed(model: ImageModel, options: ObjectDetectionCalculatorOptions) -> Callable[[], list[Detection]]:
    encoding = dataclasses.replace(_encoding(options), num_coords=model.outputs[0][-1])

    def decode() -> list[Detection]:
        boxes, classes, scores, count = map(model.output, range(4))
        return decode_suppressed_detections(boxes, classes, scores, int(count.item()), encoding)

    return decode


def _of_raw(model: ImageModel, options: ObjectDetectionCalculatorOptions) -> Callable[[], list[Detection]]:
    boxes, scores = model.outputs
    width, height = model.input_size
    anchors = generate_anchors(
        dataclasses.replace(options.anchors or _ANCHORS, input_size_width=width, input_size_height=height)
    )
    if not len(boxes) == len(scores) == 3 or not len(anchors) == boxes[1] == scores[1] or boxes[2] < _BOX:
        raise ResourceError(
            f"{options.model_path} does not fit its anchors: expected boxes (1, {len(anchors)}, 4) and scores "
            f"(1, {len(anchors)}, number of classes), found {boxes} and {scores}; say in option anchors which it has"
        )
    background = (0,) if options.has_background and scores[2] > 1 else ()
    encoding = _encoding(options, background)
    encoding = dataclasses.replace(encoding, num_boxes=boxes[1], num_coords=boxes[2], num_classes=scores[2])
    encoding.check()
    decode = DetectionDecoder(encoding)
    return lambda: decode(model.output(0), model.output(1), anchors)


def _encoding(
    options: ObjectDetectionCalculatorOptions, background: tuple[int, ...] = ()
) -> TensorsToDetectionsCalculatorOptions:
    return dataclasses.replace(
        options.encoding or _ENCODING,
        min_score_thresh=options.min_score_thresh,
        ignore_classes=(*background, *options.ignore_classes),
        allow_classes=(),
    )
