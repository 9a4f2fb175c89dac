"""LiteRT and the tflite-runtime it was renamed from: two packages with the same `Interpreter` class inside.

Both run float models through XNNPACK by default.
"""

from __future__ import annotations

import importlib
from contextlib import nullcontext
from itertools import count
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.inference.model import TensorInfo
from backedge.calculators.inference.native_messages import logged_stderr
from backedge.calculators.inference.tflite_file import check_tflite
from backedge.calculators.inference.transposed_convolution import with_ordinary_convolutions
from backedge.errors import GraphStateError, ResourceError

_loads: Final = count()
"""Of models, in this process: with the first one, the engine announces XNNPACK."""


def load_litert(content: bytes, num_threads: int) -> InterpreterModel:
    """Loads a .tflite file's content with LiteRT.

    Raises:
        ImportError: ai_edge_litert cannot be imported.
        ValueError, RuntimeError: LiteRT cannot run this model.
    """
    module = importlib.import_module("ai_edge_litert.interpreter")
    quicker = with_ordinary_convolutions(content)
    return InterpreterModel(module.Interpreter(model_content=quicker, num_threads=num_threads))


def load_tflite_runtime(content: bytes, num_threads: int) -> InterpreterModel:
    """Loads a .tflite file's content with tflite-runtime.

    Raises:
        ImportError: tflite_runtime cannot be imported, or numpy is not the one it was built for.
        ValueError, RuntimeError: tflite-runtime cannot run this model.
    """
    if not np.__version__.startswith("1."):
        # It imports all the same, and fails in the middle of the first call with a SystemError.
        raise ImportError(f"it is built for numpy 1, found numpy {np.__version__}")
    module = importlib.import_module("tflite_runtime.interpreter")
    check_tflite(content)
    return InterpreterModel(module.Interpreter(model_content=content, num_threads=num_threads))


class InterpreterModel:
    """A model in an `Interpreter` of LiteRT or tflite-runtime."""

    def __init__(self, interpreter: Any) -> None:
        with logged_stderr() if next(_loads) == 0 else nullcontext():
            interpreter.allocate_tensors()
        inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()
        self.inputs = tuple(map(_info, inputs))
        self.outputs = tuple(map(_info, outputs))
        self._interpreter = interpreter
        self._input_views = tuple(interpreter.tensor(details["index"]) for details in inputs)
        self._output_indices = tuple(details["index"] for details in outputs)

    def input(self, index: int) -> NDArray[Any]:
        """The model's own input tensor `index`, see `InferenceModel.input`.

        Costs about 4 µs, and 60 µs after another model, which leaves nothing in the processor's caches of what numpy
        needs to read an array's description.
        """
        self._check_open()
        return np.asarray(_TensorMemory(self._interpreter, self._input_views[index]()))

    def write(self, index: int, values: NDArray[Any]) -> None:
        """Copies `values` into input `index`."""
        self._check_open()
        self._input_views[index]()[...] = values  # the view is gone before `invoke`, which would refuse to run

    def invoke(self) -> None:
        """Runs the model on what its input tensors hold.

        Raises:
            ResourceError: the engine fails, as it does where a damaged model has come so far.
        """
        self._check_open()
        try:
            self._interpreter.invoke()
        except (RuntimeError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise ResourceError(f"the model cannot be run ({reason}); get its file again, or use another") from error

    def output(self, index: int) -> NDArray[Any]:
        """A copy of output `index`: 1 to 4 µs for the hand models, and it may go into a packet as it is."""
        self._check_open()
        result: NDArray[Any] = self._interpreter.get_tensor(self._output_indices[index])
        return result

    def close(self) -> None:
        """Frees the interpreter, once no input array is in use any more."""
        self._interpreter = None
        self._input_views = ()

    def _check_open(self) -> None:
        if self._interpreter is None:
            raise GraphStateError("the model was closed; load it again to run it")


class _TensorMemory:
    """An object that lets numpy make an array over a tensor's memory.

    The interpreter's own view counts as a reference to internal data, and as long as any variable of the caller holds
    one, `invoke` refuses to run. An array over this object has the same memory without being counted. It keeps the
    interpreter alive, so the memory it shows stays allocated.
    """

    __slots__ = ("__array_interface__", "_interpreter")

    def __init__(self, interpreter: Any, view: NDArray[Any]) -> None:
        self.__array_interface__ = view.__array_interface__
        self._interpreter = interpreter


def _info(details: dict[str, Any]) -> TensorInfo:
    return TensorInfo(details["name"], tuple(map(int, details["shape"])), np.dtype(details["dtype"]))
