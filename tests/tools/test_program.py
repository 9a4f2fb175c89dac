"""The program itself: its names, its version, `help`, and commands that there are not."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version

import click
import pytest

from backedge.tools.graph_runner import cli
from backedge.tools.source_commit import installed_commit
from tests.tools.command_line import Result

Run = Callable[..., Result]


def test_python_runs_the_package() -> None:
    """``python -m backedge`` is the same command line, and names itself so."""
    command = [sys.executable, "-m", "backedge", "rnu"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    # Versions of click name either of the options that help.
    assert done.stderr.replace("backedge -h'", "backedge --help'") == (
        "Usage: python -m backedge [OPTIONS] COMMAND [ARGS]...\n"
        "Try 'python -m backedge --help' for help.\n\n"
        'Error: No such command "rnu"; did you mean "run"?\n'
    )


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_version(run: Run, option: str) -> None:
    """The version of the distribution, and the commit of its sources where that is known."""
    status, stdout, stderr = run(option)
    assert (status, stderr) == (0, "")
    told = re.fullmatch(r"graph_runner, version (\S+)(?: \(commit ([0-9a-f]{12})\))?\n", stdout)
    assert told is not None, stdout
    assert told.groups() == (version("backedge"), installed_commit())


@pytest.mark.parametrize("verb", [(), ("run",), ("models", "fetch"), ("help",)])
def test_help(run: Run, verb: tuple[str, ...]) -> None:
    """It says what --help says."""
    assert run("help", *verb) == run(*verb, "--help")


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        (("chekc",), 'No such command "chekc"; did you mean "check"?'),
        (("models", "fetsh"), 'No such command "fetsh"; did you mean "fetch"?'),
        (("run", "fast"), '"graph_runner run" has no commands, so no "fast"'),
    ],
)
def test_help_on_what_there_is_not(run: Run, verb: tuple[str, ...], told: str) -> None:
    """The near name is suggested."""
    status, out, err = run("help", *verb)
    assert (status, out) == (2, "")
    assert f"Error: {told}\n" in err


def test_an_option_before_its_command(run: Run) -> None:
    """Where it belongs is said."""
    status, _, err = run("--realtime", "run")
    assert status == 2
    owners = "graph_runner run --realtime or graph_runner replay --realtime"
    assert f"Error: --realtime comes after the command: {owners}\n" in err


def commands(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command, with the words that name it."""
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


def examples(command: click.Command) -> list[list[str]]:
    """The command lines that a command's help shows."""
    lines: list[str] = []
    for line in (command.help or "").partition("Example")[2].splitlines()[1:]:
        if line.strip().startswith("graph_runner "):
            lines.append(line.strip())
        elif line.strip() and lines:
            lines[-1] += f" {line.strip()}"
    return [shlex.split(line.removesuffix("\\"))[1:] for line in lines]


ALL = list(commands(cli))


@pytest.mark.parametrize(("path", "command"), ALL, ids=["-".join(path) for path, _ in ALL])
def test_every_command_shows_an_example(path: tuple[str, ...], command: click.Command) -> None:
    """Its help has one at least, whose words it takes."""
    shown = examples(command)
    assert any(tuple(words[: len(path)]) == path for words in shown), path
    for words in shown:
        context = cli.make_context("graph_runner", list(words), resilient_parsing=True)
        found: click.Command = cli
        rest = words
        while isinstance(found, click.Group) and rest:
            name, inner, rest = found.resolve_command(context, rest)
            assert inner is not None, name
            found = inner
        options = {option for parameter in found.params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert {word.partition("=")[0] for word in rest if word.startswith("-") and len(word) > 1} <= options


def test_json_of_what_there_is_not(run: Run) -> None:
    """A program is told, too."""
    (error,) = json.loads(run("rnu", "--json").stdout)["errors"]
    assert error["message"] == 'No such command "rnu"; did you mean "run"?'
