"""Who fetches into a models folder: one at a time, and what a killed one leaves is removed by the next."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from backedge.errors import ResourceError
from backedge.models import model_path
from backedge.models.fetch_owner import LOCK_NAME, only_fetch
from tests.models.index_server import index_server
from tests.models.local_wheel import build_wheel
from tests.models.pip_processes import has_ended, pips_in

FETCH = """
import backedge.models

def tell(phase, done, total):
    if done > total // 5:
        print(phase, flush=True)

backedge.models.model_path("hand_recrop", progress=tell)
"""


def test_others_wait(tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes second waits until the first is done, and says so."""
    order: list[str] = []
    waiting = threading.Event()

    def note(_: logging.LogRecord) -> bool:
        waiting.set()
        return True

    monkeypatch.setattr(caplog.handler, "filters", [note])

    def second() -> None:
        with only_fetch(tmp_path):
            order.append("second")

    with caplog.at_level(logging.INFO, logger="backedge"):
        thread = threading.Thread(target=second)
        with only_fetch(tmp_path) as scratch:
            assert list(scratch.iterdir()) == []
            thread.start()
            assert waiting.wait(30)
            order.append("first")
        thread.join()
    assert order == ["first", "second"]
    assert caplog.messages == [f"another program is fetching models into {tmp_path}; waiting for it"]
    assert [path.name for path in tmp_path.iterdir()] == [LOCK_NAME]


def test_leftovers(tmp_path: Path) -> None:
    """Folders and parts of models that a killed fetch left go; what the user has there stays."""
    (tmp_path / ".fetch-0123" / "wheel").mkdir(parents=True)
    (tmp_path / f".hand_recrop.tflite.{'0' * 32}").touch()
    own = {".hidden", "own.tflite", ".own.tflite.bak", LOCK_NAME}
    for name in own:
        (tmp_path / name).touch()
    with only_fetch(tmp_path):
        pass
    assert {path.name for path in tmp_path.iterdir()} == own


def test_lock_that_cannot_be_made(tmp_path: Path) -> None:
    """The error names the lock and what to do."""
    (tmp_path / LOCK_NAME).mkdir()
    with (
        pytest.raises(ResourceError, match=r"cannot lock .*\.fetch\.lock: .*; name another folder with"),
        only_fetch(tmp_path),
    ):
        pass


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux, to wait for a process that is not a child")
def test_pip_ends_with_a_program_that_is_killed(
    shelf: Path, folder: Path, members: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that is killed in the middle of a download takes pip with it, and the next one cleans up."""
    wheel = build_wheel(shelf, members)
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    with index_server(wheel) as index:
        monkeypatch.setenv("PIP_INDEX_URL", index.url)
        with subprocess.Popen([sys.executable, "-c", FETCH], stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout is not None
            assert program.stdout.readline() == "download\n"
            [pip] = pips_in(folder)
            program.kill()
        assert has_ended(pip)
        assert any(path.name.startswith(".fetch-") for path in folder.iterdir())
        index.go_on.set()
        assert model_path("hand_recrop").is_file()
    assert not any(path.name.startswith(".fetch-") for path in folder.iterdir())
