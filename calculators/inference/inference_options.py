"""Options of InferenceCalculator."""

from __future__ import annotations

from enum import IntEnum

from backedge.protos import Message, field

_NAME = "mediapipe.InferenceCalculatorOptions"


class GpuApi(IntEnum):
    """What a GPU delegate is built on."""

    ANY = 0
    OPENGL = 1
    OPENCL = 2


class InferenceUsage(IntEnum):
    """What a GPU delegate is tuned for."""

    UNSPECIFIED = 0
    FAST_SINGLE_ANSWER = 1
    SUSTAINED_SPEED = 2


class TfLite(Message, name=f"{_NAME}.Delegate.TfLite"):
    """TensorFlow Lite's own kernels."""


class Gpu(Message, name=f"{_NAME}.Delegate.Gpu"):
    """A GPU. The engines here have none; the model runs on the CPU, as in MediaPipe where there is no GPU."""

    use_advanced_gpu_api: bool = field(1)
    cached_kernel_path: str = field(2)
    allow_precision_loss: bool = field(3, default=True)
    api: GpuApi = field(4)
    usage: InferenceUsage = field(5, default=InferenceUsage.SUSTAINED_SPEED)
    serialized_model_dir: str = field(7)
    model_token: str = field(8)


class Nnapi(Message, name=f"{_NAME}.Delegate.Nnapi"):
    """Android's neural network API; the model runs on the CPU here."""

    cache_dir: str = field(1)
    model_token: str = field(2)
    accelerator_name: str = field(3)


class Xnnpack(Message, name=f"{_NAME}.Delegate.Xnnpack"):
    """The CPU's vector units; the engines use them anyway.

    Attributes:
        num_threads: threads that the model may use; -1 for one.
    """

    num_threads: int = field(1, default=-1)
    enable_zero_copy_tensor_io: bool = field(7)
    slow_consistent_arithmetic: bool = field(8)


class Delegate(Message, name=f"{_NAME}.Delegate"):
    """What the model should run on."""

    tflite: TfLite | None = field(1, oneof="delegate")
    gpu: Gpu | None = field(2, oneof="delegate")
    nnapi: Nnapi | None = field(3, oneof="delegate")
    xnnpack: Xnnpack | None = field(4, oneof="delegate")


class InferenceCalculatorOptions(Message, name=_NAME, extension=336783863):
    """Options of InferenceCalculator.

    Attributes:
        model_path: the .tflite file, where no side packet holds the model; also MediaPipe's path of a model.
        use_gpu: deprecated, as delegate.
        use_nnapi: deprecated, as delegate.
        cpu_num_thread: threads that the model may use; -1 for one.
        delegate: what the model should run on.
        try_mmap_model: without meaning here.
    """

    model_path: str = field(1)
    use_gpu: bool = field(2)
    use_nnapi: bool = field(3)
    cpu_num_thread: int = field(4, default=-1)
    delegate: Delegate | None = field(5)
    try_mmap_model: bool = field(7)

    @property
    def num_threads(self) -> int:
        """How many threads the model may use; the delegate's number goes first."""
        xnnpack = self.delegate.xnnpack if self.delegate else None
        for number in (xnnpack.num_threads if xnnpack else -1, self.cpu_num_thread):
            if number != -1:
                return number
        return 1
