"""The options of the face detection graphs."""

from __future__ import annotations

from backedge.calculators.inference.inference_options import Delegate
from backedge.calculators.picture_modes import GpuOrigin
from backedge.protos import Message, field


class FaceDetectionOptions(Message, name="mediapipe.FaceDetectionOptions", extension=374290926):
    """Which model finds the faces, what it was trained with, and which of them count.

    The graphs for short and full range set all of them; a node that names one of these graphs may set others,
    `min_score_thresh` above all.

    Attributes:
        model_path: the .tflite file, or MediaPipe's path of a model.
        gpu_origin: without meaning here.
        tensor_width: width of the model's input, pixels.
        tensor_height: height of the model's input, pixels.
        num_layers: grids of anchors that the model has.
        strides: for each grid, the distance between two of its cells, pixels of the model's input.
        interpolated_scale_aspect_ratio: shape of a second anchor in each cell; 0 for no second one.
        num_boxes: anchors of all grids together.
        x_scale: how many of the model's units along x make the width of its input.
        y_scale: the same along y, and the height.
        w_scale: the same of widths of boxes.
        h_scale: the same of heights of boxes.
        min_score_thresh: faces with a lower score are not detected, 0..1.
        delegate: what the model should run on.
    """

    model_path: str = field(1)
    gpu_origin: GpuOrigin = field(11)
    tensor_width: int = field(21)
    tensor_height: int = field(22)
    num_layers: int = field(23)
    strides: tuple[int, ...] = field(24)
    interpolated_scale_aspect_ratio: float = field(25, default=1.0)
    num_boxes: int = field(31)
    x_scale: float = field(32, default=0.0)
    y_scale: float = field(33, default=0.0)
    w_scale: float = field(34, default=0.0)
    h_scale: float = field(35, default=0.0)
    min_score_thresh: float = field(36)
    delegate: Delegate | None = field(6)
