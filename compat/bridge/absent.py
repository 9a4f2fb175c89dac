"""The parts of MediaPipe's package that are not here, and what to say to a program that asks for them."""

from __future__ import annotations

from typing import Final, NoReturn

_REASONS: Final = {
    "solutions": (
        "backedge does not have MediaPipe's solutions yet; for hands use backedge.graphs.hand_tracking.HandTracker"
    ),
    "tasks": "backedge does not have MediaPipe's tasks; it has the graph API, and graphs that nodes can name",
}
_PLACES: Final = {
    "solutions": "solutions",
    "python.solutions": "solutions",
    "python.solution_base": "solutions",
    "tasks": "tasks",
}


def reason_of_absence(name: str) -> str:
    """Say why a module of MediaPipe's is not here; "" for others.

    Args:
        name: the module, without ``mediapipe.``.
    """
    places = (place for place in _PLACES if f"{name}.".startswith(f"{place}."))
    return next((_REASONS[_PLACES[place]] for place in places), "")


def refuse_attribute(module: str, name: str, inside: str = "") -> NoReturn:
    """Refuse the attribute `name` of the package `module`, which is the one that MediaPipe calls `inside`.

    Raises:
        AttributeError: says why it is not there, if it is a part of MediaPipe's.
    """
    reason = reason_of_absence(f"{inside}{name}")
    raise AttributeError(reason or f"module {module!r} has no attribute {name!r}")
