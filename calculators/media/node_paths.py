"""The file that a source or a sink works on: named by a side packet, or by an option."""

from __future__ import annotations

from backedge.authoring import Contract


def require_path(contract: Contract, tag: str) -> None:
    """Refuse a node whose file is named neither by side packet `tag` nor by the option of that name."""
    option = tag.lower()
    contract.require(
        tag in contract.input_side_packets or getattr(contract.options, option),
        f"it needs to know the file: by side packet {tag}, or by option {option}",
    )
