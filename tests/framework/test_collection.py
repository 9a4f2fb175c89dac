"""Pauses of the garbage collector end when the last of them ends, and leave it as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from backedge import CalculatorGraph, ConfigError
from backedge.collection import CollectionPauses


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The collector is on before each test and after it."""
    assert gc.isenabled()
    yield
    gc.enable()


def test_it_is_off_meanwhile() -> None:
    """Also within a pause within a pause, and after that."""
    pauses = CollectionPauses()
    with pauses.pause():
        with pauses.pause():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_was_off_stays_off() -> None:
    """A program that has turned the collector off does not get it back."""
    gc.disable()
    with CollectionPauses().pause():
        pass
    assert not gc.isenabled()


def test_threads_share_it() -> None:
    """The first of two threads to end its pause does not end that of the other."""
    pauses, begun, may_end = CollectionPauses(), Event(), Event()

    def other() -> None:
        with pauses.pause():
            begun.set()
            may_end.wait(10)

    thread = Thread(target=other)
    with pauses.pause():
        thread.start()
        assert begun.wait(10)
    assert not gc.isenabled()
    may_end.set()
    thread.join(10)
    assert gc.isenabled()


def test_graphs_are_made_without_it() -> None:
    """It is on again after a graph is made, and after one is refused."""
    CalculatorGraph('node { calculator: "PassThroughCalculator" }')
    assert gc.isenabled()
    with pytest.raises(ConfigError):
        CalculatorGraph('node { calculator: "PassThruoghCalculator" }')
    assert gc.isenabled()
