"""TfLiteInferenceCalculator: a .tflite model, under the older name."""

from __future__ import annotations

import math
from typing import Final

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.calculators.inference.inference_options import GpuApi, InferenceUsage, first_thread_number
from backedge.calculators.inference.model import InferenceModel, mismatch
from backedge.calculators.inference.model_pool import model_pool
from backedge.calculators.inference.tflite_custom_op_resolver_calculator import OpResolver
from backedge.calculators.inference.tflite_model_calculator import TfLiteModel
from backedge.calculators.option_ranges import ThreadsOrDefault
from backedge.calculators.resource.resource import find_resource
from backedge.formats import Tensor
from backedge.protos import Message, field

_NAME: Final = "mediapipe.TfLiteInferenceCalculatorOptions"


class TfLiteInferenceTfLite(Message, name=f"{_NAME}.Delegate.TfLite"):
    """TensorFlow Lite's own kernels."""


class TfLiteInferenceGpu(Message, name=f"{_NAME}.Delegate.Gpu"):
    """A GPU; the model runs on the CPU here."""

    Api = GpuApi

    use_advanced_gpu_api: bool = field(1)
    cached_kernel_path: str = field(2)
    allow_precision_loss: bool = field(3, default=True)
    api: GpuApi = field(4)
    usage: InferenceUsage = field(5, default=InferenceUsage.SUSTAINED_SPEED)


class TfLiteInferenceNnapi(Message, name=f"{_NAME}.Delegate.Nnapi"):
    """Android's neural network API; the model runs on the CPU here."""

    cache_dir: str = field(1)
    model_token: str = field(2)


class TfLiteInferenceXnnpack(Message, name=f"{_NAME}.Delegate.Xnnpack"):
    """The CPU's vector units; the engines use them anyway.

    Attributes:
        num_threads: threads that the model may use; -1 for as many as `default_threads` gives.
    """

    num_threads: ThreadsOrDefault = field(1, default=-1)


class TfLiteInferenceDelegate(Message, name=f"{_NAME}.Delegate"):
    """The engine or device that the model should run on."""

    tflite: TfLiteInferenceTfLite | None = field(1, oneof="delegate")
    gpu: TfLiteInferenceGpu | None = field(2, oneof="delegate")
    nnapi: TfLiteInferenceNnapi | None = field(3, oneof="delegate")
    xnnpack: TfLiteInferenceXnnpack | None = field(4, oneof="delegate")


class TfLiteInferenceCalculatorOptions(Message, name=_NAME, extension=233867213):
    """Options of TfLiteInferenceCalculator.

    Attributes:
        model_path: the .tflite file, where no side packet holds the model; also MediaPipe's path of a model.
        use_gpu: deprecated, as delegate.
        use_nnapi: deprecated, as delegate.
        cpu_num_thread: threads that the model may use; -1 for as many as `default_threads` gives.
        delegate: what the model should run on.
        try_mmap_model: without meaning here.
    """

    model_path: str = field(1)
    use_gpu: bool = field(2)
    use_nnapi: bool = field(3)
    cpu_num_thread: ThreadsOrDefault = field(4, default=-1)
    delegate: TfLiteInferenceDelegate | None = field(5)
    try_mmap_model: bool = field(6)

    @property
    def num_threads(self) -> int:
        """The number of threads that the model may use, or 0; the delegate's number goes first."""
        xnnpack = self.delegate.xnnpack if self.delegate else None
        return first_thread_number(xnnpack.num_threads if xnnpack else -1, self.cpu_num_thread)


@register
class TfLiteInferenceCalculator(Calculator):
    """Runs a .tflite model on the CPU. Tensors need the number of values that the model takes, not its shape.

    Inputs:
        TENSORS: list[Tensor]; one for each input of the model, in its order.
    Side packets:
        MODEL: TfLiteModel, optional; instead of the option.
        CUSTOM_OP_RESOLVER: OpResolver, optional; the engine brings its operators, whatever it says.
    Outputs:
        TENSORS: list[Tensor], all outputs of the model.
    Options:
        TfLiteInferenceCalculatorOptions

    Example::

        node {
          calculator: "TfLiteInferenceCalculator"
          input_stream: "TENSORS:image_tensor"
          output_stream: "TENSORS:detection_tensors"
          options {
            [mediapipe.TfLiteInferenceCalculatorOptions.ext] {
              model_path: "mediapipe/modules/iris_landmark/iris_landmark.tflite"
            }
          }
        }
    """

    input_policy = "FixedSizeInputStreamHandler"

    tensors = Input[list[Tensor]]("TENSORS")
    model = SideInput[TfLiteModel]("MODEL", optional=True)
    custom_op_resolver = SideInput[OpResolver]("CUSTOM_OP_RESOLVER", optional=True)
    results = Output[list[Tensor]]("TENSORS")

    options: TfLiteInferenceCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(
            bool(contract.options.model_path) != ("MODEL" in contract.input_side_packets),
            "it needs either the side packet MODEL or the option model_path",
        )

    def open(self) -> None:
        path = self.options.model_path
        source = find_resource(path).path if path else self.model.value.source
        self._model = model_pool.acquire(source, self.options.num_threads)

    def process(self) -> None:
        _fill(self._model, self.tensors.value)
        self._model.invoke()
        self.results.send([Tensor(self._model.output(index)) for index in range(len(self._model.outputs))])

    def close(self) -> None:
        model_pool.release(self._model)


def _fill(model: InferenceModel, given: list[Tensor]) -> None:
    """Write tensors to the inputs of a model."""
    wanted = model.inputs
    if len(given) != len(wanted) or any(
        tensor.dtype != info.dtype or tensor.data.size != math.prod(info.shape)
        for tensor, info in zip(given, wanted, strict=True)
    ):
        raise mismatch(given, wanted)
    for index, (tensor, info) in enumerate(zip(given, wanted, strict=True)):
        model.write(index, tensor.data.reshape(info.shape))
