"""An engine whose models give what they gave first: as quick as a model can be, and what it gives makes sense."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.inference.backend import Backend, find_backend, register_backend
from backedge.calculators.inference.model import InferenceModel

NAME: Final = "test.repeating"
_SHRINK: Final = 4
"""A hand's picture has so many times fewer rows and columns: cutting it out would take most of the time of a frame."""

_LANDMARK_OUTPUTS: Final = 4
"""Of a landmark model; the palm detector has two, and anchors that follow from the size of its picture."""


class RepeatingModel:
    """Runs a model for pictures once, and repeats its outputs from then on.

    Args:
        model: the model, with one input.
    """

    def __init__(self, model: InferenceModel) -> None:
        self._model = model
        (info,) = model.inputs
        batch, height, width, channels = info.shape
        self.outputs = model.outputs
        self._shrink = shrink = _SHRINK if len(self.outputs) == _LANDMARK_OUTPUTS else 1
        self.inputs = (replace(info, shape=(batch, height // shrink, width // shrink, channels)),)
        self._input: NDArray[Any] = np.zeros(self.inputs[0].shape, info.dtype)
        self._outputs: list[NDArray[Any]] = []

    def input(self, index: int) -> NDArray[Any]:
        assert index == 0
        return self._input

    def write(self, index: int, values: NDArray[Any]) -> None:
        self.input(index)[...] = values

    def invoke(self) -> None:
        if not self._outputs:
            self._model.input(0)[...] = self._input.repeat(self._shrink, axis=1).repeat(self._shrink, axis=2)
            self._model.invoke()
            self._outputs = [self._model.output(index).copy() for index in range(len(self.outputs))]
            self._outputs[0] /= self._shrink  # landmarks, in pixels of the picture

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
