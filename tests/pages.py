"""Pages of documentation, and what they show: blocks to run, lines to type, links to follow."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

_SITE: Final = "installed"
"""The folder that takes the packages which a page installs."""

_PROGRAMS: Final = {
    "graph_runner": [sys.executable, "-m", "backedge.tools.graph_runner"],
    "python": [sys.executable],
    # Without the network: what the packages need is here.
    "pip": [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"],
}
_PIP_INSTALL: Final = ["--no-index", "--no-deps", "--no-build-isolation", "--target", _SITE]


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    line: int
    text: str

    @property
    def file(self) -> str:
        """The name of the file it is, "" if it is none: a comment in its first line says so."""
        name = re.match(r"# (\S+\.\w+)\n", self.text)
        return name[1] if name else ""

    @property
    def commands(self) -> list[list[str]]:
        """Its lines as commands."""
        return [shlex.split(line) for line in self.text.replace("\\\n", " ").splitlines()]


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield Block(found[1], text.count("\n", 0, found.start(2)), found[2])


def links(page: Path) -> list[Path]:
    """The files that a page links to."""
    text = re.sub(r"^```.*?^```$|`[^`\n]+`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [(page.parent / link).resolve() for link in re.findall(r"\]\(([^)#:]+)\)", text)]


def write_files(page: Path, folder: Path) -> None:
    """Put the blocks that are files into `folder`."""
    for block in blocks(page):
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")


def run_commands(block: Block, folder: Path) -> None:
    """Type the lines of a block in `folder`; `pip install` puts packages into a folder there.

    backedge itself is what is tested, so it is installed already.
    """
    for program, *arguments in block.commands:
        if (program, *arguments) == ("pip", "install", "backedge"):
            continue
        install = _PIP_INSTALL if (program, arguments[0]) == ("pip", "install") else []
        run([*_PROGRAMS[program], *arguments, *install], folder)


def run(command: list[str], folder: Path) -> str:
    """Run a command that has to succeed in `folder`, with the packages that were installed there; what it prints."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([_SITE, *filter(None, [os.environ.get("PYTHONPATH")])])}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}{done.stderr}"
    # LiteRT says what it runs on, in the middle of whatever else is printed.
    return done.stdout + done.stderr
