"""Running trained models: one protocol, whichever engine is installed."""

from __future__ import annotations

from backedge.calculators.inference import inference_calculator as inference_calculator
from backedge.calculators.inference import tflite_custom_op_resolver_calculator as tflite_custom_op_resolver_calculator
from backedge.calculators.inference import tflite_model_calculator as tflite_model_calculator
from backedge.calculators.inference.backend import Backend, backends, load_model, register_backend
from backedge.calculators.inference.model import InferenceModel, TensorInfo

__all__ = ["Backend", "InferenceModel", "TensorInfo", "backends", "load_model", "register_backend"]
