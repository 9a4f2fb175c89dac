"""Options of MediaPipe's calculators for detection, which are not here yet; see the package."""

from __future__ import annotations

from backedge.calculators.inference.inference_options import Delegate
from backedge.calculators.picture_modes import GpuOrigin
from backedge.protos import Message, field


class FaceDetectionOptions(Message, name="mediapipe.FaceDetectionOptions", extension=374290926):
    """Graph options of MediaPipe's face detection subgraphs."""

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
