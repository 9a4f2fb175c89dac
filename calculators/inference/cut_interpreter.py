"""A cut model as one model: its parts run in an engine, and what is between them is computed here."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.inference.cut_model import Between, CutGraph, Part, Values
from backedge.calculators.inference.model import InferenceModel, Load, TensorInfo
from backedge.errors import GraphStateError

_Port: TypeAlias = tuple[TensorInfo, Callable[[], NDArray[Any]]]
"""An input or output of the whole model, and what gives its array."""


class CutModel:
    """A model in parts; see `InferenceModel`.

    Args:
        graph: the parts, and what is between them.
        load: loads a part into an engine.
    """

    def __init__(self, graph: CutGraph, load: Load) -> None:
        self._is_open = True
        self._values: Values = {}
        self._engines: list[_Engine] = []
        self._steps: list[Callable[[Values], None]] = []
        moved = {number for step in graph.steps for number in step.inputs} - graph.own_inputs
        for step in graph.steps:
            if isinstance(step, Between):
                self._steps.append(step.run)
            else:
                self._engines.append(_Engine(step, load(step.content), moved))
                self._steps.append(self._engines[-1].run)
        inputs = [self._input(number, graph) for number in graph.inputs]
        outputs = [self._output(number, graph) for number in graph.outputs]
        self.inputs = tuple(info for info, _ in inputs)
        self.outputs = tuple(info for info, _ in outputs)
        self._input_arrays = tuple(array for _, array in inputs)
        self._output_arrays = tuple(array for _, array in outputs)

    def input(self, index: int) -> NDArray[Any]:
        """The array to write input `index` into; that of a part's engine if this part alone takes it."""
        self._check_open()
        return self._input_arrays[index]()

    def write(self, index: int, values: NDArray[Any]) -> None:
        """Copies `values` into input `index`."""
        self.input(index)[...] = values

    def invoke(self) -> None:
        """Runs the steps on what the inputs hold."""
        self._check_open()
        for run in self._steps:
            run(self._values)

    def output(self, index: int) -> NDArray[Any]:
        """A copy of output `index`."""
        self._check_open()
        return self._output_arrays[index]()

    def close(self) -> None:
        """Frees the parts."""
        self._is_open = False
        self._values.clear()
        for engine in self._engines:
            engine.model.close()

    def _check_open(self) -> None:
        if not self._is_open:
            raise GraphStateError("the model was closed; load it again to run it")

    def _input(self, number: int, graph: CutGraph) -> _Port:
        if number in graph.own_inputs:
            return next(engine.inputs[number] for engine in self._engines if number in engine.inputs)
        info = graph.kept[number]
        self._values[number] = np.zeros(info.shape, info.dtype)
        return info, partial(self._values.__getitem__, number)

    def _output(self, number: int, graph: CutGraph) -> _Port:
        if number in graph.kept:
            return graph.kept[number], partial(self._copy, number)
        return next(engine.outputs[number] for engine in self._engines if number in engine.outputs)

    def _copy(self, number: int) -> NDArray[Any]:
        return self._values[number].copy()


class _Engine:
    """A part in its engine.

    Args:
        part: which tensors of the whole model it takes and makes.
        model: the same part, loaded.
        moved: tensors that steps hand on to each other.

    Attributes:
        inputs, outputs: its ports, by number of the tensor in the whole model.
    """

    def __init__(self, part: Part, model: InferenceModel, moved: AbstractSet[int]) -> None:
        self.model = model
        self.inputs = {
            number: (info, partial(model.input, index))
            for index, (number, info) in enumerate(zip(part.inputs, model.inputs, strict=True))
        }
        self.outputs = {
            number: (info, partial(model.output, index))
            for index, (number, info) in enumerate(zip(part.outputs, model.outputs, strict=True))
        }
        self._taken = [(number, array) for number, (_, array) in self.inputs.items() if number in moved]
        self._made = [(number, array) for number, (_, array) in self.outputs.items() if number in moved]

    def run(self, values: Values) -> None:
        """Run the part on tensors of the model, and add those that it makes for other steps."""
        for number, array in self._taken:
            array()[...] = values[number]
        self.model.invoke()
        for number, array in self._made:
            values[number] = array()
