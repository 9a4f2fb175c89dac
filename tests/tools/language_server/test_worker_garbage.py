"""What answers leave behind is collected when nobody waits."""

from __future__ import annotations

import gc
import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from backedge.tools.language.service import LanguageService
from backedge.tools.language_server import language_worker
from backedge.tools.language_server.worker_messages import Question
from tests.tools.language_server.test_language_server import big_graph

QUESTION = Question(0, "outline", ("key",), {})


@pytest.fixture(autouse=True)
def _collector() -> Iterator[None]:
    """Leave the collector as it is found."""
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@contextmanager
def calling_back(function: Callable[[str, dict[str, int]], None]) -> Iterator[None]:
    """Let the collector call a function."""
    gc.callbacks.append(function)
    try:
        yield
    finally:
        gc.callbacks.remove(function)


@contextmanager
def collections() -> Iterator[list[int]]:
    """The generations that are collected in a ``with`` block."""
    found: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            found.append(info["generation"])

    with calling_back(note):
        yield found


def edit_often() -> None:
    """Ask what an editor asks after each of thirty edits."""
    service = LanguageService()
    for number in range(30):
        text = big_graph(200).replace('"s100"', f'"s{number}"')
        service.close("key")  # so that nothing of it is known, as after an edit that changes everything
        service.open("key", text, "<graph>", None)
        service.problems("key")


def test_no_answer_waits_for_a_full_collection() -> None:
    """Which takes longer than all else; without the setting there are several in thirty edits."""
    gc.freeze()
    gc.collect()  # so that it counts what is new against little, as in a worker
    with collections() as before:
        edit_often()
    assert before.count(2) > 1
    language_worker._collect_seldom()
    with collections() as now:
        edit_often()
    assert now.count(1) > 1
    assert 2 not in now


def test_garbage_is_collected_in_a_pause() -> None:
    """A question that is there is taken at once; while there is none, the collector runs once."""
    questions: queue.SimpleQueue[Question] = queue.SimpleQueue()
    questions.put(QUESTION)
    with collections() as found:
        assert language_worker._next(questions) is QUESTION
    assert 2 not in found

    def ask(phase: str, info: dict[str, int]) -> None:
        if phase == "stop" and info["generation"] == 2:
            questions.put(QUESTION)

    with collections() as found, calling_back(ask):
        assert language_worker._next(questions) is QUESTION
    assert found.count(2) == 1
