"""The documented rules of Chrome's trace event format, as far as our traces use it."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any, TypeAlias

Event: TypeAlias = dict[str, Any]

_FIELDS = {
    "M": {"name", "args"},
    "X": {"name", "cat", "dur", "args"},
    "s": {"name", "cat", "id"},
    "f": {"name", "cat", "id", "bp"},
    "C": {"name", "args"},
    "i": {"name", "cat", "s"},
}
"""What each kind of event needs besides ``ph``, ``ts``, ``pid`` and ``tid``."""


def read_events(path: Path) -> list[Event]:
    """The events of a whole file."""
    events: list[Event] = json.loads(path.read_text())
    return events


def of_kind(events: list[Event], kind: str, **fields: Any) -> list[Event]:
    """The events of a kind that have these fields."""
    return [event for event in events if event["ph"] == kind and fields.items() <= event.items()]


def require_valid(events: list[Event]) -> None:
    """Check everything that holds for a valid trace."""
    for event in events:
        assert _FIELDS[event["ph"]] | {"ph", "ts", "pid", "tid"} <= event.keys(), event
        assert event["ts"] >= 0, event
    _require_slices_that_nest(events)
    _require_whole_arrows(events)
    for event in of_kind(events, "C"):
        assert all(isinstance(value, int) for value in event["args"].values()), event
    assert {event["s"] for event in of_kind(events, "i")} <= {"g", "p", "t"}


def _require_slices_that_nest(events: list[Event]) -> None:
    """On a thread a slice begins when the one before it has ended, or lies within it."""
    for thread in {event["tid"] for event in events}:
        open_until: list[float] = []
        for event in sorted(of_kind(events, "X", tid=thread), key=lambda event: (event["ts"], -event["dur"])):
            start, end = event["ts"], event["ts"] + event["dur"]
            assert event["dur"] > 0, event
            while open_until and open_until[-1] <= start + 1e-6:
                open_until.pop()
            assert not open_until or end <= open_until[-1] + 1e-6, event
            open_until.append(end)


def _require_whole_arrows(events: list[Event]) -> None:
    """Each arrow has one begin and one end of the same id, category and name, each inside a slice, in this order."""
    ends: dict[tuple[Any, ...], list[Event]] = defaultdict(list)
    for event in events:
        if event["ph"] in "sf":
            ends[event["id"], event["cat"], event["name"]].append(event)
    slices: dict[int, list[Event]] = defaultdict(list)
    for event in of_kind(events, "X"):
        slices[event["tid"]].append(event)
    assert len({number for number, _, _ in ends}) == len(ends)
    for pair in ends.values():
        assert [event["ph"] for event in pair] == ["s", "f"]
        assert pair[0]["ts"] < pair[1]["ts"]
        for event in pair:
            assert any(
                piece["ts"] < event["ts"] < piece["ts"] + piece["dur"] + 1e-6 for piece in slices[event["tid"]]
            ), event
