"""Completion as people see it: a shell in a terminal, and the tab key."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal import pty
from tests.tools.command_line import Result

_ESCAPES = re.compile("\x1b\\[[0-9;?]*[A-Za-z]|\x07")
_LONGEST = 90
"""Seconds that a shell may take to show something."""


class Terminal:
    """A shell in a terminal of its own, in which somebody types."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._master, slave = pty.openpty()
        scripts = f"{folder}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": scripts, "TERM": "xterm", "PS1": "ready> ", "HOME": str(folder)}
        self._process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, cwd=folder, env=environment, start_new_session=True
        )
        os.close(slave)

    def type(self, text: str) -> None:
        """Type a text."""
        os.write(self._master, text.encode())

    def until(self, text: str) -> str:
        """What the terminal shows up to a text, which it has to show."""
        shown = ""
        while text not in shown:
            ready, _, _ = select.select([self._master], [], [], _LONGEST)
            assert ready, f"{text!r} does not come: {shown!r}"
            shown += os.read(self._master, 65536).decode(errors="replace")
            shown = _ESCAPES.sub("", shown)
        return shown

    def close(self) -> None:
        """End the shell."""
        self._process.kill()
        self._process.wait()
        os.close(self._master)


_SET_UP = 'eval "$(graph_runner completion {})"; echo set" "up\n'
_SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], _SET_UP.format("bash")),
    "zsh": (["zsh", "-f", "-i"], f"autoload -U compinit; compinit -u -D; {_SET_UP.format('zsh')}"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the program in it, a graph and a clip."""
    for name in ("graph_runner", "backedge"):
        script = tmp_path / name
        script.write_text(f"#!{sys.executable}\nimport sys\nfrom backedge.tools.graph_runner import main\nmain()\n")
        script.chmod(0o755)
    (tmp_path / "own_graph.pbtxt").write_text('type: "Own"\ninput_stream: "first"\ninput_side_packet: "given"\n')
    (tmp_path / "own_clip.mp4").write_bytes(b"")
    return tmp_path


@contextmanager
def shell(name: str, folder: Path) -> Iterator[Terminal]:
    """A shell that completes."""
    if shutil.which(name) is None:
        pytest.skip(f"there is no {name} on this machine")
    command, set_up = _SHELLS[name]
    terminal = Terminal(command, folder)
    try:
        terminal.type(set_up)
        terminal.until("set up")
        yield terminal
    finally:
        terminal.close()


@pytest.mark.parametrize("name", list(_SHELLS))
def test_the_tab_key(name: str, folder: Path) -> None:
    """Names of graphs, commands, streams, side packets and files appear where the cursor is."""
    with shell(name, folder) as terminal:
        terminal.type("graph_runner des\t")
        terminal.until("describe ")
        terminal.type("GateCal\t")
        terminal.until("GateCalculator ")
        terminal.type("\x15backedge run own_g\t")  # Ctrl-U clears the line
        terminal.until("own_graph.pbtxt ")
        terminal.type("--side gi\t")
        terminal.until("given=")
        terminal.type("own_c\t")
        terminal.until("own_clip.mp4")
        terminal.type(" --dump fi\t")
        assert "first= " not in terminal.until("first=")


def test_fish(folder: Path) -> None:
    """Fish tells without a terminal what it would show."""
    if shutil.which("fish") is None:
        pytest.skip("there is no fish on this machine")
    lines = ["graph_runner des", "backedge run own_g", "graph_runner run own_graph.pbtxt --dump fi"]
    program = "\n".join(["graph_runner completion fish | source", *(f'complete -C "{line}"' for line in lines)])
    done = subprocess.run(
        ["fish", "--no-config", "-c", program],
        cwd=folder,
        env={**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    assert [line.partition("\t")[0] for line in done.stdout.splitlines()] == ["describe", "own_graph.pbtxt", "first="]


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_scripts(run: Callable[..., Result], shell_name: str) -> None:
    """Each has both names of the program."""
    status, out, _ = run("completion", shell_name)
    assert status == 0
    for name in ("graph_runner", "backedge"):
        assert f"_{name.upper()}_COMPLETE={shell_name}_complete" in out


def test_other_shells(run: Callable[..., Result]) -> None:
    """Those that are known are named."""
    status, out, err = run("completion", "tcsh")
    assert (status, out) == (2, "")
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'" in err
