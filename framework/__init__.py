"""backedge: a dataflow graph framework for real-time perception, in the manner of MediaPipe."""

import backedge.command_start
import backedge.dependencies  # noqa: F401 - before what follows, in which a package that is missing would be a traceback
from backedge.collection import without_collection

with without_collection():  # nothing of what is imported is garbage, and to look for some takes a tenth of the time
    from backedge import timestamp
    from backedge.access_policy import AccessPolicy
    from backedge.authoring import (
        Calculator,
        Contract,
        ContractError,
        Input,
        Inputs,
        Output,
        Outputs,
        Service,
        SideInput,
        SideInputs,
        SideOutput,
        SideOutputs,
        calculator,
        register,
    )
    from backedge.config import GraphConfig, NodeConfig
    from backedge.errors import (
        AccessError,
        BackedgeError,
        CalculatorError,
        ConfigError,
        DeadlockError,
        DependencyError,
        GraphError,
        GraphStateError,
        GraphTimeoutError,
        ObserverError,
        PacketTypeError,
        RegistrationError,
        ResourceError,
        StreamError,
        ThrottledError,
        TimestampBoundError,
        TimestampOrderError,
        UnknownLandmarkError,
    )
    from backedge.packet import Packet
    from backedge.planning import load_graph, subgraphs
    from backedge.protos import Message, Range, field
    from backedge.runtime.calculator_graph import AddMode, CalculatorGraph

__all__ = [
    "AccessError",
    "AccessPolicy",
    "AddMode",
    "BackedgeError",
    "Calculator",
    "CalculatorError",
    "CalculatorGraph",
    "ConfigError",
    "Contract",
    "ContractError",
    "DeadlockError",
    "DependencyError",
    "GraphConfig",
    "GraphError",
    "GraphStateError",
    "GraphTimeoutError",
    "Input",
    "Inputs",
    "Message",
    "NodeConfig",
    "ObserverError",
    "Output",
    "Outputs",
    "Packet",
    "PacketTypeError",
    "Range",
    "RegistrationError",
    "ResourceError",
    "Service",
    "SideInput",
    "SideInputs",
    "SideOutput",
    "SideOutputs",
    "StreamError",
    "ThrottledError",
    "TimestampBoundError",
    "TimestampOrderError",
    "UnknownLandmarkError",
    "calculator",
    "field",
    "load_graph",
    "register",
    "subgraphs",
    "timestamp",
]
