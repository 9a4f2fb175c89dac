"""Contracts of nodes, made of their configs and their calculators' declarations, and complaints about misfits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from backedge.authoring.base import Calculator, options_type_of
from backedge.authoring.contract import Contract, ContractError, PortContract, PortContracts
from backedge.authoring.declarations import PortDeclaration, PortKind
from backedge.authoring.packet_types import substitute
from backedge.authoring.port_cover import declared, declared_tags, port_cover, remembered
from backedge.authoring.registration import Registration
from backedge.config import NodeConfig, node_options
from backedge.config.options import option_types
from backedge.config.port_spec import Key, arrange_ports, parse_tag_index
from backedge.errors import BackedgeError, ConfigError, Diagnostic, Location
from backedge.planning.gpu_tags import with_cpu_tags
from backedge.protos import Message
from backedge.protos.message_registry import REGISTRY
from backedge.suggest import suggest


def make_contract(node: NodeConfig, name: str, registration: Registration) -> Contract:
    """Make the contract of one node.

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
    side_outputs = present[PortKind.SIDE_OUTPUT]
    if len(side_outputs):
        unexpected = unexpected_ports(name, registration, side_outputs, PortKind.SIDE_OUTPUT)
        for side_packet, complaint in unexpected.items():
            side_packet.undeclared = complaint
    _apply_declarations(registration, present)
    try:
        calculator.update_contract(contract)
    except Exception as error:
        raise ConfigError(_refusal(error, f'{registration.name} (node "{name}")', node, options)) from error
    return contract


def make_doubtful_contract(node: NodeConfig, name: str, registration: Registration) -> Contract:
    """Make the contract of a node that the loader could not read as a whole: the ports it has, which may not be all.

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
    """Make the complaint about a node when the `update_contract` of its calculator, `who`, raises."""
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
    """Find where the config has the options of a node; the node's place if it has none."""
    if isinstance(options, Message):
        return options.location() or node.location()
    name = "" if options is None else REGISTRY.schema(type(options)).name
    return next((location for found, location in option_types(node) if found == name), None) or node.location()


def _apply_declarations(registration: Registration, present: dict[PortKind, PortContracts]) -> None:
    """Write the declared types, what they are the same as, and optionality into the port contracts."""
    arguments = tuple(registration.type_arguments.items())
    for kind, collection in present.items():
        if not collection.keys:
            continue
        for key, terms in _declared_terms(registration.calculator, arguments, kind, collection.keys):
            port = collection[key]
            port.type = terms.type
            port.optional = terms.optional
            if terms.same_as is not None:
                model_kind, model = terms.same_as
                port.same_as = present[model_kind].find(*model)


class _Terms(NamedTuple):
    """The part of a `PortContract` that is the same at all nodes of a calculator: what was declared of the port."""

    type: Any
    optional: bool
    same_as: tuple[PortKind, Key] | None


@remembered
def _declared_terms(
    calculator: type[Calculator], type_arguments: tuple[tuple[Any, Any], ...], kind: PortKind, keys: tuple[Key, ...]
) -> tuple[tuple[Key, _Terms], ...]:
    """Return what is declared of each of the ports of one kind that a node has."""
    found: dict[Key, _Terms] = {}
    for attribute, covered in port_cover(calculator, kind, keys).keys.items():
        declaration = declared(calculator, kind)[attribute]
        value_type = substitute(declaration.value_type, dict(type_arguments))
        for key in covered:
            same_as = None
            if (model := declaration.same_as) is not None:
                # A group's port adopts the type of its namesake; a single port that of the one port it names.
                same_as = model.kind, key if model.is_group else parse_tag_index(model.tag)
            found[key] = _Terms(value_type, declaration.optional, same_as)
    return tuple(found.items())


PORT_FIELDS: Final = {
    PortKind.INPUT: "input_stream",
    PortKind.OUTPUT: "output_stream",
    PortKind.SIDE_INPUT: "input_side_packet",
    PortKind.SIDE_OUTPUT: "output_side_packet",
}
"""The list of a node's config that holds the ports of each kind."""


def ports_present(node: NodeConfig) -> dict[PortKind, PortContracts]:
    """Return the ports of a node's config by kind, without types.

    Raises:
        ConfigError: with everything in the lists that is not a port.
    """
    present: dict[PortKind, PortContracts] = {}
    diagnostics: list[Diagnostic] = []
    for kind, field in PORT_FIELDS.items():
        try:
            present[kind] = _ports(node, field)
        except ConfigError as error:
            diagnostics += error.diagnostics
    if diagnostics:
        raise ConfigError(diagnostics)
    return present


_NO_PORTS: Final = PortContracts([])


def _ports(node: NodeConfig, field: str) -> PortContracts:
    texts = getattr(node, field)
    if not texts:
        return _NO_PORTS
    origin = node.origin
    arranged = arrange_ports(texts, lambda place: node.location(field, place))
    return PortContracts([PortContract(*key, name, origin, field, place) for key, name, place in arranged])


def check_ports(
    node: NodeConfig, name: str, registration: Registration, *, complete: bool = True
) -> dict[PortKind, PortContracts]:
    """Return the ports of a node by kind, after checking them against its calculator.

    Args:
        node: its config.
        name: its name.
        registration: its calculator.
        complete: whether the node is to have all the ports that the calculator needs.

    Raises:
        ConfigError: with everything that does not fit the calculator.
    """
    present = ports_present(node)
    if _fit(registration.calculator, tuple([ports.keys for ports in present.values()])):
        return present
    diagnostics: list[Diagnostic] = []
    for kind, written in present.items():
        ports = present[kind] = with_cpu_tags(written, declared_tags(registration.calculator, kind))
        if port_cover(registration.calculator, kind, ports.keys).fits:
            continue
        unexpected = unexpected_ports(name, registration, ports, kind)
        if complete:
            free = _free(registration, ports, kind)
            meant = {_meant(port, free) for port in unexpected}
            diagnostics += _missing(node, name, registration, ports, kind, meant)
        # MediaPipe overlooks side packets that a calculator does not set, as long as no node reads them.
        if kind != PortKind.SIDE_OUTPUT:
            diagnostics += unexpected.values()
    if diagnostics:
        raise ConfigError(diagnostics)
    return present


@remembered
def _fit(calculator: type[Calculator], keys: tuple[tuple[Key, ...], ...]) -> bool:
    """Tell whether the ports of a node, kind by kind, are as its calculator declares them, under their own tags."""
    return all(port_cover(calculator, kind, of_kind).fits for kind, of_kind in zip(PORT_FIELDS, keys, strict=True))


def unexpected_ports(
    name: str, registration: Registration, present: PortContracts, kind: PortKind
) -> dict[PortContract, Diagnostic]:
    """Find the ports present that the calculator does not have, and say what is wrong with each."""
    declarations = tuple(declared(registration.calculator, kind).values())
    cover = port_cover(registration.calculator, kind, present.keys)
    who = f'{registration.name} (node "{name}")'
    untagged = sum(not tag for keys in cover.keys.values() for tag, _ in keys)
    numbered = any(each.tag.startswith(":") for each in declarations)
    unexpected = {}
    for port in present:
        if (port.tag, port.index) not in cover.unexpected:
            continue
        if port.tag or (numbered and not untagged):
            message = f"{who} has no {kind} {port.label}"
        elif untagged:
            message = f"{who} takes only {untagged} untagged {kind}{'s' if untagged > 1 else ''}"
        else:
            message = f"{who} takes no untagged {kind}"
        hint = _what_there_is(port, declarations, _free(registration, present, kind), kind)
        unexpected[port] = Diagnostic(message, port.location, hint)
    return unexpected


def _free(registration: Registration, present: PortContracts, kind: PortKind) -> list[PortDeclaration]:
    """Return the calculator's ports with a tag that the config has not connected."""
    keys = port_cover(registration.calculator, kind, present.keys).keys
    of_kind = declared(registration.calculator, kind)
    return [each for attribute, each in of_kind.items() if each.tag and not keys[attribute]]


def _missing(
    node: NodeConfig, name: str, registration: Registration, present: PortContracts, kind: PortKind, meant: set[str]
) -> Iterator[Diagnostic]:
    """Complain about ports that the node lacks, but for those that one with another tag is `meant` to be."""
    keys = port_cover(registration.calculator, kind, present.keys).keys
    for attribute, declaration in declared(registration.calculator, kind).items():
        if len(keys[attribute]) < declaration.minimum and (not declaration.tag or declaration.tag not in meant):
            label = f"{kind} {declaration.tag}" if declaration.tag else f"untagged {kind}"
            example = f"{declaration.tag}:" if declaration.tag.isidentifier() else ""
            yield Diagnostic(
                f'{registration.name} (node "{name}") needs {label}',
                node.location("calculator"),
                f'add `{PORT_FIELDS[kind]}: "{example}some_name"` to the node',
            )


def _meant(port: PortContract, free: Sequence[PortDeclaration]) -> str:
    """Return the tag of the `free` port that an unexpected one is likely to stand for; "" if none is."""
    if port.tag:
        close = suggest(port.tag, [each.tag for each in free])
        return next((each.tag for each in free if f'"{each.tag}"' in close), "")
    likely = [each.tag for each in free if each.minimum] or [each.tag for each in free]
    return likely[0] if len(likely) == 1 and likely[0].isidentifier() else ""


def _what_there_is(
    port: PortContract, declarations: Sequence[PortDeclaration], free: Sequence[PortDeclaration], kind: PortKind
) -> str:
    if not declarations:
        return f"it has no {kind}s at all"
    tags = [each.tag for each in declarations]
    if not port.tag and (meant := _meant(port, free)):
        return f'did you mean "{meant}:{port.name}"?'
    if not any(tags):
        return ""
    close = suggest(port.tag, filter(None, tags))
    return close or f"its {kind}s are: " + ", ".join(tag or "(untagged)" for tag in tags)
