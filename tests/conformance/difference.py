"""Differences between an outcome and the one that was recorded, for people to read."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from backedge.timestamp import describe
from tests.conformance.case import UNREADABLE, Case, Outcome, Step


def difference(case: Case, got: Outcome, *, steps: int | None = None) -> str:
    """Tell how an outcome differs from MediaPipe's: the graph, the feed so far and the stream; "" if it does not.

    Args:
        case: the case.
        got: our outcome.
        steps: compare so many steps only, and how it ends; all, if not given.
    """
    told = _difference(case, got, slice(steps))
    return f"case {case.number}: {told}\n\ngraph:\n{case.config}\nside packets: {case.side}\n" if told else ""


def _difference(case: Case, got: Outcome, part: slice) -> str:
    expected = case.expected
    if expected.accepted != got.accepted:
        return f"MediaPipe {_verdict(expected)} the graph, we {_verdict(got)[:-1]} it"
    if expected.nodes != got.nodes:
        return f"MediaPipe orders the nodes {expected.nodes}, we {got.nodes}"
    for rest, theirs, ours in zip_longest(case.rests, expected.steps[part], got.steps[part]):
        if theirs is None and ours is None:
            break
        so_far = "\n".join(f"  {_operation(operation)}" for operation in case.feed[: rest + 1])
        if theirs is None or ours is None:
            return f"{'we fail' if ours is None else 'only MediaPipe fails'} at the end of this feed:\n{so_far}"
        if streams := [name for name in sorted({*theirs, *ours}) if not same(theirs.get(name), ours.get(name))]:
            return f"at the end of this feed\n{so_far}\n" + "".join(_stream(name, theirs, ours) for name in streams)
    if expected.fails != got.fails:
        return "only we fail" if got.fails else "only MediaPipe fails"
    if not same(expected.side_packets, got.side_packets):
        return f"MediaPipe sets side packets {expected.side_packets}, we {got.side_packets}"
    return ""


def same(expected: Any, got: Any) -> bool:
    """Tell whether two values are the same, down to their types."""
    if expected == UNREADABLE:
        return True
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(same, expected, got))
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(same(expected[key], got[key]) for key in expected)
    return type(expected) is type(got) and bool(expected == got)


def _verdict(outcome: Outcome) -> str:
    return "accepts" if outcome.accepted else "refuses"


def _operation(operation: list[Any]) -> str:
    match operation:
        case [("put" | "add") as how, stream, kind, value, timestamp]:
            return f"{how} {stream} @ {describe(timestamp)}: {kind} {value}"
        case _:
            return " ".join(map(str, operation))


def _stream(name: str, expected: Step, got: Step) -> str:
    return f"stream {name}\n  MediaPipe: {_told(expected.get(name))}\n  we:        {_told(got.get(name))}\n"


def _told(step: list[Any] | None) -> str:
    if step is None:
        return "nothing"
    packets, bound = step
    told = [f"{value}@{describe(timestamp)}" for timestamp, value in packets]
    return ", ".join([*told, f"settled through {describe(bound)}"] if bound is not None else told)
