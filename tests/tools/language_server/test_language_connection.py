"""The connection: how the server begins and ends, and what it makes of messages that are none."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.models.pip_processes import has_ended
from tests.tools.command_line import COMMAND, run_process
from tests.tools.language_server.editor import Editor, raw, session

LIMIT = 60


@contextmanager
def started(editor: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A server that has answered the first request, of an editor that may say which process it is."""
    process = subprocess.Popen([*COMMAND, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        send(process, request(1, "initialize", {"capabilities": {}, "processId": editor, "rootUri": None}))
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"Content-Length:")
        yield process
    finally:
        process.kill()
        process.communicate(timeout=LIMIT)


def send(process: subprocess.Popen[bytes], data: bytes) -> None:
    """Write to a server."""
    assert process.stdin is not None
    process.stdin.write(data)
    process.stdin.flush()


def request(number: int, method: str, params: Any) -> bytes:
    """A request as it goes through the pipe."""
    return raw({"jsonrpc": "2.0", "id": number, "method": method, "params": params})


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(each) for each in found.split()]


needs_proc = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks at processes as Linux shows them")


def test_shutdown_and_exit() -> None:
    """As the protocol wants: status 0 after a shutdown, 1 without."""

    async def with_shutdown(editor: Editor) -> None:
        assert await editor.quit() == 0

    async def without(editor: Editor) -> None:
        editor.client.exit(None)
        assert await editor.process.wait() == 1

    session(with_shutdown)
    session(without)


def test_garbage_is_passed_over() -> None:
    """What is no message, an unknown request and one without its parameters leave the server as it is."""
    with started() as process:
        send(
            process,
            b"Hello?\r\n\r\n" + raw(b"{ this is no JSON") + raw({"jsonrpc": "2.0", "id": 5, "method": "no/such"}),
        )
        send(process, raw({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {}}))
        send(process, request(7, "textDocument/hover", {"position": "nowhere"}))
        send(process, request(9, "shutdown", None) + raw({"jsonrpc": "2.0", "method": "exit"}))
        output, _ = process.communicate(timeout=LIMIT)
        assert process.returncode == 0
        assert b'"id": 9' in output or b'"id":9' in output


@needs_proc
@pytest.mark.parametrize("how", ["it closes its pipes", "it is killed", "SIGTERM"])
def test_no_process_is_left_when_the_editor_vanishes(how: str) -> None:
    """Without a word from the editor the server ends, and its workers end with it."""
    with started() as process:
        send(process, raw({"jsonrpc": "2.0", "method": "initialized", "params": {}}))
        workers: list[int] = []
        while not workers:
            workers = children(process.pid)
        assert process.stdin is not None
        if how == "it is killed":
            process.kill()
        elif how == "SIGTERM":
            process.terminate()
        else:
            process.stdin.close()
            process.stdin = None
        process.wait(timeout=LIMIT)
        for worker in workers:
            assert has_ended(worker, LIMIT), f"process {worker} still runs"
        if how == "it closes its pipes":
            assert process.returncode == 1


@needs_proc
def test_the_server_ends_with_an_editor_whose_pipes_stay_open() -> None:
    """Something else may keep the pipes; the editor's process is gone, and that counts."""
    editor = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with started(editor.pid) as process:
        send(process, raw({"jsonrpc": "2.0", "method": "initialized", "params": {}}))
        assert process.poll() is None
        editor.communicate(b"\n", timeout=LIMIT)
        assert process.wait(timeout=LIMIT) == 1


def test_help_has_an_example() -> None:
    """`--help` says what the server does and how it is started; the example is one that works."""
    result = run_process("lsp", "--help")
    assert (result.status, result.stderr) == (0, "")
    assert "Example:\n    graph_runner lsp\n" in result.stdout
    ended = run_process("lsp")  # whose standard input is empty
    assert (ended.status, ended.stdout) == (1, "")


def test_a_missing_package_is_told() -> None:
    """Without the extra, one line says what to install."""
    code = "import sys\nsys.modules['pygls'] = None\nfrom backedge.tools.graph_runner import main\nmain(['lsp'])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=LIMIT)
    assert result.returncode == 1
    assert "run `pip install 'backedge[lsp]'`" in result.stderr
    assert "Traceback" not in result.stderr


def test_signal_ends_it() -> None:
    """Ctrl-C in a terminal ends a server that somebody has started by hand."""
    with started() as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=LIMIT) in (1, 130)
