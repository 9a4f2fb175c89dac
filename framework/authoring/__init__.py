"""What calculators are written with."""

from backedge.authoring.base import Calculator
from backedge.authoring.contract import Contract
from backedge.authoring.function import calculator
from backedge.authoring.ports import (
    Input,
    Inputs,
    Output,
    Outputs,
    SideInput,
    SideInputs,
    SideOutput,
    SideOutputs,
)
from backedge.authoring.registration import register, registry

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
