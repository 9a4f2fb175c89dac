"""The parts of MediaPipe's package that are not here, and what to say to a program that asks for them."""

from __future__ import annotations

from typing import Final, NoReturn

_REASONS: Final = {
    "tasks": (
        "backedge does not have MediaPipe's tasks; it has the graph API, the solutions, and graphs that nodes can name"
    ),
}


def reason_of_absence(name: str) -> str:
    """Say why a module of MediaPipe's is not here; "" for others.

    Args:
        name: the module, without ``mediapipe.``.
    """
    return next((reason for place, reason in _REASONS.items() if f"{name}.".startswith(f"{place}.")), "")


def refuse_attribute(module: str, name: str, inside: str = "") -> NoReturn:
    """Refuse the attribute `name` of the package `module`, which is the one that MediaPipe calls `inside`.

    Raises:
        AttributeError: says why it is not there, if it is a part of MediaPipe's.
    """
    reason = reason_of_absence(f"{inside}{name}")
    raise AttributeError(reason or f"module {module!r} has no attribute {name!r}")
