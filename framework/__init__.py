"""backedge: a dataflow graph framework for real-time perception, in the manner of MediaPipe."""

from backedge import timestamp
from backedge.authoring import (
    Calculator,
    Contract,
    Input,
    Inputs,
    Output,
    Outputs,
    SideInput,
    SideInputs,
    SideOutput,
    SideOutputs,
    calculator,
    register,
)
from backedge.config import GraphConfig, NodeConfig
from backedge.errors import BackedgeError, ConfigError, GraphError
from backedge.packet import Packet
from backedge.planning import load_graph, subgraphs
from backedge.runtime.calculator_graph import AddMode, CalculatorGraph

__all__ = [
    "AddMode",
    "BackedgeError",
    "Calculator",
    "CalculatorGraph",
    "ConfigError",
    "Contract",
    "GraphConfig",
    "GraphError",
    "Input",
    "Inputs",
    "NodeConfig",
    "Output",
    "Outputs",
    "Packet",
    "SideInput",
    "SideInputs",
    "SideOutput",
    "SideOutputs",
    "calculator",
    "load_graph",
    "register",
    "subgraphs",
    "timestamp",
]
