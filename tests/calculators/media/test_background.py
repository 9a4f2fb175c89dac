"""Reading ahead and writing behind: order, errors, bounds, and that the caller goes on meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from backedge.calculators.media.background import ReadAhead, WriteBehind

PATIENCE = 10  # seconds that a test waits for what comes at once


def counted(fetched: list[int], end: int) -> Iterator[int]:
    """Numbers from 0 up to `end`, noted as they are fetched."""
    for number in range(end):
        fetched.append(number)
        yield number


def failing_after(end: int) -> Iterator[int]:
    """Numbers from 0 up to `end`, and then an error."""
    yield from range(end)
    raise ValueError("it breaks off")


@pytest.mark.parametrize("depth", [0, 1, 4])
def test_items_come_in_their_order_and_end(depth: int) -> None:
    """However many are fetched ahead, and asking again after the end does no harm."""
    ahead = ReadAhead(iter(range(20)), depth)
    assert list(ahead) == list(range(20))
    assert next(ahead, None) is None


@pytest.mark.parametrize("depth", [0, 1, 4])
def test_an_error_comes_after_the_items_before_it(depth: int) -> None:
    """What was read before it broke off is not lost, and nothing comes after it."""
    ahead = ReadAhead(failing_after(3), depth)
    assert [next(ahead) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="it breaks off"):
        next(ahead)
    assert next(ahead, None) is None


def test_items_are_fetched_by_another_thread_before_they_are_asked_for() -> None:
    """The third is under way when the first has come."""
    third = threading.Event()

    def items() -> Iterator[threading.Thread]:
        for number in range(9):
            if number == 2:
                third.set()
            yield threading.current_thread()

    with ReadAhead(items(), 3) as ahead:
        assert next(ahead) is not threading.current_thread()
        assert third.wait(PATIENCE)


def test_no_more_is_read_than_the_depth_and_nothing_after_closing() -> None:
    """Memory is bounded, and files can be closed."""
    fetched: list[int] = []
    ahead = ReadAhead(counted(fetched, 100), 4)
    next(ahead)
    ahead.close()
    ahead.close()
    assert fetched == list(range(len(fetched)))
    assert len(fetched) <= 4
    assert next(ahead, None) is None


def test_calls_are_made_in_their_order_by_another_thread() -> None:
    """All of them have been made when `finish` returns; more than once does no harm."""
    made: list[tuple[int, bool]] = []
    behind = WriteBehind(3)
    own = threading.current_thread()
    for number in range(20):
        behind.do(lambda number=number: made.append((number, threading.current_thread() is own)))  # type: ignore[misc]
    behind.finish()
    behind.finish()
    assert made == [(number, False) for number in range(20)]


def test_caller_goes_on_until_so_many_calls_wait() -> None:
    """The depth is reached while the first call has not returned; one more waits for it."""
    may_return = threading.Event()
    made: list[int] = []
    behind = WriteBehind(3)
    behind.do(lambda: may_return.wait(PATIENCE))
    behind.do(lambda: made.append(1))
    behind.do(lambda: made.append(2))
    fourth = threading.Thread(target=behind.do, args=[lambda: made.append(3)])
    fourth.start()
    fourth.join(0.05)
    assert fourth.is_alive()
    assert not made
    may_return.set()
    fourth.join(PATIENCE)
    behind.finish()
    assert made == [1, 2, 3]


def test_the_first_call_that_fails_is_the_last() -> None:
    """Its error comes out once, at the next opportunity, and the calls behind it are not made."""
    made: list[int] = []
    behind = WriteBehind(10)
    may_fail = threading.Event()

    def fail() -> None:
        may_fail.wait(PATIENCE)
        raise ValueError("the disk is full")

    behind.do(fail)
    behind.do(lambda: made.append(1))
    may_fail.set()
    with pytest.raises(ValueError, match="the disk is full"):
        behind.finish()
    assert made == []
    behind.finish()
