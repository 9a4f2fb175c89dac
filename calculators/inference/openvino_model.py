"""OpenVINO, which reads the same .tflite files and compiles them for the processor at hand.

Where the processor computes with bfloat16, models do so: they take about half the time, and landmarks of hands move by
0.4 % of the hand's size in the median, in blurred pictures by up to 2 %. What was compiled lies beside the models'
files, so that the next process has it at once.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.inference.model import TensorInfo
from backedge.calculators.inference.tflite_file import check_tflite
from backedge.calculators.inference.transposed_convolution import with_ordinary_convolutions
from backedge.errors import GraphStateError, ResourceError
from backedge.models import models_folder
from backedge.whole_files import replacing

PRECISION_VARIABLE: Final = "BACKEDGE_OPENVINO_PRECISION"
"""Environment variable with what models compute in: ``bf16``, or ``f32`` for results as precise as LiteRT's."""

_DEVICE: Final = "CPU"
_FOLDER: Final = "openvino"


def load_openvino(content: bytes, num_threads: int) -> OpenVinoModel:
    """Loads a .tflite file's content with OpenVINO.

    Raises:
        ImportError: openvino cannot be imported.
        ValueError: the file is damaged.
        RuntimeError: OpenVINO cannot run this model.
        ResourceError: the environment names a precision that there is not.
    """
    core = _core()
    check_tflite(content)
    usual = with_ordinary_convolutions(content)  # MediaPipe's operator is unknown to it
    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": 1,
        "INFERENCE_NUM_THREADS": num_threads,
        "INFERENCE_PRECISION_HINT": _precision(core),
        # Several models, and the reading and writing of files, share the processors.
        "ENABLE_CPU_PINNING": False,
    }
    try:
        with _file_of(usual) as (file, is_kept):
            if is_kept:
                settings["CACHE_DIR"] = str(file.parent)
            return OpenVinoModel(core.compile_model(str(file), _DEVICE, settings))
    except RuntimeError as error:
        raise RuntimeError(_reason(error)) from error


class OpenVinoModel:
    """A model that OpenVINO has compiled; see `InferenceModel`."""

    def __init__(self, compiled: Any) -> None:
        self.inputs = tuple(map(_info, compiled.inputs))
        self.outputs = tuple(map(_info, compiled.outputs))
        self._request: Any = compiled.create_infer_request()

    def input(self, index: int) -> NDArray[Any]:
        """The model's own input tensor `index`."""
        self._check_open()
        array: NDArray[Any] = self._request.get_input_tensor(index).data
        return array

    def write(self, index: int, values: NDArray[Any]) -> None:
        """Copies `values` into input `index`."""
        self.input(index)[...] = values

    def invoke(self) -> None:
        """Runs the model on what its input tensors hold."""
        self._check_open()
        self._request.infer(share_outputs=True)  # or it would make copies of all of them

    def output(self, index: int) -> NDArray[Any]:
        """A copy of output `index`."""
        self._check_open()
        array: NDArray[Any] = self._request.get_output_tensor(index).data
        return array.copy()

    def close(self) -> None:
        """Frees the model, once no input array is in use any more."""
        self._request = None

    def _check_open(self) -> None:
        if self._request is None:
            raise GraphStateError("the model was closed; load it again to run it")


def computes_bf16(core: Any) -> bool:
    """Tell whether the processor has instructions for bfloat16."""
    return "BF16" in core.get_property(_DEVICE, "OPTIMIZATION_CAPABILITIES")


@cache
def _core() -> Any:
    return importlib.import_module("openvino").Core()


def _precision(core: Any) -> str:
    named = os.environ.get(PRECISION_VARIABLE)
    if not named:
        return "bf16" if computes_bf16(core) else "f32"
    if named not in {"bf16", "f32"}:
        raise ResourceError(f"{PRECISION_VARIABLE} must be bf16 or f32, found {named!r}")
    return named


@contextmanager
def _file_of(content: bytes) -> Iterator[tuple[Path, bool]]:
    """A file with `content`, which OpenVINO reads models from, and whether it stays.

    What was compiled belongs to a file's path and time, and a cut model is in no file at all: so there is one for each
    content, in the folder of models; where none can be written there, for the moment.
    """
    name = f"{hashlib.sha256(content).hexdigest()}.tflite"
    kept = models_folder() / _FOLDER / name
    if _keep(kept, content):
        yield kept, True
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        yield file, False


def _keep(file: Path, content: bytes) -> bool:
    """Write a file that is not there yet, at once completely; False if that is not possible."""
    if file.exists() and file.stat().st_size == len(content):
        return os.access(file.parent, os.W_OK)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as opened:
            opened.write(content)
    except OSError:
        return False
    return True


def _info(port: Any) -> TensorInfo:
    return TensorInfo(port.any_name, tuple(port.shape), np.dtype(port.element_type.to_dtype()))


def _reason(error: RuntimeError) -> str:
    """The last line of what OpenVINO says; before it stand lines of its sources, and what called what."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else str(error)
