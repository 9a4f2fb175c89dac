"""From a node's config and its calculator's declarations to its contract; says what does not fit."""

from __future__ import annotations

from collections.abc import Iterator

from backedge.calculator.base import Calculator, Declaration
from backedge.calculator.contract import Contract, ContractError, PortContract, PortContracts
from backedge.calculator.declarations import ports_of
from backedge.calculator.ports import Input, Output, PortGroup, SideInput, SideOutput
from backedge.calculator.registry import Registration
from backedge.config import NodeConfig, node_options
from backedge.config.port_spec import TagMap, parse_tag_index
from backedge.errors import ConfigError, Diagnostic
from backedge.planning.types import substitute
from backedge.suggest import suggest

_FIELDS = {
    Input.kind: "input_stream",
    Output.kind: "output_stream",
    SideInput.kind: "input_side_packet",
    SideOutput.kind: "output_side_packet",
}


def make_contract(node: NodeConfig, name: str, registration: Registration) -> Contract:
    """The contract of one node.

    Raises:
        ConfigError: with everything that is wrong with its ports and options.
    """
    calculator = registration.calculator
    present = {kind: ports_present(node, field) for kind, field in _FIELDS.items()}
    diagnostics = [
        complaint
        for kind in _FIELDS
        for complaint in (
            *_missing(node, name, registration, present[kind], kind),
            *(_unexpected(name, registration, present[kind], kind).values() if kind != SideOutput.kind else ()),
        )
    ]
    if diagnostics:
        raise ConfigError(diagnostics)
    options = node_options(node, calculator.options_type) if calculator.options_type else None
    contract = Contract(
        name, options, present[Input.kind], present[Output.kind], present[SideInput.kind], present[SideOutput.kind]
    )
    contract.input_policy = calculator.input_policy
    contract.process_timestamp_bounds = calculator.process_timestamp_bounds
    # A source has no input timestamps that its outputs could follow.
    contract.timestamp_offset = calculator.timestamp_offset if len(contract.inputs) else None
    for side_packet, complaint in _unexpected(name, registration, present[SideOutput.kind], SideOutput.kind).items():
        side_packet.undeclared = complaint
    _apply_declarations(registration, present)
    try:
        calculator.update_contract(contract)
    except ContractError as error:
        raise ConfigError([Diagnostic(f'{registration.name} (node "{name}"): {error}', node.location())]) from error
    return contract


def ports_present(node: NodeConfig, field: str) -> PortContracts:
    """The ports that one list of a node's config has, before anything is known of their types."""
    tag_map = TagMap.parse(getattr(node, field), lambda index: node.location(field, index))
    return PortContracts([PortContract(port.tag, port.index, port.name, port.location) for port in tag_map])


def _of_kind(calculator: type[Calculator], kind: str) -> Iterator[Declaration]:
    return (declaration for declaration in calculator.ports.values() if declaration.kind == kind)


def _missing(
    node: NodeConfig, name: str, registration: Registration, present: PortContracts, kind: str
) -> Iterator[Diagnostic]:
    for declaration in _of_kind(registration.calculator, kind):
        found = len(ports_of(declaration, present, registration.calculator.ports))
        if isinstance(declaration, PortGroup):
            wanted, optional = declaration.minimum, False
        else:
            wanted, optional = 1, declaration.optional
        if found < wanted and not optional:
            label = f"{kind} {declaration.tag}" if declaration.tag else f"untagged {kind}"
            example = f"{declaration.tag}:" if declaration.tag.isidentifier() else ""
            yield Diagnostic(
                f'{registration.name} (node "{name}") needs {label}',
                node.location("calculator"),
                f'add `{_FIELDS[kind]}: "{example}some_name"` to the node',
            )


def _unexpected(
    name: str, registration: Registration, present: PortContracts, kind: str
) -> dict[PortContract, Diagnostic]:
    declarations = list(_of_kind(registration.calculator, kind))
    expected = {key for declared in declarations for key in ports_of(declared, present, registration.calculator.ports)}
    return {
        port: Diagnostic(
            f'{registration.name} (node "{name}") has no {kind} {port.label}',
            port.location,
            _what_there_is([declared.tag for declared in declarations], port.tag, kind),
        )
        for port in present
        if (port.tag, port.index) not in expected
    }


def _what_there_is(tags: list[str], wanted: str, kind: str) -> str:
    if not tags:
        return f"it has no {kind}s at all"
    meant = suggest(wanted, [tag for tag in tags if tag])
    return meant or f"its {kind}s are: " + ", ".join(tag or "(untagged)" for tag in tags)


def _apply_declarations(registration: Registration, present: dict[str, PortContracts]) -> None:
    """Write the declared types, what they are the same as, and optionality into the port contracts."""
    ports = registration.calculator.ports
    for declaration in ports.values():
        collection = present[declaration.kind]
        value_type = substitute(declaration.value_type, registration.type_arguments)
        for key in ports_of(declaration, collection, ports):
            port = collection[key]
            port.type = value_type
            port.optional = not isinstance(declaration, PortGroup) and declaration.optional
            if declaration.same_as is not None:
                model = declaration.same_as
                # A group's port adopts the type of its namesake; a single port that of the one port it names.
                wanted = key if isinstance(model, PortGroup) else parse_tag_index(model.tag)
                port.same_as = present[model.kind].find(*wanted)
