"""Transposed convolutions as ordinary ones, which LiteRT runs several times as fast where they make one channel.

MediaPipe's selfie models end with one, by an operator of MediaPipe's that most engines lack: each pixel becomes a
square of 2 x 2. As squares do not overlap, a convolution of 1 x 1 with a channel for each pixel of the square, whose
channels are then laid out beside each other (``DEPTH_TO_SPACE``), adds up the same products, and the results are the
same to the last bit.
"""

from __future__ import annotations

import importlib
import struct
from collections import Counter
from typing import Any, Final

import numpy as np

from backedge.calculators.inference.tflite_file import IDENTIFIER, check_tflite

_OPERATOR: Final = b"Convolution2DTransposeBias"
_LARGEST_DEPRECATED_CODE: Final = 127  # operators with a greater number have it in a newer field only


def with_ordinary_convolutions(content: bytes) -> bytes:
    """Rewrite a model for an engine; one without such an operator stays as it is.

    Args:
        content: of a .tflite file.

    Raises:
        ValueError: it is damaged.
    """
    if _OPERATOR not in content:
        return content
    import flatbuffers  # few models come here

    check_tflite(content)
    schema = importlib.import_module("ai_edge_litert.schema_py_generated")
    model = schema.ModelT.InitFromPackedBuf(content, 0)
    for graph in model.subgraphs:
        _Rewriter(schema, model, graph).rewrite()
    builder = flatbuffers.Builder(len(content))
    builder.Finish(model.Pack(builder), IDENTIFIER)
    return bytes(builder.Output())


class _Rewriter:
    """Replaces operators of one graph of a model, which are objects of LiteRT's schema."""

    def __init__(self, schema: Any, model: Any, graph: Any) -> None:
        self._schema, self._model, self._graph = schema, model, graph
        self._makers = {output: each for each in graph.operators for output in each.outputs}
        self._uses = Counter(tensor for each in graph.operators for tensor in each.inputs)

    def rewrite(self) -> None:
        operators = []
        for each in self._graph.operators:
            code = self._model.operatorCodes[each.opcodeIndex]
            operators += self._replaced(each) if code.customCode == _OPERATOR else [each]
        self._graph.operators = operators

    def _replaced(self, operator: Any) -> list[Any]:
        """The operators that stand for a transposed convolution; itself, where it is not as in the selfie models."""
        source, kernel, bias = operator.inputs
        channels, side, _, depth = self._shape(kernel)
        _, height, width, _ = self._shape(source)
        options = b"" if operator.customOptions is None else bytes(operator.customOptions)
        overlaps = options[4:12] != struct.pack("<ii", side, side)  # the strides
        laid_out = self._shape(operator.outputs[0]) == [1, side * height, side * width, channels]
        constants = [*self._origin(kernel), *self._origin(bias)]
        shared = any(self._uses[tensor] > 1 for tensor in constants)
        if channels != 1 or overlaps or not laid_out or shared:
            return [operator]
        squares = side * side
        for tensor in self._origin(kernel):  # rows and columns of the square become channels; the order stays
            self._graph.tensors[tensor].shape = np.array([squares, 1, 1, depth], np.int32)
        for tensor in self._origin(bias):
            self._graph.tensors[tensor].shape = np.array([squares], np.int32)
        values = self._model.buffers[self._graph.tensors[self._origin(bias)[-1]].buffer]
        values.data = np.tile(np.asarray(values.data, np.uint8), squares)
        flat = self._add_tensor([1, height, width, squares], like=operator.outputs[0])
        convolution = self._operator("CONV_2D", [source, kernel, bias], flat)
        convolution.builtinOptionsType = self._schema.BuiltinOptions.Conv2DOptions
        convolution.builtinOptions = self._schema.Conv2DOptionsT()
        convolution.builtinOptions.strideW = convolution.builtinOptions.strideH = 1
        layout = self._operator("DEPTH_TO_SPACE", [flat], operator.outputs[0])
        layout.builtinOptionsType = self._schema.BuiltinOptions.DepthToSpaceOptions
        layout.builtinOptions = self._schema.DepthToSpaceOptionsT()
        layout.builtinOptions.blockSize = side
        return [convolution, layout]

    def _shape(self, tensor: int) -> list[int]:
        return [int(length) for length in self._graph.tensors[tensor].shape]

    def _origin(self, tensor: int) -> list[int]:
        """A constant tensor, and the one from which it is dequantised, if it is."""
        maker = self._makers.get(tensor)
        return [tensor, maker.inputs[0]] if maker else [tensor]

    def _add_tensor(self, shape: list[int], like: int) -> int:
        tensor = self._schema.TensorT()
        tensor.name, tensor.shape = b"squares", np.array(shape, np.int32)
        tensor.type, tensor.buffer = self._graph.tensors[like].type, 0
        self._graph.tensors.append(tensor)
        return len(self._graph.tensors) - 1

    def _operator(self, name: str, inputs: list[int], output: int) -> Any:
        code = self._schema.OperatorCodeT()
        code.builtinCode = getattr(self._schema.BuiltinOperator, name)
        code.deprecatedBuiltinCode = min(code.builtinCode, _LARGEST_DEPRECATED_CODE)
        code.version = 1
        self._model.operatorCodes.append(code)
        operator = self._schema.OperatorT()
        operator.opcodeIndex, operator.inputs, operator.outputs = len(self._model.operatorCodes) - 1, inputs, [output]
        return operator
