"""An engine whose models give what they gave first: as quick as a model can be, and what it gives makes sense."""

from __future__ import annotations

from typing import Any, Final

from numpy.typing import NDArray

from backedge.calculators.inference.backend import Backend, find_backend, register_backend
from backedge.calculators.inference.model import InferenceModel, TensorInfo

NAME: Final = "test.repeating"


class RepeatingModel:
    """Runs a model once, and repeats its outputs from then on.

    Args:
        model: the model.
    """

    def __init__(self, model: InferenceModel) -> None:
        self._model = model
        self._outputs: list[NDArray[Any]] = []

    @property
    def inputs(self) -> tuple[TensorInfo, ...]:
        return self._model.inputs

    @property
    def outputs(self) -> tuple[TensorInfo, ...]:
        return self._model.outputs

    def input(self, index: int) -> NDArray[Any]:
        return self._model.input(index)

    def invoke(self) -> None:
        if not self._outputs:
            self._model.invoke()
            self._outputs = [self._model.output(index) for index in range(len(self.outputs))]

    def output(self, index: int) -> NDArray[Any]:
        return self._outputs[index].copy()

    def close(self) -> None:
        self._model.close()


def register_repeating() -> None:
    """Make the engine known under `NAME`, once."""
    litert = find_backend("litert")
    register_backend(
        Backend(
            NAME, litert.package, litert.install, lambda content, threads: RepeatingModel(litert.load(content, threads))
        )
    )
