"""The tools that calculators are written with."""

from backedge.authoring.base import Calculator
from backedge.authoring.contract import Contract, ContractError
from backedge.authoring.function import calculator
from backedge.authoring.packet_types import Unconverted
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
from backedge.authoring.services import Service

__all__ = [
    "Calculator",
    "Contract",
    "ContractError",
    "Input",
    "Inputs",
    "Output",
    "Outputs",
    "Service",
    "SideInput",
    "SideInputs",
    "SideOutput",
    "SideOutputs",
    "Unconverted",
    "calculator",
    "register",
    "registry",
]
