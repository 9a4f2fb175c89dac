"""The file that a node reads or writes: how it is named, by a side packet or an option."""

from __future__ import annotations

from backedge.access_policy import AccessPolicy
from backedge.authoring import Contract, SideInput
from backedge.errors import ResourceError


def require_path(contract: Contract, tag: str) -> None:
    """Refuse a node whose file is named neither by side packet `tag` nor by the option of that name."""
    option = tag.lower()
    contract.require(
        tag in contract.input_side_packets or getattr(contract.options, option),
        f"it needs to know the file: by side packet {tag}, or by option {option}",
    )


def written_path_of(access: AccessPolicy, side_packet: SideInput[str], option: str) -> str:
    """The file that a node writes: as for `path_of`, if the graph may write it.

    Raises:
        ResourceError: neither the side packet nor the option names it, or (AccessError) it may not be written.
    """
    path = path_of(side_packet, option)
    access.require_write(path)
    return path


def path_of(side_packet: SideInput[str], option: str) -> str:
    """The file of a node: what the side packet says, or else the option.

    Raises:
        ResourceError: neither does; a connected side packet may be left out when the graph is started.
    """
    path = side_packet.get(option)
    if not path:
        raise ResourceError(f"it needs to know the file: side packet {side_packet.tag} was not provided")
    return path
