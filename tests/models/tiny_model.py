"""Small .tflite files that see nothing but how bright a picture is, for tests of what is made of their outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray


def tiny_model(
    input_shape: tuple[int, ...],
    outputs: Sequence[NDArray[Any]],
    *,
    brightness: int | None = -1,
    picture_type: str = "float32",
) -> bytes:
    """A model whose outputs are constants; skips without what writes the file.

    Args:
        input_shape: of its picture, (1, height, width, 3).
        outputs: what it gives, float32.
        brightness: to which output the mean of the picture's values is added; None for none of them.
        picture_type: of the picture's values; what is not float32 has no mean.
    """
    file = _ModelFile()
    zero = file.tensor([], np.zeros((), np.float32))
    mean = file.tensor([])
    picture = file.tensor(input_shape, kind=picture_type)
    if brightness is not None:
        axes = file.tensor([len(input_shape)], np.arange(len(input_shape), dtype=np.int32), "int32")
        file.operator("MEAN", "ReducerOptions", [picture, axes], mean)
    results = []
    for number, values in enumerate(outputs):
        constant, result = file.tensor(values.shape, values.astype(np.float32)), file.tensor(values.shape)
        is_seen = brightness is not None and number == brightness % len(outputs)
        file.operator("ADD", "AddOptions", [constant, mean if is_seen else zero], result)
        results.append(result)
    return file.content([picture], results)


class _ModelFile:
    """A file under construction, by the schema that comes with LiteRT."""

    def __init__(self) -> None:
        self._schema = pytest.importorskip("ai_edge_litert.schema_py_generated")
        self._flatbuffers = pytest.importorskip("flatbuffers")
        self._graph, self._model = self._schema.SubGraphT(), self._schema.ModelT()
        self._graph.tensors, self._graph.operators = [], []
        self._model.version, self._model.subgraphs = 3, [self._graph]
        self._model.buffers, self._model.operatorCodes = [self._schema.BufferT()], []

    def tensor(self, shape: Sequence[int], data: NDArray[Any] | None = None, kind: str = "float32") -> int:
        """Add a tensor, a constant if it has `data`; return its number."""
        made = self._schema.TensorT()
        made.shape, made.type = list(shape), getattr(self._schema.TensorType, kind.upper())
        made.name = f"tensor{len(self._graph.tensors)}".encode()
        if data is not None:
            buffer = self._schema.BufferT()
            buffer.data = list(data.tobytes())
            made.buffer = len(self._model.buffers)
            self._model.buffers.append(buffer)
        self._graph.tensors.append(made)
        return len(self._graph.tensors) - 1

    def operator(self, code: str, options: str, inputs: list[int], output: int) -> None:
        """Add an operator, with the defaults of its options."""
        known, made = self._schema.OperatorCodeT(), self._schema.OperatorT()
        known.builtinCode = known.deprecatedBuiltinCode = getattr(self._schema.BuiltinOperator, code)
        known.version = 1
        made.opcodeIndex, made.inputs, made.outputs = len(self._model.operatorCodes), inputs, [output]
        made.builtinOptionsType = getattr(self._schema.BuiltinOptions, options)
        made.builtinOptions = getattr(self._schema, f"{options}T")()
        self._model.operatorCodes.append(known)
        self._graph.operators.append(made)

    def content(self, inputs: list[int], outputs: list[int]) -> bytes:
        """The whole file."""
        self._graph.inputs, self._graph.outputs = inputs, outputs
        builder = self._flatbuffers.Builder(1024)
        builder.Finish(self._model.Pack(builder), file_identifier=b"TFL3")
        return bytes(builder.Output())
