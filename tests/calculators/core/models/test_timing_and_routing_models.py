"""Packets at other timestamps and on other streams, by models on whole streams."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from backedge.calculators.core.measurement.packet_frequency_calculator import PacketFrequency
from backedge.timestamp import MIN, POSTSTREAM, PRESTREAM
from tests.calculators.core.models.slow import SOME, Stream, in_order, node, randoms, require, streams, times

NUMBERS = streams(st.integers(-3, 3))
ANY_TIMES = streams(st.integers(), step=7)


@SOME
@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["", "output_only", "output_packets_only"]), st.booleans(), randoms)
def test_packet_cloner(first: Stream, second: Stream, tick: Stream, late: str, tagged: bool, rng: Random) -> None:
    """At each tick the latest packet of each input; with the options, only when all have had one."""
    latest: dict[str, Any] = {}
    expected: dict[str, Stream] = {"c": {}, "d": {}}
    for at in times(first, second, tick):
        latest |= {name: stream[at] for name, stream in (("c", first), ("d", second)) if at in stream}
        if at in tick and (len(latest) == 2 or not late):
            for name, value in latest.items():
                expected[name][at] = value
    fields = f"{late}_when_all_inputs_received: true" if late else ""
    options = f"mediapipe.PacketClonerCalculatorOptions {fields}"
    text = node("PacketClonerCalculator", "a b TICK:t" if tagged else "a b t", "c d", options=options)
    require(text, {"a": first, "b": second, "t": tick}, expected, rng)


@SOME
@given(NUMBERS, NUMBERS, randoms)
def test_packet_inner_join(first: Stream, second: Stream, rng: Random) -> None:
    """What is there on both."""
    both = [at for at in first if at in second]
    expected = {"c": {at: first[at] for at in both}, "d": {at: second[at] for at in both}}
    require(node("PacketInnerJoinCalculator", "a b", "c d"), {"a": first, "b": second}, expected, rng)


@SOME
@given(ANY_TIMES, st.integers(1, 30), st.integers(0, 40), st.integers(41, 90) | st.none(), randoms)
def test_packet_thinner(data: Stream, period: int, start: int, end: int | None, rng: Random) -> None:
    """After each packet that passes, those of a period are dropped."""
    expected: Stream = {}
    for at in data:
        is_free = not expected or at >= max(expected) + period
        if start <= at and (end is None or at < end) and is_free:
            expected[at] = data[at]
    limits = f"start_time: {start}" + (f" end_time: {end}" if end is not None else "")
    options = f"mediapipe.PacketThinnerCalculatorOptions thinner_type: ASYNC period: {period} {limits}"
    require(node("PacketThinnerCalculator", "a", "b", options=options), {"a": data}, {"b": expected}, rng)


@SOME
@given(ANY_TIMES, st.integers(1, 30), st.integers(0, 20), st.booleans(), randoms)
def test_packet_thinner_in_step(data: Stream, period: int, start: int, at_centre: bool, rng: Random) -> None:
    """In periods centred on start + i * period the packet closest to the centre passes, of two the later one."""
    centres = [start + number * period for number in range(200)]
    periods: dict[int, list[int]] = {}
    for at in data:
        if at >= start:
            # Between two centres, the middle belongs to the later one; of an odd period there is none.
            [centre] = [each for each in centres if each - period // 2 <= at < each - period // 2 + period]
            periods.setdefault(centre, []).append(at)
    expected = {}
    for centre, found in periods.items():
        chosen = min(found, key=lambda at: (abs(at - centre), -at))
        expected[centre if at_centre else chosen] = data[chosen]
    fields = f"period: {period} start_time: {start} sync_output_timestamps: {str(at_centre).lower()}"
    options = f"mediapipe.PacketThinnerCalculatorOptions thinner_type: SYNC {fields}"
    require(node("PacketThinnerCalculator", "a", "b", options=options), {"a": data}, {"b": expected}, rng)


@SOME
@example({0: 0, 70: 1}, 20, False, None, Random(0))
@given(ANY_TIMES, st.sampled_from([4, 5, 8, 10, 20, 50]), st.booleans(), st.integers(0, 60) | st.none(), randoms)
def test_packet_resampler(data: Stream, period: int, flush: bool, start: int | None, rng: Random) -> None:
    """Period k has the packet closest to first + k * period; where there is none, the last one before it."""
    expected: Stream = {}
    first = next(iter(data), 0)
    last_number = max((_period_of(at, first, period) for at in data), default=-1)
    for number in range(last_number + 1):
        middle = first + number * period
        own = [at for at in data if _period_of(at, first, period) == number]
        before = [at for at in data if _period_of(at, first, period) < number]
        chosen = min(own, key=lambda at: (abs(at - middle), -at)) if own else max(before)
        is_waiting = number == last_number and max(own) < middle  # for one that is closer, until the end
        if (flush or not is_waiting) and (start is None or middle >= start):
            expected[middle] = data[chosen]
    limit = "" if start is None else f"start_time: {start}"
    fields = f"frame_rate: {1_000_000 / period!r} flush_last_packet: {str(flush).lower()} {limit}"
    text = node("PacketResamplerCalculator", "a", "b", options=f"mediapipe.PacketResamplerCalculatorOptions {fields}")
    require(text, {"a": data}, {"b": expected}, rng)


def _period_of(at: int, first: int, period: int) -> int:
    """The period that a timestamp behind the first is in: the one whose middle is nearest, of two the later one.

    Which are two is for MediaPipe to say, which counts in seconds: 70 µs are 3.4999999999999996 periods of 20 µs.
    """
    periods = (at - first) / 1_000_000 * (1_000_000 / period)
    number = 0
    while periods >= number + 0.5:
        number += 1
    return number


@SOME
@given(ANY_TIMES, st.integers(-4, 4), randoms)
def test_sequence_shift(data: Stream, offset: int, rng: Random) -> None:
    """Packet i comes at the timestamp of packet i + offset."""
    ats, values = list(data), list(data.values())
    expected = {ats[i + offset]: values[i] for i in range(len(ats)) if 0 <= i + offset < len(ats)}
    options = f"mediapipe.SequenceShiftCalculatorOptions packet_offset: {offset}"
    require(node("SequenceShiftCalculator", "a", "b", options=options), {"a": data}, {"b": expected}, rng)


@SOME
@given(NUMBERS, NUMBERS)
def test_packet_sequencer(data: Stream, tick: Stream) -> None:
    """Each packet comes right behind the latest tick before it, or behind the packet before; the first at Min.

    It goes by what comes when, so that streams are fed by time: INPUT before a TICK at the same timestamp.
    """
    expected: Stream = {}
    bound = MIN
    ticks = {at + 1: value for at, value in tick.items()}
    for at in times(data, ticks):
        if at in data:
            expected[bound] = data[at]
            bound += 1
        if at in ticks:
            bound = max(bound, at + 1)
    text = node("PacketSequencerCalculator", "INPUT:a TICK:t", "OUTPUT:b")
    require(text, {"a": data, "t": ticks}, {"b": expected})


@SOME
@given(NUMBERS, NUMBERS, randoms)
def test_merge(first: Stream, second: Stream, rng: Random) -> None:
    """The first input that has a packet."""
    inputs, expected = {"a": first, "b": second}, {"c": in_order(second | first)}
    require(node("MergeCalculator", "a b", "c"), inputs, expected, rng)
    require(node("ImmediateMuxCalculator", "a b", "c"), inputs, expected, rng)


@SOME
@given(NUMBERS, NUMBERS, streams(st.integers(0, 1)), randoms)
def test_mux(first: Stream, second: Stream, select: Stream, rng: Random) -> None:
    """The input that SELECT says, where it has a packet."""
    inputs = (first, second)
    expected = {at: inputs[chosen][at] for at, chosen in select.items() if at in inputs[chosen]}
    text = node("MuxCalculator", "INPUT:0:a INPUT:1:b SELECT:s", "OUTPUT:c")
    require(text, {"a": first, "b": second, "s": select}, {"c": expected}, rng)


@SOME
@given(NUMBERS, NUMBERS, st.integers(0, 1), randoms)
def test_mux_with_a_side_packet(first: Stream, second: Stream, chosen: int, rng: Random) -> None:
    """One input for good."""
    text = node("MuxCalculator", "INPUT:0:a INPUT:1:b", "OUTPUT:c", side="SELECT:s")
    require(text, {"a": first, "b": second}, {"c": (first, second)[chosen]}, rng, {"s": chosen})


@SOME
@given(NUMBERS, st.integers(1, 3), randoms)
def test_round_robin_demux(data: Stream, count: int, rng: Random) -> None:
    """Packets are dealt out in turn."""
    dealt: dict[str, Stream] = {f"b{number}": {} for number in range(count)}
    select: Stream = {}
    for position, (at, value) in enumerate(data.items()):
        dealt[f"b{position % count}"][at] = value
        select[at] = position % count
    outputs = " ".join(f"OUTPUT:{number}:b{number}" for number in range(count))
    text = node("RoundRobinDemuxCalculator", "a", f"{outputs} SELECT:s")
    require(text, {"a": data}, {**dealt, "s": select}, rng)


@SOME
@given(streams(st.integers(), step=300_000), st.sampled_from([0.5, 1.0, 3.0]), randoms)
def test_packet_frequency(data: Stream, window: float, rng: Random) -> None:
    """The packets of the window up to now, by the time since the first packet, or the window if that is shorter."""
    expected: Stream = {}
    for at in data:
        since_first = (at - min(data)) / 1_000_000
        recent = [each for each in data if each <= at and (at - each) / 1_000_000 <= window]
        rate = len(recent) / min(since_first, window) if since_first else 0.0
        expected[at] = PacketFrequency(packet_frequency_hz=rate, label="x")
    options = f'mediapipe.PacketFrequencyCalculatorOptions time_window_sec: {window} label: "x"'
    require(node("PacketFrequencyCalculator", "a", "b", options=options), {"a": data}, {"b": expected}, rng)


@SOME
@given(NUMBERS, st.integers(), st.sampled_from(["AT_TICK", "AT_FIRST_TICK"]), randoms)
def test_side_packet_to_stream_at_ticks(tick: Stream, value: int, tag: str, rng: Random) -> None:
    """At every tick, or at the first."""
    at = list(tick) if tag == "AT_TICK" else list(tick)[:1]
    text = node("SidePacketToStreamCalculator", "TICK:t", f"{tag}:b", side="s")
    require(text, {"t": tick}, {"b": dict.fromkeys(at, value)}, rng, {"s": value})


@SOME
@given(st.integers(), st.integers(-(10**6), 10**6))
def test_side_packet_to_stream_once(value: int, at: int) -> None:
    """At a time that the tag says, or another side packet."""
    ends = {"AT_PRESTREAM": PRESTREAM, "AT_ZERO": 0, "AT_POSTSTREAM": POSTSTREAM}
    for tag, timestamp in ends.items():
        require(
            node("SidePacketToStreamCalculator", "", f"{tag}:b", side="s"),
            {},
            {"b": {timestamp: value}},
            side={"s": value},
        )
    text = node("SidePacketToStreamCalculator", "", "AT_TIMESTAMP:b", side="s TIMESTAMP:t")
    require(text, {}, {"b": {at: value}}, side={"s": value, "t": at})


@SOME
@given(st.integers(0, 5), st.integers(1, 3), st.integers(-9, 9), st.integers(1, 4))
def test_counting_source(batches: int, size: int, first: int, step: int) -> None:
    """So many numbers, each at the timestamp that it is."""
    numbers = [first + step * number for number in range(batches * size)]
    text = node("CountingSourceCalculator", "", "n", side="MAX_COUNT:c BATCH_SIZE:s INITIAL_VALUE:i INCREMENT:d")
    side = {"c": batches, "s": size, "i": first, "d": step}
    require(text, {}, {"n": {number: number for number in numbers}}, side=side)
