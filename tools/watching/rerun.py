"""Runs a command line again and again: each time in a process of its own, which imports modules as they are then."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import click

from backedge.tools.console import counted, is_quiet
from backedge.tools.user_modules import forget_compiled
from backedge.tools.watching.file_watch import FileWatch
from backedge.tools.watching.reads import record_reads


def run_on_changes(run: Callable[[list[str]], None], words: list[str], named: Sequence[Path]) -> None:
    """Run a command line now, and whenever a file that it read has changed, until Ctrl-C.

    Args:
        run: runs it; a function of a module, because it is called in other processes.
        words: its words.
        named: paths to look at whatever happens to the process.
    """
    while True:
        since = time.time_ns()
        watch = FileWatch({*named, *_run_apart(run, words)}, since)
        _say(f"watching {counted(len(watch), 'file')}; Ctrl-C ends")
        changed = watch.wait()
        forget_compiled(changed)
        click.clear()
        _say(f"{', '.join(sorted(path.name for path in changed))} changed")


def _say(text: str) -> None:
    if not is_quiet():
        click.echo(text, err=True)


def _run_apart(run: Callable[[list[str]], None], words: list[str]) -> set[Path]:
    """Run a command line in a process of its own; what it has read."""
    processes = multiprocessing.get_context("spawn")
    here, there = processes.Pipe(duplex=False)
    process = processes.Process(target=_run_and_tell, args=(run, words, there))
    sys.stdout.flush()
    with _ignoring_ctrl_c():  # and so does the process, which ends with this one
        process.start()
    try:
        there.close()
        reads: set[Path] = here.recv()
    except EOFError:  # it was ended by the system
        return set()
    else:
        process.join()
        return reads
    finally:
        process.kill()
        here.close()


@contextmanager
def _ignoring_ctrl_c() -> Iterator[None]:
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


def _run_and_tell(run: Callable[[list[str]], None], words: list[str], connection: Connection) -> None:
    """What the process does."""
    reads = record_reads()
    run(words)
    sys.stdout.flush()
    connection.send(reads())
