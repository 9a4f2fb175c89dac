"""InferenceCalculator: tensors in, model, tensors out."""

from __future__ import annotations

import dataclasses
from typing import Any

from backedge.authoring import Calculator, Contract, Input, Inputs, Output, Outputs, SideInput, register
from backedge.calculators.inference.inference_options import InferenceCalculatorOptions
from backedge.calculators.inference.model import TensorInfo, mismatch
from backedge.calculators.inference.model_pool import model_pool
from backedge.calculators.inference.tflite_custom_op_resolver_calculator import OpResolver
from backedge.calculators.inference.tflite_model_calculator import TfLiteModel
from backedge.calculators.resource.resource import find_resource
from backedge.config import GraphConfig, NodeConfig
from backedge.errors import GraphError
from backedge.formats import Tensor
from backedge.planning import subgraphs


def inference_calculator(node: NodeConfig) -> GraphConfig:
    """The graph that ``InferenceCalculator`` stands for: MediaPipe chooses among processors, of which we have one."""
    ports: dict[str, Any] = {
        field: getattr(node, field)
        for field in ("input_stream", "output_stream", "input_side_packet", "output_side_packet")
    }
    return GraphConfig(node=(dataclasses.replace(node, calculator="InferenceCalculatorCpu"),), **ports)


subgraphs.register_provider("InferenceCalculator", inference_calculator)


@register("InferenceCalculatorCpu", "InferenceCalculatorXnnpack")
class InferenceCalculatorCpu(Calculator):
    """Runs a .tflite model on the CPU; graphs name it InferenceCalculator.

    Inputs:
        TENSORS: list[Tensor], or TENSOR, any number: Tensor; one for each input of the model, in its order.
    Side packets:
        MODEL: TfLiteModel, optional; instead of the option.
        OP_RESOLVER, CUSTOM_OP_RESOLVER: OpResolver, optional; the engine brings its operators, whatever they say.
    Outputs:
        TENSORS: list[Tensor], all outputs of the model, or TENSOR, any number: Tensor, the first of them.
    Options:
        InferenceCalculatorOptions

    Example::

        node {
          calculator: "InferenceCalculatorCpu"
          input_stream: "TENSORS:input_tensor"
          input_side_packet: "MODEL:model"
          output_stream: "TENSORS:output_tensors"
          options {
            [mediapipe.InferenceCalculatorOptions.ext] { delegate { xnnpack {} } }
          }
        }
    """

    tensors = Input[list[Tensor]]("TENSORS", optional=True)
    single_tensors = Inputs[Tensor]("TENSOR")
    model = SideInput[TfLiteModel]("MODEL", optional=True)
    op_resolver = SideInput[OpResolver]("OP_RESOLVER", optional=True)
    custom_op_resolver = SideInput[OpResolver]("CUSTOM_OP_RESOLVER", optional=True)
    results = Output[list[Tensor]]("TENSORS", optional=True)
    single_results = Outputs[Tensor]("TENSOR")

    options: InferenceCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        for what, ports in (("inputs", contract.inputs), ("outputs", contract.outputs)):
            contract.require(("TENSORS" in ports) != ("TENSOR" in ports), f"its {what} are either TENSORS or TENSOR")
        contract.require(
            contract.options.input_output_config is None,
            "input_output_config is not available; the tensors must come and go in the model's order",
        )
        named = bool(contract.options.model_path)
        contract.require(named or "MODEL" in contract.input_side_packets, "it needs MODEL, or the option model_path")

    def open(self) -> None:
        path = self.options.model_path  # goes before the side packet, as in MediaPipe
        source = find_resource(path).path if path else self.model.value.source
        self._model = model_pool.acquire(source, self.options.num_threads)
        wanted, there = len(self.single_results), len(self._model.outputs)
        if wanted > there:
            model_pool.release(self._model)
            raise GraphError(f"the model has {there} outputs, but the node has {wanted} outputs TENSOR; remove some")

    def process(self) -> None:
        given = self._given()
        if given is None:
            return
        model = self._model
        _check(given, model.inputs)
        for index, tensor in enumerate(given):
            model.write(index, tensor.data)
        model.invoke()
        if self.results.connected:
            self.results.send([Tensor(model.output(index)) for index in range(len(model.outputs))])
        else:
            for index, port in enumerate(self.single_results):
                port.send(Tensor(model.output(index)))

    def _given(self) -> list[Tensor] | None:
        """The tensors to run the model on; None where one is missing."""
        if self.tensors.connected:
            return self.tensors.get()
        if any(port.is_empty for port in self.single_tensors):
            return None
        return [port.value for port in self.single_tensors]

    def close(self) -> None:
        model_pool.release(self._model)


def _check(given: list[Tensor], wanted: tuple[TensorInfo, ...]) -> None:
    if len(given) == len(wanted) and all(
        tensor.shape == info.shape and tensor.dtype == info.dtype for tensor, info in zip(given, wanted, strict=True)
    ):
        return
    raise mismatch(given, wanted)
