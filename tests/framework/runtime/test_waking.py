"""Bells: nobody who waits is lost, whatever comes between."""

from __future__ import annotations

import threading

from backedge.runtime.drivers.run_progress import Bell
from tests.flow import WAIT
from tests.framework.runtime.interrupts import InterruptError, can_interrupt, interrupted_often


@can_interrupt
def test_an_interrupt_of_who_rings_loses_nobody_who_waits() -> None:
    """A caller who helps a graph rings bells, and may be interrupted in each: the next ring wakes all the same."""
    bell, heard = Bell(), threading.Semaphore(0)
    rung, interrupts, count = 0, 0, 3000

    def wait_for(number: int) -> None:
        bell.wait_for(lambda: rung > number)
        heard.release()

    def wait() -> None:
        for number in range(count):
            wait_for(number)

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    with interrupted_often(Bell.ring.__code__):
        for number in range(count):
            while not bell.waiters:
                pass
            rung = number + 1
            while True:
                try:
                    bell.ring()
                    break
                except InterruptError:
                    interrupts += 1
            assert heard.acquire(timeout=WAIT), "the one who waits has not been woken"
    waiting.join(WAIT)
    assert not waiting.is_alive()
    assert interrupts, "nothing was tested: no signal came while a bell was rung"
