"""Options of InferenceCalculator."""

from __future__ import annotations

from enum import IntEnum

from backedge.calculators.option_ranges import ThreadsOrDefault
from backedge.protos import Message, field

_NAME = "mediapipe.InferenceCalculatorOptions"


class GpuApi(IntEnum):
    """The interface that a GPU delegate is built on."""

    ANY = 0
    OPENGL = 1
    OPENCL = 2


class InferenceUsage(IntEnum):
    """The use that a GPU delegate is tuned for."""

    UNSPECIFIED = 0
    FAST_SINGLE_ANSWER = 1
    SUSTAINED_SPEED = 2


class TfLite(Message, name=f"{_NAME}.Delegate.TfLite"):
    """TensorFlow Lite's own kernels."""


class CacheWritingBehavior(IntEnum):
    """The ways in which a GPU delegate saves what it has compiled, or does not."""

    NO_WRITE = 0
    TRY_WRITE = 1
    WRITE_OR_ERROR = 2


class Gpu(Message, name=f"{_NAME}.Delegate.Gpu"):
    """A GPU. The engines here cannot use one; the model runs on the CPU, as in MediaPipe on a machine without a GPU."""

    Api = GpuApi

    use_advanced_gpu_api: bool = field(1)
    cached_kernel_path: str = field(2)
    allow_precision_loss: bool = field(3, default=True)
    api: GpuApi = field(4)
    usage: InferenceUsage = field(5, default=InferenceUsage.SUSTAINED_SPEED)
    serialized_model_dir: str = field(7)
    model_token: str = field(8)
    cache_writing_behavior: CacheWritingBehavior = field(10, default=CacheWritingBehavior.WRITE_OR_ERROR)


class Nnapi(Message, name=f"{_NAME}.Delegate.Nnapi"):
    """Android's neural network API; the model runs on the CPU here."""

    cache_dir: str = field(1)
    model_token: str = field(2)
    accelerator_name: str = field(3)


class Xnnpack(Message, name=f"{_NAME}.Delegate.Xnnpack"):
    """The CPU's vector units; the engines use them anyway.

    Attributes:
        num_threads: threads that the model may use; -1 for as many as `default_threads` gives.
    """

    num_threads: ThreadsOrDefault = field(1, default=-1)
    enable_zero_copy_tensor_io: bool = field(7)
    slow_consistent_arithmetic: bool = field(8)


class Delegate(Message, name=f"{_NAME}.Delegate"):
    """The engine or device that the model should run on."""

    tflite: TfLite | None = field(1, oneof="delegate")
    gpu: Gpu | None = field(2, oneof="delegate")
    nnapi: Nnapi | None = field(3, oneof="delegate")
    xnnpack: Xnnpack | None = field(4, oneof="delegate")


class TensorIndicesMap(Message, name=f"{_NAME}.InputOutputConfig.TensorIndicesMap"):
    """For each tensor of the calculator, the index of the model's."""

    model_tensor_indices: tuple[int, ...] = field(1)


class TensorNamesMap(Message, name=f"{_NAME}.InputOutputConfig.TensorNamesMap"):
    """For each tensor of the calculator, the name of the model's."""

    tensor_names: tuple[str, ...] = field(1)


class FeedbackTensorLink(Message, name=f"{_NAME}.InputOutputConfig.FeedbackTensorLink"):
    """An output of the model that is an input of its next run."""

    from_output_tensor_name: str = field(1)
    to_input_tensor_name: str = field(2)


class InputOutputConfig(Message, name=f"{_NAME}.InputOutputConfig"):
    """Pairs of the model's and the calculator's tensors, where they do not go together by number."""

    input_tensor_indices_map: TensorIndicesMap | None = field(1, oneof="InputTensorMap")
    input_tensor_names_map: TensorNamesMap | None = field(3, oneof="InputTensorMap")
    output_tensor_indices_map: TensorIndicesMap | None = field(2, oneof="OutputTensorMap")
    output_tensor_names_map: TensorNamesMap | None = field(4, oneof="OutputTensorMap")
    feedback_tensor_links: tuple[FeedbackTensorLink, ...] = field(5)


class InferenceCalculatorOptions(Message, name=_NAME, extension=336783863):
    """Options of InferenceCalculator.

    Attributes:
        model_path: the .tflite file, where no side packet holds the model; also MediaPipe's path of a model.
        use_gpu: deprecated, as delegate.
        use_nnapi: deprecated, as delegate.
        cpu_num_thread: threads that the model may use; -1 for as many as `default_threads` gives.
        delegate: what the model should run on.
        try_mmap_model: without meaning here.
        input_output_config: not available here; a graph that has one is refused.
    """

    model_path: str = field(1)
    use_gpu: bool = field(2)
    use_nnapi: bool = field(3)
    cpu_num_thread: int = field(4, default=-1)
    delegate: Delegate | None = field(5)
    try_mmap_model: bool = field(7)
    input_output_config: InputOutputConfig | None = field(8)

    @property
    def num_threads(self) -> int:
        """The number of threads that the model may use, or 0; the delegate's number goes first."""
        xnnpack = self.delegate.xnnpack if self.delegate else None
        return first_thread_number(xnnpack.num_threads if xnnpack else -1, self.cpu_num_thread)


def first_thread_number(*numbers: int) -> int:
    """Return the first of some numbers of threads that is set; -1 and 0 are not, and 0 stands for none."""
    return next((number for number in numbers if number not in {-1, 0}), 0)
