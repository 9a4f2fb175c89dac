"""The interface of a loaded model, whichever engine runs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from backedge.errors import PacketTypeError
from backedge.formats import Tensor


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """One input or output of a model.

    Attributes:
        name: as the model file has it.
        shape: of the arrays that go in or come out, batch first; pictures are (batch, height, width, channels).
        dtype: of their elements; float32 for every model of the manifest.
    """

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


class InferenceModel(Protocol):
    """A model that is loaded and ready to run.

    Write the inputs, `invoke`, read the outputs; by one thread at a time. `invoke` releases the GIL, so models of
    several calculators run side by side.
    """

    @property
    def inputs(self) -> tuple[TensorInfo, ...]:
        """The input tensors, in the model's order."""

    @property
    def outputs(self) -> tuple[TensorInfo, ...]:
        """The output tensors, in the model's order."""

    def input(self, index: int) -> NDArray[Any]:
        """The array to write input `index` into, of the shape and dtype that `inputs` says.

        Where the engine allows it, this is its own memory, so a crop that is written here is not copied again. Ask
        for it for every run: after `invoke` its content is undefined and the engine may have moved the tensor.
        """

    def write(self, index: int, values: NDArray[Any]) -> None:
        """Copies `values`, of the shape that `inputs` says, into input `index`; quicker than to ask for the array."""

    def invoke(self) -> None:
        """Runs the model on what its input arrays hold."""

    def output(self, index: int) -> NDArray[Any]:
        """Output `index` of the last `invoke`; the array is the caller's own, no later run changes it."""

    def close(self) -> None:
        """Frees what the model holds; it cannot be used afterwards. Closing twice does nothing."""


def mismatch(given: Sequence[Tensor], wanted: Sequence[TensorInfo]) -> PacketTypeError:
    """Make the error for tensors that are not those that a model takes."""
    takes = ", ".join(f"{info.dtype} {info.shape}" for info in wanted)
    found = ", ".join(f"{tensor.dtype} {tensor.shape}" for tensor in given) or "no tensor"
    return PacketTypeError(f"the model takes {takes}; found {found}")


Load: TypeAlias = Callable[[bytes], InferenceModel]
"""Makes a model of a .tflite file's content."""
