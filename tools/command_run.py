"""Runs one command, and tells how it ended: by a status, and where it failed by what is printed."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from typing import Final

import click

from backedge.tools.command_failures import tell_failure
from backedge.tools.interruption import Interruption, Stop
from backedge.tools.standard_streams import GuardedStdout, guarded_stdout

FAILURE: Final = 1


def run_command(
    command: click.Command, words: Sequence[str], program: str, interruption: Interruption | None = None
) -> int:
    """Run a command; the status to exit with.

    Args:
        command: the command, which may be the group of all.
        words: the words after its name.
        program: its name, for messages.
        interruption: the signal that ended it, where signals do that.
    """
    stdout: GuardedStdout | None = None
    try:
        with guarded_stdout() as stdout:
            status = command.main(list(words), prog_name=program, standalone_mode=False)
    except click.ClickException as error:
        tell_failure(error, words, is_stdout_free=stdout is None or stdout.is_free)
        return error.exit_code
    except click.Abort as error:
        # click turns every KeyboardInterrupt into an Abort; before 8.2 it does not name it as the cause.
        cause = error.__cause__ or error.__context__
        return _tell(cause if isinstance(cause, Stop) else Stop(signal.SIGINT))
    except Exception as error:  # noqa: BLE001 - told below, as a user's mistake or as one of ours
        if interruption and interruption.requested:
            return _tell(Stop(interruption.signal))  # libraries that are being imported turn it into errors of theirs
        if _is_about_closed_pipe(error):
            return FAILURE  # the reader of our output has gone (`graph_runner list | head`)
        tell_failure(error, words, is_stdout_free=stdout is None or stdout.is_free)
        return FAILURE
    return int(status or 0)


def _tell(stop: Stop) -> int:
    click.echo(str(stop), err=True)
    return stop.status


def _is_about_closed_pipe(error: BaseException | None) -> bool:
    """Tell whether `error`, which a graph may have wrapped, says that the reader of stdout has gone."""
    while error is not None and not isinstance(error, BrokenPipeError):
        error = error.__cause__
    return error is not None
