"""Checks with which the numerics refuse options and values that cannot work."""

from __future__ import annotations

from backedge.errors import ConfigError, Diagnostic, PacketTypeError


def require_option(holds: bool, message: str) -> None:
    """Refuse options that contradict each other or lack something.

    Raises:
        ConfigError: `holds` is false; `message` says which option, what is expected and what was found.
    """
    if not holds:
        raise ConfigError([Diagnostic(message)])


def require_value(holds: bool, message: str) -> None:
    """Refuse a value to which a formula does not apply.

    Do not use it for what is checked packet by packet: the caller puts `message` together before each call.

    Raises:
        PacketTypeError: `holds` is false; `message` says which value, what is expected and what was found.
    """
    if not holds:
        raise PacketTypeError(message)
