"""What calculators are written with."""

from backedge.calculator.base import Calculator
from backedge.calculator.contract import Contract
from backedge.calculator.function import calculator
from backedge.calculator.ports import (
    Input,
    Inputs,
    Output,
    Outputs,
    SideInput,
    SideInputs,
    SideOutput,
    SideOutputs,
)
from backedge.calculator.registry import register, registry

__all__ = [
    "Calculator",
    "Contract",
    "Input",
    "Inputs",
    "Output",
    "Outputs",
    "SideInput",
    "SideInputs",
    "SideOutput",
    "SideOutputs",
    "calculator",
    "register",
    "registry",
]
