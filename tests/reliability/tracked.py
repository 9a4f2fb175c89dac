"""A program that tracks a synthetic hand in many ways, and tells in which the result is not that of a lone run.

Run by `test_lone_runs.py` under several options of Python; it prints the ways that it tried.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import os
import sys
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.graphs.hand_tracking import HandTracker, HandTrackingResult

FRAMES = range(40, 44)
"""The hand is wholly visible on these."""


def clip() -> SyntheticHand:
    """A small clip, the same one every time."""
    return SyntheticHand(width=128, height=96, frames=180)


def tracker() -> HandTracker:
    """The smallest one."""
    return HandTracker(num_hands=1, model_complexity=0)


def digest(results: list[HandTrackingResult]) -> str:
    """A text that is another one if any bit of any landmark is."""
    hands = [hand for result in results for hand in result.hands]
    assert len(hands) == len(FRAMES), "the hand is not found"
    return hashlib.sha256(b"".join(hand.landmarks.tobytes() for hand in hands)).hexdigest()


def lone(_: int = 0) -> str:
    """One tracker, frame by frame."""
    frames = clip()
    with tracker() as hands:
        return digest([hands.process(frames[number].image, frames[number].timestamp) for number in FRAMES])


def in_turns() -> list[str]:
    """Two trackers in turns on one thread."""
    frames = clip()
    with tracker() as first, tracker() as second:
        results = [
            (
                first.process(frames[number].image, frames[number].timestamp),
                second.process(frames[number].image, frames[number].timestamp),
            )
            for number in FRAMES
        ]
    return [digest(list(each)) for each in zip(*results, strict=True)]


def on_threads() -> list[str]:
    """Eight trackers on eight threads."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lone, range(8)))


def in_asyncio() -> list[str]:
    """Trackers whose frames are worked on beside an event loop."""

    async def track() -> str:
        frames = clip()
        with tracker() as hands:
            return digest(
                [
                    await asyncio.to_thread(hands.process, frames[number].image, frames[number].timestamp)
                    for number in FRAMES
                ]
            )

    async def track_all() -> list[str]:
        return list(await asyncio.gather(track(), track()))

    return asyncio.run(track_all())


def in_a_fork() -> list[str]:
    """A process that is forked off from one that has tracked before."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of threads, which the engine has
        child = os.fork()
    if child == 0:
        os.write(writer, lone().encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        result = pipe.read()
    os.waitpid(child, 0)
    return [result]


def in_new_processes() -> list[str]:
    """Two processes that are started anew."""
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(lone, range(2)))


WAYS: list[Callable[[], list[str]]] = [in_a_fork, in_turns, on_threads, in_asyncio, in_new_processes]


def main() -> None:
    """Try all ways."""
    expected = lone()
    for way in WAYS:
        if way is in_a_fork and not hasattr(os, "fork"):
            continue
        found = way()
        if set(found) != {expected}:
            sys.exit(f"{way.__name__}: {found} instead of {expected}")
        print(way.__name__)  # noqa: T201 - that is how it tells
    print(expected)  # noqa: T201


if __name__ == "__main__":
    main()
