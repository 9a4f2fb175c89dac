"""Tags for a GPU, such as ``IMAGE_GPU``, at calculators that have the same port without one: ``IMAGE``.

MediaPipe's graphs for a GPU differ from those for the CPU by such tags. Here, all pictures and tensors are in main
memory, so these graphs mean the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from backedge.authoring.contract import PortContract, PortContracts
from backedge.errors import Diagnostic, Location

_ENDING: Final = "_GPU"


def cpu_tag(tag: str, tags: Collection[str]) -> str:
    """Return the tag of the port that `tag` means at a calculator, or subgraph, with the `tags`; mostly, itself."""
    plain = tag.removesuffix(_ENDING)
    return plain if tag not in tags and plain in tags else tag


def with_cpu_tags(ports: PortContracts, tags: Collection[str]) -> PortContracts:
    """Return the ports of a node with the tags that they mean at a calculator with the `tags`."""
    present = {port.tag for port in ports}
    meant = {tag: cpu_tag(tag, tags) for tag in present}
    changed = {tag: plain for tag, plain in meant.items() if plain != tag and plain not in present}
    if not changed:
        return ports
    renamed = [PortContract(changed.get(port.tag, port.tag), port.index, port.name, port.location) for port in ports]
    return PortContracts(sorted(renamed, key=lambda port: (port.tag, port.index)))


def note_gpu_tags(found: Iterable[tuple[str, Location | None]]) -> Iterator[Diagnostic]:
    """Say once for a whole graph that tags for a GPU were taken for others.

    Args:
        found: these tags and their places.
    """
    places = list(found)
    if places:
        tags = ", ".join(sorted({tag for tag, _ in places}))
        yield Diagnostic(
            f"there is no GPU here, so the ports {tags} use main memory",
            places[0][1],
            severity="note",
        )
