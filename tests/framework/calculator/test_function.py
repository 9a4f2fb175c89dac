"""Functions as calculators."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

import pytest

from backedge import CalculatorGraph, ConfigError, calculator
from backedge.errors import RegistrationError
from tests.framework.nodes import P, add, do, end, graph_of, values, watch


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
    """Feed a node, timestamps being 0, 1, …; None is no packet."""
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


def test_none_is_no_packet(threads: int) -> None:
    """Where a function returns None nothing is sent, and downstream is told."""
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
    """A NamedTuple's fields are outputs tagged with their names; a None among them is no packet."""
    node = do("NUMBER:n", "WHOLE:w REST:r", calculator="FunctionSplit")
    assert run(node, {"n": [1.5, 2.0]}, "w r", threads) == {"w": [(0, 1), (1, 2)], "r": [(0, 0.5)]}
    assert run(do("NUMBER:n", "REST:r", calculator="FunctionSplit"), {"n": [1.5]}, "r", threads) == {"r": [(0, 0.5)]}


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
    with pytest.raises(ConfigError, match=r"takes float at NUMBER, but FunctionKeepOdd .* makes it int"):
        CalculatorGraph(text + do("NUMBER:o", "x", calculator="FunctionHalve"))


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


def option_without_default(number: int, *, gain: int) -> int:
    """Has an option that must be set."""
    return number * gain


def with_unknown(number: Nowhere) -> int:  # type: ignore[name-defined]  # noqa: F821 - that is the point
    """Has an annotation that leads nowhere."""
    return int(number)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (unannotated, "unannotated: annotate 'number': the annotation is the port's type"),
        (no_result, "no_result: annotate 'return': the annotation is the port's type"),
        (with_star, r"with_star: \*args, \*\*kwargs and positional-only parameters cannot be ports"),
        (option_without_default, "option_without_default: option 'gain' needs a default value"),
        (with_unknown, "with_unknown: name 'Nowhere' is not defined in an annotation"),
    ],
)
def test_functions_that_cannot_be_calculators(function: Any, message: str) -> None:
    """What a function lacks is told when it is decorated."""
    with pytest.raises(RegistrationError, match=f"^{message}$"):
        calculator(function)


def test_errors_name_the_function(threads: int) -> None:
    """What the function raises is told like any calculator's failure."""
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
