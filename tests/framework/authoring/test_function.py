"""Functions as calculators."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, NamedTuple, Optional

import pytest

from backedge import Calculator, CalculatorGraph, ConfigError, Input, calculator, register
from backedge.errors import CalculatorError, RegistrationError
from backedge.packet import Packet
from backedge.protos import UInt64
from backedge.timestamp import Timestamp
from tests.flow import P, add, end, values, watch
from tests.graph_text import do, graph_of


@calculator
def FunctionHalve(number: float) -> float:  # noqa: N802 - it is registered under its name
    """Half of a number."""
    return number / 2


@calculator
def FunctionScale(number: float, offset: float = 0.5, *, gain: float = 2.0, word: str = "") -> str:  # noqa: N802
    """Has an optional input and options."""
    return f"{number * gain + offset}{word}"


@calculator
def FunctionKeepOdd(number: int) -> int | None:  # noqa: N802
    """Drops even numbers."""
    return number if number % 2 else None


@calculator
def FunctionSize(text: str) -> int:  # noqa: N802
    """How long a text is."""
    return len(text)


class Split(NamedTuple):
    """Two results."""

    whole: int
    rest: float | None


@calculator
def FunctionSplit(number: float) -> Split:  # noqa: N802
    """Whole part, and the rest where there is one."""
    return Split(int(number), number % 1 or None)


@calculator
def FunctionNote(number: int) -> None:  # noqa: N802
    """Has no output."""
    notes.append(number)


notes: list[int] = []


def run(node: str, feed: dict[str, list[Any]], outputs: str, threads: int) -> dict[str, list[Any]]:
    """Feed a node, timestamps being 0, 1, …; None stands for no packet."""
    with CalculatorGraph(graph_of(" ".join(feed), node), num_threads=threads) as graph:
        seen = watch(graph, *outputs.split(), bounds=False)
        graph.start_run()
        for name, items in feed.items():
            for timestamp, item in enumerate(items):
                if item is not None:
                    graph.add_packet_to_input_stream(name, item, timestamp)
        end(graph)
    return {name: [(packet.timestamp, packet.value) for packet in packets] for name, packets in seen.items()}


def test_a_function_is_a_calculator(threads: int) -> None:
    """The parameter is an input tagged with its name in capitals, the result goes to the untagged output."""
    node = do("NUMBER:n", "h", calculator="FunctionHalve")
    assert run(node, {"n": [1.0, 3.0]}, "h", threads) == {"h": [(0, 0.5), (1, 1.5)]}


def test_the_function_stays_a_function() -> None:
    """The decorated function can be called as before."""
    assert FunctionHalve(3.0) == 1.5


def test_optional_inputs_and_options(threads: int) -> None:
    """A parameter with a default is an optional input, a keyword-only one an option."""
    plain = do("NUMBER:n", "t", calculator="FunctionScale")
    assert run(plain, {"n": [1.0]}, "t", threads) == {"t": [(0, "2.5")]}
    options = "node_options { [type.googleapis.com/FunctionScaleOptions] { gain: 10 word: '!' } }"
    full = do("NUMBER:n OFFSET:o", "t", calculator="FunctionScale", more=options)
    fed = {"n": [1.0, 2.0, None], "o": [0.25, None, 9.0]}
    assert run(full, fed, "t", threads) == {"t": [(0, "10.25!"), (1, "20.5!")]}


@calculator
def FunctionRequired(number: float, *, gain: float, word: str = "!") -> str:  # noqa: N802
    """Has an option without a default."""
    return f"{number * gain}{word}"


def test_an_option_without_default_has_to_be_set(threads: int) -> None:
    """A keyword-only parameter without a default is an option that every node has to have."""
    node = "node_options {{ [type.googleapis.com/FunctionRequiredOptions] {{ {} }} }}"
    right = do("NUMBER:n", "t", calculator="FunctionRequired", more=node.format("gain: 3"))
    assert run(right, {"n": [1.0]}, "t", threads) == {"t": [(0, "3.0!")]}
    for more in ("", node.format("")):
        with pytest.raises(ConfigError, match="FunctionRequiredOptions needs gain, which has no default"):
            CalculatorGraph(graph_of("n", do("NUMBER:n", "t", calculator="FunctionRequired", more=more)))


def test_none_is_no_packet(threads: int) -> None:
    """A function that returns None sends nothing, and moves the bound."""
    with CalculatorGraph(
        graph_of("n", do("NUMBER:n", "o", calculator="FunctionKeepOdd")), num_threads=threads
    ) as graph:
        seen = watch(graph, "o")
        graph.start_run()
        for timestamp in (1, 2, 3):
            graph.add_packet_to_input_stream("n", P(timestamp))
            graph.wait_until_idle()
    assert [(packet.timestamp, packet.is_empty) for packet in seen["o"]] == [(1, False), (2, True), (3, False)]


def test_several_results(threads: int) -> None:
    """A NamedTuple's fields are outputs tagged with their names; a None among them sends no packet."""
    node = do("NUMBER:n", "WHOLE:w REST:r", calculator="FunctionSplit")
    assert run(node, {"n": [1.5, 2.0]}, "w r", threads) == {"w": [(0, 1), (1, 2)], "r": [(0, 0.5)]}
    assert run(do("NUMBER:n", "REST:r", calculator="FunctionSplit"), {"n": [1.5]}, "r", threads) == {"r": [(0, 0.5)]}


@calculator
def FunctionDecay(number: float, before: float | None = None) -> Split:  # noqa: N802
    """Adds up; every other rest is None."""
    total = number + (before or 0.0)
    return Split(int(total), total if int(total) % 2 else None)


def test_one_of_several_results_goes_round_a_loop(threads: int) -> None:
    """A field of a NamedTuple can be a back edge by itself, the others being left out; None sends no packet."""
    loop = do(
        "MAIN:n LOOP:r",
        "PREV_LOOP:before",
        calculator="PreviousLoopbackCalculator",
        more='input_stream_info { tag_index: "LOOP" back_edge: true }',
    )
    node = do("NUMBER:n BEFORE:before", "REST:r", calculator="FunctionDecay")
    assert run(loop + node, {"n": [1.0, 2.0, 1.0, 5.0]}, "r", threads) == {"r": [(0, 1.0), (1, 3.0), (3, 5.0)]}


@calculator
def FunctionShare(number: float, before: float | None = None) -> tuple[float | None, str]:  # noqa: N802
    """Returns two values without names."""
    return (number + (before or 0.0) or None), str(before)


def test_each_item_of_a_tuple_goes_to_a_stream(threads: int) -> None:
    """A node with as many output streams as the tuple has items sends each item; None sends no packet."""
    node = do("NUMBER:n", "a b", calculator="FunctionShare")
    assert run(node, {"n": [1.0, 0.0]}, "a b", threads) == {"a": [(0, 1.0)], "b": [(0, "None"), (1, "None")]}
    types = CalculatorGraph(graph_of("n", node)).plan.stream_types
    assert (types["a"], types["b"]) == (float, str)


def test_an_item_of_a_tuple_goes_round_a_loop(threads: int) -> None:
    """Each of the streams can be a back edge."""
    loop = do(
        "MAIN:n LOOP:a",
        "PREV_LOOP:before",
        calculator="PreviousLoopbackCalculator",
        more='input_stream_info { tag_index: "LOOP" back_edge: true }',
    )
    node = do("NUMBER:n BEFORE:before", "a b", calculator="FunctionShare")
    assert run(loop + node, {"n": [1.0, 2.0]}, "a b", threads) == {
        "a": [(0, 1.0), (1, 3.0)],
        "b": [(0, "None"), (1, "1.0")],
    }


def test_a_node_has_one_stream_or_one_for_each_item() -> None:
    """Other numbers of output streams are refused, with the two that can be."""

    @calculator
    def FunctionTriple(number: int) -> tuple[int, int, int]:  # noqa: N802
        return number, number, number

    with pytest.raises(
        ConfigError, match=r"the function returns 3 values; give it one output stream, for the tuple, or 3, not 2"
    ):
        CalculatorGraph(graph_of("n", do("NUMBER:n", "a b", calculator="FunctionTriple")))
    with pytest.raises(ConfigError, match="takes only 3 untagged output streams"):
        CalculatorGraph(graph_of("n", do("NUMBER:n", "a b c d", calculator="FunctionTriple")))


def test_a_tuple_of_any_length_is_one_packet(threads: int) -> None:
    """tuple[X, ...] has no items of its own, and no outputs for them."""

    @calculator
    def FunctionMany(number: int) -> tuple[int, ...]:  # noqa: N802
        return (number,) * number

    assert run(do("NUMBER:n", "t", calculator="FunctionMany"), {"n": [2]}, "t", threads) == {"t": [(0, (2, 2))]}
    with pytest.raises(ConfigError, match="takes only 1 untagged output stream"):
        CalculatorGraph(graph_of("n", do("NUMBER:n", "a b", calculator="FunctionMany")))


def test_an_only_parameter_needs_no_tag(threads: int) -> None:
    """The tag of the only parameter without a default can be left out; it can also be written, but not both."""
    for ports in ("n", "NUMBER:n"):
        assert run(do(ports, "h", calculator="FunctionHalve"), {"n": [1.0]}, "h", threads) == {"h": [(0, 0.5)]}
    node = do("n OFFSET:o", "t", calculator="FunctionScale")
    assert run(node, {"n": [1.0], "o": [0.25]}, "t", threads) == {"t": [(0, "2.25")]}
    with pytest.raises(ConfigError, match="takes no untagged input stream"):
        CalculatorGraph(graph_of("n m", do("NUMBER:n m", "h", calculator="FunctionHalve")))
    with pytest.raises(ConfigError, match="takes only 1 untagged input stream"):
        CalculatorGraph(graph_of("n m", do("n m", "h", calculator="FunctionHalve")))


def test_an_only_parameter_without_a_tag_can_be_a_back_edge() -> None:
    """The config names the input as it has connected it."""
    loop = do("n", "h", calculator="FunctionHalve", more='input_stream_info { tag_index: "" back_edge: true }')
    graph = CalculatorGraph(graph_of("", loop, do("h", "n", calculator="FunctionHalve")))
    assert graph.plan.nodes[0].back_edges == {("", 0)}


def test_parameters_among_several_need_their_tags() -> None:
    """Where two parameters have no default, an untagged stream could be either."""

    @calculator
    def FunctionAdd(first: float, second: float) -> float:  # noqa: N802
        return first + second

    with pytest.raises(ConfigError, match=r"FunctionAdd .* takes no untagged input stream"):
        CalculatorGraph(graph_of("n m", do("n m", "h", calculator="FunctionAdd")))


class Total(NamedTuple):
    """One result, with a name."""

    total: int


@calculator
def FunctionTotal(number: int) -> Total:  # noqa: N802
    """Has one named output."""
    return Total(number + 1)


@calculator
def FunctionMaybeSplit(number: float) -> Split | None:  # noqa: N802
    """Has several outputs, or nothing for them."""
    return Split(int(number), None) if number else None


@calculator
def FunctionPair(number: int) -> tuple[int, str]:  # noqa: N802
    """Sends a tuple, which is one packet."""
    return number, str(number)


def test_a_single_named_result(threads: int) -> None:
    """A NamedTuple with one field is not sent itself, its field is; a plain tuple is one packet."""
    node = do("NUMBER:n", "TOTAL:t", calculator="FunctionTotal")
    assert run(node, {"n": [1]}, "t", threads) == {"t": [(0, 2)]}
    node = do("NUMBER:n", "p", calculator="FunctionPair")
    assert run(node, {"n": [1]}, "p", threads) == {"p": [(0, (1, "1"))]}


def test_several_results_or_none(threads: int) -> None:
    """A function that may return None instead of a NamedTuple has the same outputs."""
    node = do("NUMBER:n", "WHOLE:w", calculator="FunctionMaybeSplit")
    assert run(node, {"n": [0.0, 2.5]}, "w", threads) == {"w": [(1, 2)]}


def test_a_result_with_other_fields_is_refused(threads: int) -> None:
    """A result in place of the NamedTuple has to be a tuple with as many items."""

    @calculator
    def FunctionLies(number: int) -> Split:  # noqa: N802
        return (number,)  # type: ignore[return-value] # that is the point

    node = do("NUMBER:n", "WHOLE:w", calculator="FunctionLies")
    with pytest.raises(CalculatorError, match=r"the function returned \(1,\), but declares 2 outputs"):
        run(node, {"n": [1]}, "w", threads)


@calculator
def FunctionPacket(number: int) -> int:  # noqa: N802
    """Takes a packet for a value."""
    return Packet(number, 0)  # type: ignore[return-value] # the mistake


@calculator
def FunctionPacketInTuple(number: int) -> tuple[int, int]:  # noqa: N802
    """Takes a packet for one of its values."""
    return number, Packet(number, 0)  # type: ignore[return-value] # the mistake


@pytest.mark.parametrize(("name", "outputs"), [("FunctionPacket", "b"), ("FunctionPacketInTuple", "b c")])
@pytest.mark.parametrize("check_types", [False, True])
def test_a_packet_is_no_value(name: str, outputs: str, check_types: bool, threads: int) -> None:
    """It would be a packet inside a packet for whoever reads the stream."""
    streams = " ".join(f'output_stream: "{output}"' for output in outputs.split())
    text = f'input_stream: "a" node {{ calculator: "{name}" input_stream: "a" {streams} }}'
    graph = CalculatorGraph(text, num_threads=threads, check_types=check_types)
    graph.start_run()
    with pytest.raises(CalculatorError, match=r"the function returned a Packet, Packet\(7 @ 0\); return its value"):  # noqa: PT012 - whichever call tells
        graph.add_packet_to_input_stream("a", 7, 0)
        end(graph)


def test_aliases_keep_their_meaning() -> None:
    """An annotated alias, such as Timestamp, is a type of port of its own, in a NamedTuple too."""

    class Times(NamedTuple):
        when: Timestamp

    @calculator
    def FunctionTimes(when: Timestamp, *, step: Annotated[int, "seconds"] = 1, most: UInt64 = 2) -> Times:  # noqa: N802
        return Times(min(when + step, most))

    text = graph_of("n", do("WHEN:n", "WHEN:w", calculator="FunctionTimes"))
    assert CalculatorGraph(text).plan.stream_types == {"n": Timestamp, "w": Timestamp}
    with pytest.raises(ConfigError, match=r"takes int at NUMBER, but FunctionTimes .* makes it Timestamp"):
        CalculatorGraph(text + do("NUMBER:w", "TOTAL:x", calculator="FunctionTotal"))


@pytest.mark.parametrize(
    "name",
    [
        "timestamp",
        "output",
        "outputs",
        "function",
        "process",
        "required",
        "results",
        "phase",
        "options",
        "self",
        "policy",
    ],
)
def test_a_parameter_may_have_any_name(name: str, threads: int) -> None:
    """Inputs and options can be called what a calculator has itself."""
    names: dict[str, Any] = {"__name__": __name__}
    source = (
        f"def FunctionAny_{name}({name}: int) -> int:\n    return {name}\n"
        f"def FunctionOptional_{name}({name}: int = 5) -> int:\n    return {name}\n"
        f"def FunctionOption_{name}(number: int, *, {name}: int = 5) -> int:\n    return number + {name}\n"
    )
    exec(source, names)
    for tag, kind, expected in ((name.upper(), "Any", 1), (name.upper(), "Optional", 1), ("NUMBER", "Option", 6)):
        calculator(names[f"Function{kind}_{name}"])
        node = do(f"{tag}:n", "o", calculator=f"Function{kind}_{name}")
        assert run(node, {"n": [1]}, "o", threads) == {"o": [(0, expected)]}


def test_parameters_whose_tags_are_the_same_are_refused() -> None:
    """Parameters that differ in case only cannot both be inputs."""

    def clash(a: int, A: int) -> int:  # noqa: N803
        return a + A

    with pytest.raises(RegistrationError, match=r'clash.in_A: in_a is input stream "A" already'):
        calculator(clash)


def test_no_result(threads: int) -> None:
    """A function that returns None has no output at all."""
    notes.clear()
    run(do("NUMBER:n", calculator="FunctionNote"), {"n": [1, 2]}, "", threads)
    assert notes == [1, 2]
    with pytest.raises(ConfigError, match="it has no output streams at all"):
        CalculatorGraph(graph_of("n", do("NUMBER:n", "x", calculator="FunctionNote")))


def test_types_come_from_the_annotations() -> None:
    """Annotations are port types: X | None carries X."""
    text = graph_of("n", do("NUMBER:n", "o", calculator="FunctionKeepOdd"))
    assert CalculatorGraph(text).plan.stream_types == {"n": int, "o": int}
    with pytest.raises(ConfigError, match=r"takes str at TEXT, but FunctionKeepOdd .* makes it int"):
        CalculatorGraph(text + do("TEXT:o", "x", calculator="FunctionSize"))


def test_optional_is_understood_in_its_old_spelling(threads: int) -> None:
    """Optional[X] is X | None."""

    @calculator
    def FunctionOld(number: Optional[int]) -> Optional[str]:  # noqa: N802, UP045 - the spelling is the point
        return str(number)

    assert FunctionOld(1) == "1"
    assert run(do("NUMBER:n", "o", calculator="FunctionOld"), {"n": [1]}, "o", threads) == {"o": [(0, "1")]}


def unannotated(number, gain: float) -> float:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Lacks an annotation."""
    return float(number * gain)


def no_result(number: int):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """Lacks the result's annotation."""
    return number


def with_star(*numbers: int) -> int:
    """Takes any number of arguments."""
    return sum(numbers)


def with_stars(number: int, **gains: int) -> int:
    """Takes any option."""
    return number * sum(gains.values())


def by_position(number: int, /) -> int:
    """Has an input without a name."""
    return number


def of_an_instance(self, number: int) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Looks like a method."""
    return number


def option_without_type(number: int, *, gain=2) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Has an option without type."""
    return int(number * gain)


def with_raising(number: math.Nowhere) -> int:  # type: ignore[name-defined]
    """Has an annotation that raises."""
    return int(number)


def with_unknown(number: Nowhere) -> int:  # type: ignore[name-defined]  # noqa: F821 - that is the point
    """Has an annotation that leads nowhere."""
    return int(number)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (unannotated, "unannotated: annotate 'number': the annotation is the port's type"),
        (no_result, "no_result: annotate what it returns, with `-> None` if .*: the annotation is the port's type"),
        (option_without_type, "option_without_type: annotate 'gain': the annotation is the option's type"),
        (
            with_star,
            r"with_star: \*numbers cannot be ports: .* write a class with a group, numbers = Inputs\[...\]\(\)",
        ),
        (with_stars, r"with_stars: \*\*gains cannot be options: write each of them as a parameter after \*, with .*"),
        (by_position, "by_position: number stands before /, but its name is the tag of a port; leave the / out"),
        (
            of_an_instance,
            "of_an_instance: a method cannot be a calculator; write it outside of its class, without self",
        ),
        (lambda number: number, "<lambda>: a lambda has no types; write it with def, and annotate it"),
        (with_raising, "with_raising: AttributeError in an annotation: module 'math' has no attribute 'Nowhere'"),
        (with_unknown, "with_unknown: name 'Nowhere' is not defined in an annotation"),
    ],
)
def test_functions_that_cannot_be_calculators(function: Any, message: str) -> None:
    """Decorating a function that lacks something fails, and names it."""
    with pytest.raises(RegistrationError, match=f"^{message}$"):
        calculator(function)


def test_errors_name_the_function(threads: int) -> None:
    """An exception of the function is reported like any calculator's failure."""
    graph = CalculatorGraph(graph_of("n", do("NUMBER:n", "t", calculator="FunctionScale")), num_threads=threads)
    graph.start_run()
    with pytest.raises(Exception, match=r"graph input stream \"n\" carries float, but the packet at 1 holds str"):
        add(graph, "n", 1)
    graph.close()


def test_values_reach_the_function_unchanged(threads: int) -> None:
    """The very object that was fed is what the function gets."""
    got: list[Any] = []

    @calculator
    def FunctionKeep(thing: object) -> None:  # noqa: N802
        got.append(thing)

    thing = object()
    run(do("THING:x", calculator="FunctionKeep"), {"x": [thing]}, "", threads)
    assert got == [thing]
    assert got[0] is thing
    assert values([]) == []


@calculator("function.Label")
def label_of(number: int, *, labels: list[str] = ["none", "one"]) -> str:  # noqa: B006 - each node gets its own
    """Has a name of its own as a calculator, and a list as option."""
    return labels[number]


@calculator()
def FunctionSame(number: int) -> int:  # noqa: N802
    """Is registered under its own name."""
    return number


def test_a_function_can_have_another_name(threads: int) -> None:
    """The calculator's name is the decorator's, and that of the options goes with it; the function keeps its own."""
    plain = do("NUMBER:a", "b", calculator="function.Label")
    assert run(plain, {"a": [1, 0]}, "b", threads) == {"b": [(0, "one"), (1, "none")]}
    options = 'node_options { [type.googleapis.com/LabelOptions] { labels: "zero" } }'
    node = do("NUMBER:a", "b", more=options, calculator="function.Label")
    assert run(node, {"a": [0]}, "b", threads) == {"b": [(0, "zero")]}
    assert run(do("NUMBER:a", "b", calculator="FunctionSame"), {"a": [3]}, "b", threads) == {"b": [(0, 3)]}
    assert label_of(1) == "one"


def test_what_does_nothing_when_called_is_refused() -> None:
    """Coroutines and generators, as functions or as process(), are refused: the engine does not await or iterate."""

    async def later(number: int) -> int:
        return number

    def each(number: int) -> Iterator[int]:
        yield number

    class Later(Calculator):
        number = Input[int]()

        async def process(self) -> None:  # type: ignore[override]
            pass

    class Each(Calculator):
        number = Input[int]()

        def process(self) -> Iterator[int]:  # type: ignore[override]
            yield 1

    for function in (later, each):
        with pytest.raises(
            RegistrationError, match=rf"\.{function.__name__}\(\) (is async|has a yield), and the engine"
        ):
            calculator(function)
    for cls in (Later, Each):
        with pytest.raises(
            RegistrationError, match=rf"\.{cls.__name__}\.process\(\) (is async|has a yield), and the engine"
        ):
            register(cls)


def test_only_functions_can_be_function_calculators() -> None:
    """A class, or a call by mistake, is refused with what was found."""
    cures: list[tuple[Any, str]] = [
        (Split, ".*; a class is registered with @register"),
        (staticmethod(FunctionHalve), ".*; write it outside of its class"),
        (partial(FunctionHalve, 1.0), ".*; write a function with annotations that calls it"),
        (3, "3"),
    ]
    for target, cure in cures:
        with pytest.raises(RegistrationError, match=f"^calculator is for functions, or takes names; found {cure}$"):
            calculator(target)
