"""Tags and names for a GPU, such as ``IMAGE_GPU`` and ``PoseLandmarkGpu``, where there are only those for the CPU.

MediaPipe's graphs for a GPU differ from those for the CPU by such tags, at calculators and subgraphs that have the same
port without one, and by the names of subgraphs. Here, all pictures and tensors are in main memory, so these graphs mean
the same.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator
from functools import cache
from itertools import chain
from typing import Final

from backedge.authoring.contract import Contract, PortContracts
from backedge.config import GraphConfig, NodeConfig
from backedge.errors import Diagnostic, Location
from backedge.planning.graph_loading import SubgraphProvider
from backedge.planning.naming import SIDE_PACKET_FIELDS, STREAM_FIELDS

_ENDING: Final = "_GPU"


def cpu_tag(tag: str, tags: Collection[str]) -> str:
    """Return the tag of the port that `tag` means at a calculator, or subgraph, with the `tags`; mostly, itself."""
    plain = tag.removesuffix(_ENDING)
    return plain if tag not in tags and plain in tags else tag


def with_cpu_tags(ports: PortContracts, tags: Collection[str]) -> PortContracts:
    """Return the ports of a node with the tags that they mean at a calculator with the `tags`."""
    if not any(tag.endswith(_ENDING) for tag, _ in ports.keys):
        return ports
    changed = _cpu_tags({tag for tag, _ in ports.keys}, tags)
    if not changed:
        return ports
    for port in ports:
        port.tag = changed.get(port.tag, port.tag)
    return PortContracts(sorted(ports, key=lambda port: (port.tag, port.index)))


def _cpu_tags(present: Collection[str], tags: Collection[str]) -> dict[str, str]:
    """Return those of the tags `present` at a node that mean others, with these."""
    meant = {tag: cpu_tag(tag, tags) for tag in present if tag.endswith(_ENDING)}
    return {tag: plain for tag, plain in meant.items() if plain != tag and plain not in present}


class GpuStandIns:
    """Lets nodes that are written for a GPU name what there is for the CPU, and remembers what it was."""

    def __init__(self) -> None:
        self._tags: list[tuple[str, Location | None]] = []
        self._names: dict[str, tuple[str, Location | None]] = {}

    def with_cpu_name(self, node: NodeConfig, is_known: Callable[[str], bool]) -> NodeConfig:
        """Return `node` under the name that it means; mostly, its own."""
        name = node.calculator.replace("Gpu", "Cpu")
        if name == node.calculator or is_known(node.calculator) or not is_known(name):
            return node
        self._names.setdefault(node.calculator, (name, node.location("calculator")))
        return dataclasses.replace(node, calculator=name)

    def with_cpu_tags(self, node: NodeConfig, subgraph: GraphConfig) -> NodeConfig:
        """Return `node` with the tags that it means at the `subgraph`; mostly, its own."""
        changes = {}
        for field in (*STREAM_FIELDS, *SIDE_PACKET_FIELDS):
            ports: tuple[str, ...] = getattr(node, field)
            changed = _cpu_tags(set(map(_tag, ports)), set(map(_tag, getattr(subgraph, field))))
            if changed:
                self._tags += (
                    (_tag(port), node.location(field, index))
                    for index, port in enumerate(ports)
                    if _tag(port) in changed
                )
                changes[field] = tuple(changed.get(_tag(port), _tag(port)) + port[len(_tag(port)) :] for port in ports)
        return dataclasses.replace(node, **changes) if changes else node  # type: ignore[arg-type] # lists of names only

    def remember_ports(self, contract: Contract) -> None:
        """Remember the tags at the node of a calculator that were taken for others."""
        for port in chain.from_iterable(contract.all_ports):
            if port.written_tag != port.tag:
                self._tags.append((port.written_tag, port.location))

    def notes(self) -> Iterator[Diagnostic]:
        """Say once for all nodes which names, and which tags, were taken for others."""
        if self._names:
            names = ", ".join(f"{name} is run as {meant}" for name, (meant, _) in sorted(self._names.items()))
            where = next(iter(self._names.values()))[1]
            yield Diagnostic(f"there is no GPU here, so {names}", where, severity="note")
        if self._tags:
            tags = ", ".join(sorted({tag for tag, _ in self._tags}))
            where = self._tags[0][1]
            yield Diagnostic(f"there is no GPU here, so the ports {tags} use main memory", where, severity="note")


class SubgraphVariants:
    """Provider of a graph for the CPU or, to nodes that only this has enough inputs for, of that of its name for a GPU.

    Args:
        cpu: makes the one for the CPU.
        load_gpu: loads what makes the one for a GPU.
    """

    def __init__(self, cpu: SubgraphProvider, load_gpu: Callable[[], SubgraphProvider]) -> None:
        self._cpu, self._load_gpu = cpu, cache(load_gpu)

    def __call__(self, node: NodeConfig) -> GraphConfig:
        """Return the config for `node`."""
        return self.choose(node)(node)

    def choose(self, node: NodeConfig) -> SubgraphProvider:
        """Return the provider for `node`.

        Raises:
            ConfigError: the one for a GPU is looked at, and its file is not a graph.
        """
        if _lacks_inputs(node, self._cpu(node)) and not _lacks_inputs(node, (gpu := self._load_gpu())(node)):
            return gpu
        return self._cpu


def _lacks_inputs(node: NodeConfig, subgraph: GraphConfig) -> bool:
    """Tell whether a subgraph has inputs that a node that names it leaves out."""
    wanted, given = (
        {_tag(port).removesuffix(_ENDING) for port in (*each.input_stream, *each.input_side_packet)}
        for each in (subgraph, node)
    )
    return not wanted <= given


def _tag(port: str) -> str:
    """Return the tag in ``"TAG:index:name"``; an empty one for a port without."""
    return port.partition(":")[0] if ":" in port else ""
