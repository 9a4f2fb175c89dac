"""How much memory the trial of a model may take, and how much it has taken.

Memory is looked at while it is used, not limited (`setrlimit`): what an engine does that gets none is to crash, or to
refuse the model in words that say nothing of memory. And it is what is in use that counts: engines and numpy reserve
far more for their threads, the more processors there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

from backedge.calculators.inference.number_variables import number_of

if TYPE_CHECKING:
    from subprocess import Popen

MEMORY_VARIABLE: Final = "BACKEDGE_TRIAL_MEMORY"
"""Environment variable with the megabytes that the trial of a model may take, whatever the model's size."""

MEGABYTE: Final = 10**6
_FOR_EVERY_MODEL: Final = 1000 * MEGABYTE
"""The models of the manifest take 65 to 210 in LiteRT, up to 250 in OpenVINO; what they compute on is most of that."""
_FOR_EACH_BYTE: Final = 32
"""Of the file. Three copies of the model, each with its weights as floats of 32 bits, packed anew, and as they were."""

_LOOK_SECONDS: Final = 0.01


def most_memory(size: int) -> int:
    """How many bytes of memory the process may take that tries out a model.

    Args:
        size: bytes of the model's file.

    Raises:
        ResourceError: `$BACKEDGE_TRIAL_MEMORY` is set and no whole number of at least 1.
    """
    named = number_of(MEMORY_VARIABLE)
    return _FOR_EVERY_MODEL + _FOR_EACH_BYTE * size if named is None else named * MEGABYTE


def peak_memory(process: int | str) -> int:
    """The bytes of memory that a process has taken at most; 0 where the system (not Linux) or the process does not say.

    Args:
        process: its number, or "self".
    """
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)


@contextmanager
def ended_beyond(memory: int, child: Popen[bytes]) -> Iterator[Event]:
    """End a process when it has taken more memory than so many bytes; the event tells whether it was ended."""
    is_over, is_ended = Event(), Event()

    def watch() -> None:
        while not is_over.wait(_LOOK_SECONDS):
            if peak_memory(child.pid) > memory:
                is_ended.set()
                child.kill()
                return

    watcher = Thread(target=watch, name="backedge-trial", daemon=True)
    watcher.start()
    try:
        yield is_ended
    finally:
        is_over.set()
        watcher.join()
