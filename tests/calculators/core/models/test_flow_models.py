"""Gates, limiters, loops: what passes, and when, by models on whole streams."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.calculators.core.models.slow import SOME, Stream, in_order, node, randoms, require, streams, times

NUMBERS = streams(st.integers(-3, 3))
BOOLS = streams(st.booleans())


@SOME
@given(NUMBERS, BOOLS, randoms)
def test_pass_through(first: Stream, second: Stream, rng: Random) -> None:
    """Everything passes."""
    text = node("PassThroughCalculator", "a X:b", "c X:d")
    require(text, {"a": first, "b": second}, {"c": first, "d": second}, rng)


@SOME
@given(NUMBERS, BOOLS, BOOLS, st.booleans(), st.booleans(), st.sampled_from([1, 2, 3]), randoms)
def test_gate(
    first: Stream, second: Stream, control: Stream, inverse: bool, default: bool, initial: int, rng: Random
) -> None:
    """Data pass where the control says so, or the default; a change is told unless the state was unknown before."""
    allowed: dict[int, bool] = {}
    changes: Stream = {}
    state = {1: None, 2: True, 3: False}[initial]
    for at in times(first, second, control):
        allowed[at] = (control[at] != inverse) if at in control else default
        if state is not None and allowed[at] != state:
            changes[at] = allowed[at]
        state = allowed[at]
    kept = [{at: value for at, value in stream.items() if allowed[at]} for stream in (first, second)]
    tag = "DISALLOW" if inverse else "ALLOW"
    fields = f"empty_packets_as_allow: {str(default).lower()} initial_gate_state: {initial}"
    text = node(
        "GateCalculator", f"a b {tag}:k", "c d STATE_CHANGE:e", options=f"mediapipe.GateCalculatorOptions {fields}"
    )
    require(text, {"a": first, "b": second, "k": control}, {"c": kept[0], "d": kept[1], "e": changes}, rng)


@SOME
@given(NUMBERS, st.booleans(), st.booleans(), randoms)
def test_gate_with_a_side_packet(data: Stream, value: bool, inverse: bool, rng: Random) -> None:
    """All or nothing passes."""
    text = node("GateCalculator", "a", "b", side=("DISALLOW:s" if inverse else "ALLOW:s"))
    require(text, {"a": data}, {"b": data if value != inverse else {}}, rng, {"s": value})


@SOME
@given(NUMBERS, NUMBERS, st.integers(1, 4), randoms)
def test_interval_gate(data: Stream, condition: Stream, interval: int, rng: Random) -> None:
    """Where the condition has a packet, data pass only if none has passed at the last so many timestamps."""
    passed: Stream = {}
    seen = times(data, condition)
    for position, at in enumerate(seen):
        recent = seen[max(0, position - interval + 1) : position]
        if at in data and (at not in condition or not any(each in passed for each in recent)):
            passed[at] = data[at]
    options = f"backedge.IntervalGateCalculatorOptions interval: {interval}"
    text = node("IntervalGateCalculator", "a WHILE:w", "b", options=options)
    require(text, {"a": data, "w": condition}, {"b": passed}, rng)


@SOME
@given(NUMBERS, NUMBERS, randoms)
def test_value_or_default(data: Stream, tick: Stream, rng: Random) -> None:
    """Each tick has its value or the default, and a flag where it is the default."""
    out = {at: data.get(at, 99) for at in tick}
    text = node("ValueOrDefaultCalculator", "IN:a TICK:t", "OUT:b FLAG:f", side="s")
    require(text, {"a": data, "t": tick}, {"b": out, "f": {at: True for at in tick if at not in data}}, rng, {"s": 99})


@SOME
@given(NUMBERS)
def test_packet_presence(data: Stream) -> None:
    """Behind a clock that has a packet at every step, each step is told."""
    clock = dict.fromkeys(range(0, 130, 10), 0)
    # What comes through the gate is settled step by step, with a packet or without.
    control = {at: at in data for at in clock}
    text = node("GateCalculator", "a ALLOW:k", "b") + node("PacketPresenceCalculator", "PACKET:b", "PRESENCE:p")
    require(text, {"a": clock, "k": control}, {"p": control})


@SOME
@given(NUMBERS, NUMBERS, randoms)
def test_bypass(first: Stream, second: Stream, rng: Random) -> None:
    """What the options pair passes; the other outputs stay empty."""
    options = 'mediapipe.BypassCalculatorOptions pass_input_stream: "X" pass_output_stream: "Y"'
    text = node("BypassCalculator", "a X:b", "Y:c Z:d", options=options)
    require(text, {"a": first, "b": second}, {"c": second, "d": {}}, rng)


@SOME
@given(NUMBERS, NUMBERS, randoms)
def test_previous_loopback(main: Stream, loop: Stream, rng: Random) -> None:
    """Each packet of MAIN gets the one of LOOP at the timestamp of the packet of MAIN before."""
    out = {at: loop[before] for before, at in pairwise(main) if before in loop}
    require(node("PreviousLoopbackCalculator", "MAIN:m LOOP:l", "PREV_LOOP:p"), {"m": main, "l": loop}, {"p": out}, rng)


@SOME
@given(streams(st.lists(st.integers(-3, 3).map(float), max_size=4)), NUMBERS, randoms)
def test_loops(lists: Stream, clones: Stream, rng: Random) -> None:
    """A list comes out of a loop whole: of the items that the body lets through, those of one list together."""
    begin = node("BeginLoopFloatCalculator", "ITERABLE:a CLONE:c", "ITEM:i CLONE:j BATCH_END:e")
    body = node("PacketInnerJoinCalculator", "i j", "x y")
    end = node("EndLoopFloatCalculator", "ITEM:x BATCH_END:e", "ITERABLE:b")
    out = {at: items for at, items in lists.items() if items and at in clones}
    require(begin + body + end, {"a": lists, "c": clones}, {"b": out}, rng)


@SOME
@given(streams(st.tuples(st.integers(), st.integers())), randoms)
def test_item_loops(pairs: Stream, rng: Random) -> None:
    """What goes in on several streams comes out on as many."""
    first, second = ({at: pair[index] for at, pair in pairs.items()} for index in (0, 1))
    begin = node("BeginItemLoopCalculator", "ITEM:0:a ITEM:1:b", "ITEM:i BATCH_END:e")
    end = node("EndItemLoopCalculator", "ITEM:i BATCH_END:e", "ITEM:0:c ITEM:1:d")
    require(begin + end, {"a": first, "b": second}, {"c": first, "d": second}, rng)


@SOME
@given(streams(st.integers()), st.sets(st.integers(0, 12)), st.integers(1, 3), st.integers(0, 2))
def test_flow_limiter(frames: Stream, ends: set[int], most: int, queued: int) -> None:
    """A frame is let in while few are on their way; of those that wait, the oldest are dropped.

    Which frames are on their way goes by what has come when, so that the streams are fed by time. FINISHED comes a
    little after each frame's time, and in the end as often as frames may wait.
    """
    finished: Stream = {number * 10 + 5: 0 for number in sorted(ends)} | {200: 0, 300: 0}
    in_flight: list[int] = []
    waiting: list[int] = []
    decided: dict[int, bool] = {}
    for at in times(frames, finished):
        if at in finished:
            in_flight = [frame for frame in in_flight if frame > at]
        else:
            waiting.append(at)
        while waiting and len(in_flight) < most:
            in_flight.append(waiting.pop(0))
            decided[in_flight[-1]] = True
        while len(waiting) > queued:
            decided[waiting.pop(0)] = False
    options = f"mediapipe.FlowLimiterCalculatorOptions max_in_flight: {most} max_in_queue: {queued}"
    text = node("FlowLimiterCalculator", "a FINISHED:f", "b ALLOW:k", options=options)
    out = {at: frames[at] for at in sorted(decided) if decided[at]}
    require(text, {"a": frames, "f": finished}, {"b": out, "k": in_order(decided)})


@SOME
@given(NUMBERS, st.integers(1, 3), st.lists(st.booleans(), min_size=13, max_size=13))
def test_real_time_flow_limiter(frames: Stream, most: int, ends: list[bool]) -> None:
    """Each packet of FINISHED makes room for one more; packets that find no room are dropped."""
    out: Stream = {}
    changes: list[Any] = []
    finished: Stream = {}
    in_flight = 0
    for at in range(0, 130, 10):
        if at in frames and in_flight < most:
            out[at] = frames[at]
            in_flight += 1
            changes += [False] if in_flight == most else []
        if in_flight and ends[at // 10]:
            finished[at + 5] = 0
            changes += [True] if in_flight == most else []
            in_flight -= 1
    text = node("RealTimeFlowLimiterCalculator", "a FINISHED:f", "b ALLOW:k", side="MAX_IN_FLIGHT:s")
    expected = {"b": out, "k": dict(enumerate(changes, start=1))}
    require(text, {"a": frames, "f": finished}, expected, side={"s": most})
