"""From a node's config and its calculator's declarations to its contract; says what does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from backedge.authoring.base import declarations_of, options_type_of
from backedge.authoring.contract import Contract, ContractError, PortContracts
from backedge.authoring.declarations import PortKind, ports_of
from backedge.authoring.packet_types import substitute
from backedge.authoring.registration import Registration
from backedge.config import NodeConfig, node_options
from backedge.config.options import option_types
from backedge.config.port_spec import parse_tag_index
from backedge.errors import BackedgeError, ConfigError, Diagnostic, Location
from backedge.planning.node_ports import check_ports, unexpected_ports
from backedge.protos import Message
from backedge.protos.message_registry import REGISTRY


def make_contract(node: NodeConfig, name: str, registration: Registration) -> Contract:
    """The contract of one node.

    Raises:
        ConfigError: with everything that is wrong with its ports and options.
    """
    calculator = registration.calculator
    present = check_ports(node, name, registration)
    options_type = options_type_of(calculator)
    options = node_options(node, options_type) if options_type else None
    contract = _contract(name, options, present)
    contract.input_policy = calculator.input_policy
    contract.process_timestamp_bounds = calculator.process_timestamp_bounds
    # A source has no input timestamps that its outputs could follow.
    contract.timestamp_offset = calculator.timestamp_offset if len(contract.inputs) else None
    unexpected = unexpected_ports(name, registration, present[PortKind.SIDE_OUTPUT], PortKind.SIDE_OUTPUT)
    for side_packet, complaint in unexpected.items():
        side_packet.undeclared = complaint
    _apply_declarations(registration, present)
    try:
        calculator.update_contract(contract)
    except Exception as error:
        raise ConfigError(_refusal(error, f'{registration.name} (node "{name}")', node, options)) from error
    return contract


def make_doubtful_contract(node: NodeConfig, name: str, registration: Registration) -> Contract:
    """The contract of a node that was not understood as a whole: the ports that it has, which may not be all.

    Raises:
        ConfigError: with everything that is wrong with those.
    """
    return _contract(name, None, check_ports(node, name, registration, complete=False))


def _contract(name: str, options: Any, present: Mapping[PortKind, PortContracts]) -> Contract:
    return Contract(
        name,
        options,
        present[PortKind.INPUT],
        present[PortKind.OUTPUT],
        present[PortKind.SIDE_INPUT],
        present[PortKind.SIDE_OUTPUT],
    )


def _refusal(error: Exception, who: str, node: NodeConfig, options: Any) -> list[Diagnostic]:
    """What is said of a node when the `update_contract` of its calculator, `who`, raises."""
    if isinstance(error, ContractError):
        return [Diagnostic(f"{who}: {error}", node.location())]
    if isinstance(error, ConfigError):
        where = _options_location(node, options)
        return [
            found if found.location else replace(found, message=f"{who}: {found.message}", location=where)
            for found in error.diagnostics
        ]
    reason = error if isinstance(error, BackedgeError) else f"{type(error).__name__}: {error}"
    return [Diagnostic(f"{who} failed in update_contract(): {reason}", node.location(), cause=error)]


def _options_location(node: NodeConfig, options: Any) -> Location | None:
    """Where the config has the options of a node; the node's place if it has none."""
    if isinstance(options, Message):
        return options.location() or node.location()
    name = "" if options is None else REGISTRY.schema(type(options)).name
    return next((location for found, location in option_types(node) if found == name), None) or node.location()


def _apply_declarations(registration: Registration, present: dict[PortKind, PortContracts]) -> None:
    """Write the declared types, what they are the same as, and optionality into the port contracts."""
    declarations = declarations_of(registration.calculator)
    for declaration in declarations.values():
        collection = present[declaration.kind]
        value_type = substitute(declaration.value_type, registration.type_arguments)
        for key in ports_of(declaration, collection, declarations):
            port = collection[key]
            port.type = value_type
            port.optional = declaration.optional
            if declaration.same_as is not None:
                model = declaration.same_as
                # A group's port adopts the type of its namesake; a single port that of the one port it names.
                wanted = key if model.is_group else parse_tag_index(model.tag)
                port.same_as = present[model.kind].find(*wanted)
