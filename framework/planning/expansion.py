"""Subgraph expansion: replaces nodes that name a subgraph by the nodes inside, until none is left.

Order, naming and connecting follow MediaPipe's ``framework/tool/subgraph_expansion.cc``, because names and the
scheduling order of the expanded graph depend on them.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from string import ascii_lowercase, ascii_uppercase
from typing import Protocol, TypeAlias

from backedge.config import GraphConfig, NodeConfig
from backedge.config.complaints import Complaints
from backedge.config.options import option_types
from backedge.config.port_spec import TagMap
from backedge.errors import ConfigError, Diagnostic
from backedge.planning.gpu_tags import GpuStandIns, SubgraphVariants
from backedge.planning.graph_loading import FixedSubgraph, Names, SubgraphProvider, absolute_name
from backedge.planning.graph_options import apply_option_values, unread_options
from backedge.planning.naming import (
    SIDE_PACKET_FIELDS,
    STREAM_FIELDS,
    M,
    canonical_names,
    drop_ports,
    rename,
    stream_name,
)
from backedge.planning.option_settings import OptionSettings

_MAX_DEPTH = 100
_MAX_NODES = 20_000  # that come out of subgraphs, and take ten seconds; what is written in full is no small input
_INTERFACE = (*STREAM_FIELDS, *SIDE_PACKET_FIELDS)
_CALCULATOR_ONLY = ("source_layer", "buffer_size_hint", "output_stream_handler", "input_stream_info")
_IGNORED = ("executor", "max_in_flight", "input_stream_handler")
_TO_PREFIX = str.maketrans(ascii_uppercase + ". :", ascii_lowercase + "___")


@dataclass(frozen=True, slots=True)
class SubgraphNode:
    """A node that named a subgraph, and is not in the expanded graph.

    Attributes:
        name: its canonical name; in a subgraph with that one's prefix before it.
        prefix: what the names of all that came out of it begin with.
        config: the node, with the names that its streams and side packets have in the expanded graph.
        provider: what made its inside.
    """

    name: str
    prefix: str
    config: NodeConfig
    provider: SubgraphProvider


Containers: TypeAlias = tuple[SubgraphNode, ...]
"""The nodes that a node of the expanded graph came out of, the outermost first."""


class Subgraphs(Names, Protocol):
    """The subgraphs there are."""

    def find(self, name: str, package: str = "") -> SubgraphProvider | None:
        """Find the one that a graph of `package` means by `name`; None if there is none."""


def expand_subgraphs(
    config: GraphConfig,
    subgraphs: Subgraphs,
    complaints: Complaints | None = None,
    settings: OptionSettings | None = None,
    stand_ins: GpuStandIns | None = None,
) -> GraphConfig:
    """Replace every subgraph node of `config` by the nodes of its subgraph; see `expand_with_containers`."""
    return expand_with_containers(config, subgraphs, complaints, settings, stand_ins)[0]


def expand_with_containers(
    config: GraphConfig,
    subgraphs: Subgraphs,
    complaints: Complaints | None = None,
    settings: OptionSettings | None = None,
    stand_ins: GpuStandIns | None = None,
) -> tuple[GraphConfig, list[Containers]]:
    """Replace every subgraph node of `config` by the nodes of its subgraph, and say what each node came out of.

    Args:
        config: the graph.
        subgraphs: those there are.
        complaints: where to put what is wrong, instead of raising; what cannot be expanded then stays as it is.
        settings: options to set on nodes that name subgraphs.
        stand_ins: gives nodes that are written for a GPU the names and tags that there are, and remembers them.

    Returns:
        The expanded config, and for each of its nodes the subgraphs around it.

    Raises:
        ConfigError: ports that do not fit a subgraph's, fields a subgraph node cannot have, or endless nesting.
    """
    found = Complaints() if complaints is None else complaints
    settings = OptionSettings({}, found) if settings is None else settings
    try:
        config = apply_option_values(config, None)
    except ConfigError as error:
        found.add(error.diagnostics)
        for node in config.node:
            if node.option_value:
                found.doubt(node)
    inside: list[Containers] = [()] * len(config.node)
    stand_ins = GpuStandIns() if stand_ins is None else stand_ins
    for _ in range(_MAX_DEPTH):
        is_known = partial(_is_known, package=config.package, subgraphs=subgraphs)
        nodes = (stand_ins.with_cpu_name(node, is_known) for node in config.node)
        looked_up = [
            (node, _find(node, config.package, subgraphs, outer, found), outer)
            for node, outer in zip(nodes, inside, strict=True)
        ]
        if not any(provider for _, provider, _ in looked_up):
            break
        try:
            config, inside = _Round(config, subgraphs, found, settings, stand_ins).expand(looked_up)
        except TooManyNodesError as error:
            found.add(error.diagnostics)
            found.raise_if_any()
    else:
        text = f"subgraphs are nested more than {_MAX_DEPTH} deep"
        found.add([Diagnostic(text, hint="look for one that contains itself by way of others")])
    if complaints is None:
        found.raise_if_any()
    return config, inside


def _find(
    node: NodeConfig, package: str, subgraphs: Subgraphs, outer: Containers, complaints: Complaints
) -> SubgraphProvider | None:
    """Find the subgraph that `node` names; `outer` are those that it came out of.

    Returns:
        None for a node that stays as it is: it names a calculator, or something is wrong with it.
    """
    if complaints.is_doubtful(node):
        return None
    try:
        provider = subgraphs.find(node.calculator, package)
    except ConfigError as error:
        where = node.location("calculator")
        return _Broken(
            ConfigError(
                found if found.location else dataclasses.replace(found, location=where) for found in error.diagnostics
            )
        )
    if isinstance(provider, SubgraphVariants):
        provider = provider.choose(node)
    # What depends on the node, as the inside of a SwitchContainer does, may be nested and yet come to an end.
    if isinstance(provider, FixedSubgraph) and any(provider == each.provider for each in outer):
        text = f"subgraph {node.calculator} contains itself"
        hint = "remove this node, or name another graph in it"
        return _Broken(ConfigError([Diagnostic(text, node.location("calculator"), hint)]))
    return provider


class TooManyNodesError(ConfigError):
    """Subgraphs that would expand to more nodes than a graph may have.

    Args:
        inside: how many nodes there are inside the subgraphs of each name.
    """

    def __init__(self, inside: Counter[str]) -> None:
        text = f"subgraphs expand to more than {_MAX_NODES} nodes, the most that they may"
        most = ", ".join(f"{count} of {name}" for name, count in inside.most_common(5))
        hint = f"most come out of subgraphs in subgraphs; the last that were to be expanded have {most}"
        super().__init__([Diagnostic(text, hint=hint)])


class _Broken:
    """A subgraph that cannot be expanded."""

    def __init__(self, reason: ConfigError) -> None:
        self._reason = reason

    def __call__(self, node: NodeConfig) -> GraphConfig:
        raise self._reason


class _Round:
    """One round of expansion.

    Args:
        config: the graph.
        subgraphs: those there are.
        complaints: where to put what is wrong with the nodes that cannot be expanded.
        settings: options to set on nodes that name subgraphs.
        stand_ins: gives nodes that are written for a GPU the tags that there are.
    """

    def __init__(
        self,
        config: GraphConfig,
        subgraphs: Subgraphs,
        complaints: Complaints,
        settings: OptionSettings,
        stand_ins: GpuStandIns,
    ) -> None:
        self._config = config
        self._subgraphs = subgraphs
        self._complaints = complaints
        self._settings = settings
        self._stand_ins = stand_ins

    def expand(
        self, looked_up: list[tuple[NodeConfig, SubgraphProvider | None, Containers]]
    ) -> tuple[GraphConfig, list[Containers]]:
        """Put calculators first, in their order, and then the insides of the subgraphs.

        Args:
            looked_up: each node, the subgraph it names if it names one, and the subgraphs it came out of.
        """
        config = self._config
        nodes = [(node, outer) for node, provider, outer in looked_up if not provider]
        containers = [(node, provider, outer) for node, provider, outer in looked_up if provider]
        count = sum(bool(outer) for _, outer in nodes)
        _require_room(count, containers)
        # Namesakes are numbered in this order, calculators first, and not in that of the text.
        names = canonical_names([*(node for node, _ in nodes), *(node for node, _, _ in containers)])[len(nodes) :]
        generators, handlers = list(config.packet_generator), list(config.status_handler)
        for (node, provider, outer), name in zip(containers, names, strict=True):
            prefix = name.translate(_TO_PREFIX) + "__"
            if isinstance(provider, FixedSubgraph) and provider.complaints.diagnostics:
                self._complaints.adopt(provider.complaints, prefix)
            try:
                inner = self._instantiate(node, name, prefix, provider)
            except ConfigError as error:
                self._give_up(node, error)
                if self._complaints.is_doubtful(node):
                    nodes.append((node, outer))  # what it is connected to can be looked at all the same
                continue
            around = (*outer, SubgraphNode(name, prefix, node, provider))
            nodes += [(inner_node, around) for inner_node in inner.node]
            count += len(inner.node)
            if count > _MAX_NODES:
                raise TooManyNodesError(Counter({node.calculator: len(inner.node)}))
            generators += inner.packet_generator
            handlers += inner.status_handler
        expanded = dataclasses.replace(
            config,
            node=tuple(node for node, _ in nodes),
            packet_generator=tuple(generators),
            status_handler=tuple(handlers),
        )
        return expanded, [outer for _, outer in nodes]

    def _give_up(self, node: NodeConfig, error: ConfigError) -> None:
        """Keep what is wrong with a node that cannot be expanded, and that it is to be left as it is."""
        self._complaints.add(error.diagnostics)
        self._complaints.doubt(node)
        if not self._complaints.is_doubtful(node):  # it has no place in a text, by which it would be known again
            self._complaints.lost_names.update(map(stream_name, (*node.output_stream, *node.output_side_packet)))

    def _instantiate(self, node: NodeConfig, name: str, prefix: str, provider: SubgraphProvider) -> GraphConfig:
        """Return the inside of the subgraph that `node` names, with `prefix` before its names, connected for it."""
        misplaced = [field for field in _CALCULATOR_ONLY if getattr(node, field)]
        if misplaced:
            raise ConfigError(
                Diagnostic(
                    f'{field} on node "{name}" has no meaning: {node.calculator} is a subgraph',
                    node.location(field),
                    "move it to a node inside the subgraph",
                )
                for field in misplaced
            )
        if self._settings.concern(name):
            own = next((found for found, _ in option_types(node)), "")
            node = self._settings.apply(node, name, own or _options_type(provider(node)))
        inner = provider(node)
        if inner.packet_factory:
            text = f'subgraph {node.calculator} (node "{name}") has a packet_factory, which no subgraph can have'
            hint = "use a node: a calculator that has side packets only runs once, before all others"
            raise ConfigError([Diagnostic(text, inner.location("packet_factory", 0), hint)])
        if isinstance(provider, FixedSubgraph):  # other providers may read what they like
            for warning in (*unread_options(inner, node, name), *_without_effect(node, name)):
                self._complaints.warn(warning)
        prefixed = _prefix(apply_option_values(inner, node), prefix)
        return _connect(self._stand_ins.with_cpu_tags(node, inner), name, self._within_package(prefixed))

    def _within_package(self, inner: GraphConfig) -> GraphConfig:
        """Make the names of calculators absolute that mean something else in the subgraph's own `package`."""
        if not inner.package or inner.package == self._config.package:
            return inner
        nodes = (
            dataclasses.replace(node, calculator=self._absolute(node.calculator, inner.package)) for node in inner.node
        )
        return dataclasses.replace(inner, node=tuple(nodes))

    def _absolute(self, name: str, package: str) -> str:
        own, outer = (absolute_name(name, each, self._subgraphs) for each in (package, self._config.package))
        return name if own in (None, outer) else f".{own}"


def _require_room(count: int, containers: list[tuple[NodeConfig, SubgraphProvider, Containers]]) -> None:
    """Count the nodes that a round of expansion is going to make, before it takes the time to make them.

    Args:
        count: how many nodes have come out of subgraphs and stay as they are.
        containers: the subgraphs to be expanded; those that depend on their node are counted when they have been made.

    Raises:
        TooManyNodesError: there are too many.
    """
    inside: Counter[str] = Counter()
    for node, provider, _ in containers:
        if isinstance(provider, FixedSubgraph):
            inside[node.calculator] += len(provider(node).node)
    if count + inside.total() > _MAX_NODES:
        raise TooManyNodesError(inside)


def _is_known(name: str, package: str, subgraphs: Subgraphs) -> bool:
    return absolute_name(name, package, subgraphs) is not None


def _without_effect(node: NodeConfig, name: str) -> Iterator[Diagnostic]:
    """Warn of fields of a subgraph node that nothing reads, in MediaPipe either."""
    for field in _IGNORED:
        if getattr(node, field):
            text = f'{field} on node "{name}" has no effect: {node.calculator} is a subgraph'
            yield Diagnostic(text, node.location(field), "move it to a node inside the subgraph", severity="warning")


def _options_type(config: GraphConfig) -> str:
    return next((name for name, _ in option_types(config)), "")


def _prefix(config: GraphConfig, prefix: str) -> GraphConfig:
    """Put `prefix` before the name of every stream, side packet and node of `config`."""

    def renamed(message: M, fields: tuple[str, ...]) -> M:
        changes = {field: rename(getattr(message, field), lambda name: prefix + name) for field in fields}
        return dataclasses.replace(message, **changes)  # type: ignore[arg-type] # lists of names only

    nodes = [
        dataclasses.replace(renamed(node, _INTERFACE), name=prefix + name)
        for node, name in zip(config.node, canonical_names(config.node), strict=True)
    ]
    return dataclasses.replace(
        renamed(config, _INTERFACE),
        node=tuple(nodes),
        packet_generator=tuple(renamed(generator, SIDE_PACKET_FIELDS) for generator in config.packet_generator),
        status_handler=tuple(renamed(handler, SIDE_PACKET_FIELDS[:1]) for handler in config.status_handler),
    )


def _connect(node: NodeConfig, name: str, inner: GraphConfig) -> GraphConfig:
    """Replace the interface names of `inner` by those that `node` connects; inputs left out are removed."""
    diagnostics: list[Diagnostic] = []
    new_names: dict[str, dict[str, str]] = {}
    left_out: dict[str, set[str]] = {}
    for field in _INTERFACE:
        theirs = TagMap.parse(getattr(inner, field), lambda i, field=field: inner.location(field, i))  # type: ignore[misc] # bound at once
        ours = TagMap.parse(getattr(node, field), lambda i, field=field: node.location(field, i))  # type: ignore[misc] # bound at once
        diagnostics += _misfits(node, name, field, ours, theirs)
        kind = "stream" if field in STREAM_FIELDS else "side_packet"
        names = new_names.setdefault(kind, {})
        for port in theirs:
            match = ours.get(port.tag, port.index)
            if match:
                names[port.name] = match.name
            elif field.startswith("input"):
                left_out.setdefault(field, set()).add(port.name)
    if diagnostics:
        raise ConfigError(diagnostics)
    nodes = tuple(_connect_ports(inner_node, _INTERFACE, new_names, left_out) for inner_node in inner.node)
    generators = (_connect_ports(each, SIDE_PACKET_FIELDS, new_names, left_out) for each in inner.packet_generator)
    return dataclasses.replace(inner, node=nodes, packet_generator=tuple(generators))


def _connect_ports(
    message: M, fields: tuple[str, ...], new_names: dict[str, dict[str, str]], left_out: dict[str, set[str]]
) -> M:
    for field in fields:
        kind = "stream" if field in STREAM_FIELDS else "side_packet"
        message = _connect_field(message, field, new_names[kind], left_out.get(field, set()))
    return message


def _connect_field(message: M, field: str, new_names: dict[str, str], left_out: set[str]) -> M:
    ports = rename(getattr(message, field), lambda name: new_names.get(name, name))
    renamed = dataclasses.replace(message, **{field: ports})  # type: ignore[arg-type] # a list of names
    # Only now: a name that the subgraph has for two of its ports stays if one of them is connected.
    return drop_ports(renamed, field, left_out)


def _misfits(node: NodeConfig, name: str, field: str, ours: TagMap, theirs: TagMap) -> Iterator[Diagnostic]:
    """Complain about ports of `node` that the subgraph does not have."""
    what = field.replace("_", " ")
    for tag in ours.tags:
        have, want = theirs.count(tag), ours.count(tag)
        if want <= have:
            continue
        shown = f"{what} {tag}" if tag else f"untagged {what}"
        location = ours.ports[ours.ids(tag)[have]].location
        known = ", ".join(f"{tag or '(untagged)'} ({theirs.count(tag)})" for tag in theirs.tags) or "none"
        if have:
            message = f'node "{name}" has {want} of {shown}, but subgraph {node.calculator} has {have}'
        else:
            message = f'subgraph {node.calculator} (node "{name}") has no {shown}'
        yield Diagnostic(message, location, f"its {what}s are: {known}")
