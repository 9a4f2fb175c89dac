"""The work of planning grows as the graph does. It is counted, since times say little on a busy machine."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from types import FrameType

import pytest

from backedge import ConfigError, suggest
from backedge.planning import build_graph
from tests.framework.planning.large_graphs import RIGHT, WRONG, chain, misspelt_streams

SMALL = 50
TIMES = 4


@pytest.fixture(autouse=True)
def little_effort(monkeypatch: pytest.MonkeyPatch) -> None:
    """Suggestions end early: the graphs here are small beside those whose names are too many."""
    monkeypatch.setattr(suggest, "_MOST_EFFORT", 200)


def calls_to_plan(text: str) -> int:
    """How many functions are called, Python's and C's, until a graph is planned, or refused."""
    count = 0

    def note(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    gc.disable()  # a finalizer of something else is no work for this graph
    sys.setprofile(note)
    try:
        build_graph(text)
    except ConfigError:
        pass  # which complaint it is, other tests say
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


@pytest.mark.parametrize("make", [*RIGHT, *WRONG], ids=lambda make: make.__name__)
def test_four_times_the_nodes_are_four_times_the_work(make: Callable[[int], str]) -> None:
    """And a tenth more, at most: whatever the graph is like, and whatever is wrong with it."""
    calls_to_plan(make(3))  # plug-ins are loaded, and what is remembered of calculators
    base, small, large = (calls_to_plan(make(size)) for size in (3, SMALL, SMALL * TIMES))
    assert large - base <= 1.1 * TIMES * (small - base)


@pytest.mark.parametrize("make", WRONG, ids=lambda make: make.__name__)
def test_all_that_is_wrong_is_told(make: Callable[[int], str]) -> None:
    """Of dozens of mistakes, too, each at its place."""
    with pytest.raises(ConfigError) as caught:
        build_graph(make(SMALL))
    places = [found.location for found in caught.value.diagnostics]
    assert len(set(places)) == len(places) >= SMALL - 1


def test_only_the_first_of_too_many_misspelt_names_get_a_suggestion() -> None:
    """The rest are told what else can be done."""
    with pytest.raises(ConfigError) as caught:
        build_graph(misspelt_streams(100))
    suggested = ["did you mean" in found.hint for found in caught.value.diagnostics]
    assert suggested[0]
    assert sorted(suggested, reverse=True) == suggested
    assert caught.value.diagnostics[-1].hint.startswith('add `input_stream: "stream_99"` to the graph')


def test_a_node_of_a_chain_takes_few_calls() -> None:
    """What is the same for all nodes of a calculator is found once for all of them."""
    assert calls_to_plan(chain(2 * SMALL)) - calls_to_plan(chain(SMALL)) < 800 * SMALL


def test_a_node_takes_little_work() -> None:
    """What is the same at all nodes of a calculator is found out once, and not at each of them."""
    calls_to_plan(chain(3))
    small, large = (calls_to_plan(chain(size)) for size in (10, 110))
    assert (large - small) / 100 < 350  # 304 when this was written, and 654 when each node was looked at
