"""`download_utils`: makes sure that a model is on this machine."""

from __future__ import annotations

from backedge.compat.bridge.errors import ModelNotFoundError
from backedge.errors import ResourceError
from backedge.models import resource_path


def download_oss_model(model_path: str) -> None:
    """Make sure that a model is on this machine, and fetch it if it is one that can be fetched.

    Args:
        model_path: MediaPipe's path of it, such as ``mediapipe/modules/pose_landmark/pose_landmark_lite.tflite``.

    Raises:
        ConnectionError: it is not here and cannot be fetched; says where it is to be had and where to put it.
    """
    try:
        resource_path(model_path)
    except ResourceError as error:
        raise ModelNotFoundError(str(error)) from error
