"""Lists: joined, split, filtered, counted, by models on whole streams."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backedge import Calculator, Input, Output, Packet, register
from backedge.formats import Detection, Landmarks, NormalizedRect
from tests.calculators.core.models.slow import SOME, Stream, node, randoms, require, streams, times

FLOATS = st.integers(-9, 9).map(float)
FLOAT_LISTS = streams(st.lists(FLOATS, max_size=4))
RECTS = [NormalizedRect(0.5, 0.5, 0.25, 0.125, 0.0, number) for number in range(5)]
RECT_LISTS = streams(st.lists(st.sampled_from(RECTS), max_size=4))
UINT64 = st.integers(0, 2**64 - 1)


@register("test.Unpair")
class Unpair(Calculator):
    """Sends the values of a pair of packets, None for an empty one."""

    pair = Input[tuple[Packet[Any], Packet[Any]]]()
    values = Output[Any]()

    def process(self) -> None:
        self.values.send(tuple(None if packet.is_empty else packet.value for packet in self.pair.value))


@SOME
@given(RECT_LISTS, st.integers(1, 3), st.booleans(), randoms)
def test_clip_vector_size(lists: Stream, size: int, by_side_packet: bool, rng: Random) -> None:
    """The first items stay."""
    options = "" if by_side_packet else f"mediapipe.ClipVectorSizeCalculatorOptions max_vec_size: {size}"
    side = "s" if by_side_packet else ""
    text = node("ClipNormalizedRectVectorSizeCalculator", "a", "b", side=side, options=options)
    expected = {at: items[:size] for at, items in lists.items()}
    require(text, {"a": lists}, {"b": expected}, rng, {"s": size} if side else None)


@SOME
@given(RECT_LISTS, st.integers(0, 3), randoms)
def test_collection_has_min_size(lists: Stream, size: int, rng: Random) -> None:
    """Whether there are so many items."""
    options = f"mediapipe.CollectionHasMinSizeCalculatorOptions min_size: {size}"
    text = node("NormalizedRectVectorHasMinSizeCalculator", "ITERABLE:a", "b", options=options)
    require(text, {"a": lists}, {"b": {at: len(items) >= size for at, items in lists.items()}}, rng)


@SOME
@given(streams(st.lists(st.tuples(UINT64, st.booleans()), max_size=4)), st.sets(st.integers(0, 12)), randoms)
def test_filter_collection(pairs: Stream, without: set[int], rng: Random) -> None:
    """The items whose condition is true; nothing where there are no conditions."""
    items = {at: [item for item, _ in listed] for at, listed in pairs.items()}
    conditions = {at: [kept for _, kept in listed] for at, listed in pairs.items() if at // 10 not in without}
    expected = {at: [item for item, kept in pairs[at] if kept] for at in conditions}
    text = node("FilterUInt64CollectionCalculator", "ITERABLE:a CONDITION:c", "ITERABLE:b")
    require(text, {"a": items, "c": conditions}, {"b": expected}, rng)


@SOME
@given(RECT_LISTS, streams(st.integers(0, 5)), st.integers(0, 3) | st.none(), randoms)
def test_get_vector_item(lists: Stream, indexes: Stream, option: int | None, rng: Random) -> None:
    """The item that INDEX says, or else the option; nothing where the list is shorter."""
    expected: Stream = {}
    for at, items in lists.items():
        index = indexes.get(at, option)
        if index is not None and index < len(items):
            expected[at] = items[index]
    chosen = "" if option is None else f"item_index: {option}"
    options = f"mediapipe.GetVectorItemCalculatorOptions output_empty_on_oob: true {chosen}"
    text = node("GetNormalizedRectVectorItemCalculator", "VECTOR:a INDEX:i", "ITEM:b", options=options)
    require(text, {"a": lists, "i": indexes}, {"b": expected}, rng)


@SOME
@given(FLOAT_LISTS, streams(FLOATS), st.booleans(), randoms)
def test_concatenate_vector(lists: Stream, items: Stream, only_all: bool, rng: Random) -> None:
    """All lists and items of a timestamp in one list, in the order of the inputs."""
    expected = {
        at: [*lists.get(at, []), *([items[at]] if at in items else [])]
        for at in times(lists, items)
        if not only_all or (at in lists and at in items)
    }
    options = f"mediapipe.ConcatenateVectorCalculatorOptions only_emit_if_all_present: {str(only_all).lower()}"
    text = node("ConcatenateFloatVectorCalculator", "a b", "c", options=options)
    require(text, {"a": lists, "b": items}, {"c": expected}, rng)


RANGES = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 2)), min_size=1, max_size=3)
LONG_LISTS = streams(st.lists(FLOATS, min_size=5, max_size=7))


def split(ranges: list[tuple[int, int]], outputs: str, more: str = "") -> str:
    """A node that splits lists."""
    fields = " ".join(f"ranges {{ begin: {begin} end: {begin + length} }}" for begin, length in ranges)
    options = f"mediapipe.SplitVectorCalculatorOptions {fields} {more}"
    return node("SplitFloatVectorCalculator", "a", outputs, options=options)


@SOME
@given(LONG_LISTS, RANGES, randoms)
def test_split_vector(lists: Stream, ranges: list[tuple[int, int]], rng: Random) -> None:
    """Each range goes to an output of its own; ranges may overlap."""
    outputs = [f"b{number}" for number in range(len(ranges))]
    expected = {
        name: {at: items[begin : begin + length] for at, items in lists.items()}
        for name, (begin, length) in zip(outputs, ranges, strict=True)
    }
    require(split(ranges, " ".join(outputs)), {"a": lists}, expected, rng)


@SOME
@given(LONG_LISTS, st.permutations(range(5)), st.integers(1, 5), randoms)
def test_split_vector_into_items(lists: Stream, order: list[int], count: int, rng: Random) -> None:
    """With element_only each output has single items; with combine_outputs one output has them all, in that order."""
    ranges = [(begin, 1) for begin in order[:count]]
    outputs = [f"b{begin}" for begin, _ in ranges]
    items = {f"b{begin}": {at: listed[begin] for at, listed in lists.items()} for begin, _ in ranges}
    require(split(ranges, " ".join(outputs), "element_only: true"), {"a": lists}, items, rng)
    joined = {at: [listed[begin] for begin, _ in ranges] for at, listed in lists.items()}
    require(split(ranges, "b", "combine_outputs: true"), {"a": lists}, {"b": joined}, rng)


@SOME
@given(streams(st.lists(st.integers(), max_size=4)), randoms)
def test_vector_indices(lists: Stream, rng: Random) -> None:
    """0, 1, … for as many items as there are."""
    expected: Stream = {}
    for at, items in lists.items():
        expected[at] = []
        for _ in items:
            expected[at].append(len(expected[at]))
    require(node("IntVectorIndicesCalculator", "VECTOR:a", "INDICES:b"), {"a": lists}, {"b": expected}, rng)


@SOME
@given(streams(st.integers(0, 4)), randoms)
def test_vector_size(sizes: Stream, rng: Random) -> None:
    """How many items a list has."""
    lists: dict[int, Any] = {at: [Landmarks(np.zeros((1, 3), np.float32))] * size for at, size in sizes.items()}
    require(node("LandmarkListVectorSizeCalculator", "VECTOR:a", "SIZE:b"), {"a": lists}, {"b": sizes}, rng)


@SOME
@given(streams(st.integers(0, 9)), streams(st.integers(0, 9)), randoms)
def test_merge_to_vector(first: Stream, second: Stream, rng: Random) -> None:
    """What there is at a timestamp, as a list."""
    made = [Detection((number / 9,), (number,), None) for number in range(10)]
    inputs = [{at: made[number] for at, number in stream.items()} for stream in (first, second)]
    expected = {at: [stream[at] for stream in inputs if at in stream] for at in times(first, second)}
    require(
        node("MergeDetectionsToVectorCalculator", "a b", "c"), {"a": inputs[0], "b": inputs[1]}, {"c": expected}, rng
    )


@SOME
@given(streams(st.integers()), streams(st.text(max_size=3)), randoms)
def test_make_pair(numbers: Stream, texts: Stream, rng: Random) -> None:
    """Two packets as one; one of the two may be empty."""
    text = node("MakePairCalculator", "a b", "c") + node("test.Unpair", "c", "d")
    expected = {at: (numbers.get(at), texts.get(at)) for at in times(numbers, texts)}
    require(text, {"a": numbers, "b": texts}, {"d": expected}, rng)
