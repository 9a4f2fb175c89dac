"""The line of an author's own code that an error comes from, in the text of the error."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

import pytest

from backedge import Calculator, CalculatorGraph, Input, Output, calculator, register
from backedge.errors import CalculatorError, Location
from backedge.testing import run_node


def node(name: str) -> str:
    """The text of a node with one input."""
    return f'node {{ calculator: "{name}" input_stream: "X:x" output_stream: "y" }}'


def failure_of(text: str, value: Any = 1.0, threads: int = 0) -> CalculatorError:
    """The error of a node that is given one value."""
    with pytest.raises(CalculatorError) as caught:
        run_node(text, {"x": [value]}, num_threads=threads)
    return caught.value


def line_of(failure: CalculatorError) -> str:
    """What the message says of the line, without the name of this file, which it must have."""
    assert failure.source is not None
    before, place, line = str(failure).rpartition(f"\n    at {__file__}:{failure.source.line}, in ")
    assert place, before
    return line


@calculator("test.OneReturn")
def one_return(x: float) -> str:
    """Returns what it does not declare."""

    def inner() -> float:
        return x

    if x < 0:
        return None  # type: ignore[return-value]
    return inner()  # type: ignore[return-value]


@calculator("test.TwoReturns")
def two_returns(x: float) -> str:
    """Returns what it does not declare, from one of two lines."""
    if x < 0:
        return "negative"
    return x  # type: ignore[return-value]


def noted(function: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator like those that authors use."""

    @wraps(function)
    def called(x: float) -> Any:
        return function(x)

    return called


@calculator("test.DecoratedFunction")
@noted
def decorated(x: float) -> str:
    """Returns what it does not declare."""
    return x  # type: ignore[return-value]


class Pair(NamedTuple):
    """Two outputs."""

    first: int
    second: int


@calculator("test.WrongPair")
def wrong_pair(x: float) -> Pair:
    """Returns one thing in place of two."""
    return (x,)  # type: ignore[return-value]


@calculator("test.Reads")
def reads(x: float) -> str:
    """Fails in a library that it calls."""
    return str(json.loads(f"{{{x}"))


@register("test.Returns")
class Returns(Calculator):
    """Returns in place of sending."""

    x = Input[float]("X")
    y = Output[float]()

    def process(self) -> float:  # type: ignore[override]
        return self.x.value


@register("test.ReturnsSometimes")
class ReturnsSometimes(Returns):
    """Returns something, or nothing, from one of several lines."""

    def process(self) -> float | None:  # type: ignore[override]
        if self.x.value < 0:
            return 0.0
        return self.x.value or None


@register("test.Unmade")
class Unmade(Returns):
    """Cannot be made."""

    def __init__(self) -> None:
        raise OSError("no camera")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("test.OneReturn", "one_return: return inner()  # type: ignore[return-value]"),
        ("test.TwoReturns", "two_returns: def two_returns(x: float) -> str:"),
        ("test.DecoratedFunction", "decorated: return x  # type: ignore[return-value]"),
        ("test.WrongPair", "wrong_pair: return (x,)  # type: ignore[return-value]"),
        ("test.Reads", 'reads: return str(json.loads(f"{{{x}"))'),
        ("test.Returns", "process: return self.x.value"),
        ("test.ReturnsSometimes", "process: def process(self) -> float | None:  # type: ignore[override]"),
        ("test.Unmade", '__init__: raise OSError("no camera")'),
    ],
)
def test_the_line(name: str, line: str, threads: int) -> None:
    """The error ends with the line that its author has to look at: that of the return, or of the function if unsure."""
    text = node(name).replace('"y"', '"FIRST:y"') if name == "test.WrongPair" else node(name)
    assert line_of(failure_of(text, threads=threads)) == line


def test_a_function_without_a_file() -> None:
    """Code that was typed in has no line to show, and its error none."""
    names: dict[str, Any] = {"calculator": calculator}
    exec('@calculator("test.TypedIn")\ndef typed_in(x: float) -> str:\n    return x\n', names)
    failure = failure_of(node("test.TypedIn"))
    assert failure.source is None
    assert 'output stream "y" carries str, but was sent float' in str(failure)


def test_our_own_calculators_show_no_line() -> None:
    """A mistake in a graph that one of our calculators finds is not in a line of ours."""
    text = 'node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:x" output_stream: "SIZE:y" }'
    with pytest.raises(CalculatorError) as caught:
        run_node(f'node {{ calculator: "test.SendsNoImage" input_stream: "a" output_stream: "x" }} {text}', {"a": [1]})
    assert isinstance(caught.value.source, Location)
    assert caught.value.node == "test.SendsNoImage"


@register("test.SendsNoImage")
class SendsNoImage(Calculator):
    """Sends a number where its reader wants an image, and promises nothing."""

    a = Input[Any]()
    x = Output[Any]()

    def process(self) -> None:
        self.x.send(1)


@calculator("test.DividesByZero")
def divides_by_zero(x: float) -> float:
    """Fails."""
    return x / 0


def test_a_profiled_call_shows_the_same_line() -> None:
    """Whoever measures or traces a run stands between the calculator and its failure, and is not its line."""
    graph = CalculatorGraph(f'input_stream: "x" {node("test.DividesByZero")}')
    graph.profiler.enable()
    graph.profiler.listen(lambda _: None)
    graph.start_run()
    with pytest.raises(CalculatorError) as caught:
        graph.add_packet_to_input_stream("x", 1.0, 0)
    assert line_of(caught.value) == "divides_by_zero: return x / 0"
