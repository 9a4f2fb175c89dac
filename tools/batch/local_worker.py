"""What runs in a worker's process: it gets tasks through a pipe, and sends outcomes back."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Final

from backedge.batch.job import Job
from backedge.calculators.inference.thread_default import THREADS_VARIABLE
from backedge.errors import BackedgeError

DECODER_VARIABLE: Final = "OPENCV_FFMPEG_CAPTURE_OPTIONS"
"""The environment variable of OpenCV's for FFmpeg's options; it is read whenever a video is opened."""


@dataclass(frozen=True, slots=True)
class Broken:
    """What a worker says that cannot begin.

    Attributes:
        error: why.
        is_ours: whether it is a mistake of ours, and `error` a traceback.
    """

    error: str
    is_ours: bool


def use_one_thread() -> None:
    """Let models, OpenCV and FFmpeg work on one thread each: there is a worker for every processor."""
    import cv2

    os.environ[THREADS_VARIABLE] = "1"
    os.environ.setdefault(DECODER_VARIABLE, "threads;1")
    cv2.setNumThreads(1)


def serve(pipe: Connection, job: Job, output: str, scratch: Path, *, is_quiet: bool) -> None:
    """Do the tasks that come through a pipe, until it is closed.

    Args:
        pipe: gives tasks; takes one `Ready` or `Broken`, and then an outcome for each task.
        job: what to do with them.
        output: where the results go.
        scratch: the folder for files that are not finished.
        is_quiet: whether to log errors only.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who gives out the tasks
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from backedge.tools.console import set_up_logging
    from backedge.tools.standard_streams import quiet_native_libraries

    set_up_logging(quiet=is_quiet)
    with quiet_native_libraries(), suppress(EOFError, BrokenPipeError, ConnectionResetError):
        _serve(pipe, job, output, scratch)


def _serve(pipe: Connection, job: Job, output: str, scratch: Path) -> None:
    from backedge.batch.stores import make_store
    from backedge.batch.worker import Worker

    use_one_thread()
    try:
        worker = Worker(job, make_store(output), scratch)
    except Exception as error:  # noqa: BLE001 - told by the process that started this one
        is_ours = not isinstance(error, BackedgeError)
        pipe.send(Broken(traceback.format_exc() if is_ours else str(error), is_ours))
        return
    pipe.send(worker.ready())
    while True:
        pipe.send(worker.do(pipe.recv()))


def _end_with_parent() -> None:
    """End this process as soon as the one that started it has gone, whatever this one is doing."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
