"""`graph_runner`: run graphs, check them, and see what they can be made of."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import Final

import click

from backedge.tools.command_failures import tell_failure
from backedge.tools.commands.bench_command import bench
from backedge.tools.commands.check_command import check
from backedge.tools.commands.demo_command import demo
from backedge.tools.commands.describe_command import describe
from backedge.tools.commands.doctor_command import doctor
from backedge.tools.commands.expand_command import expand
from backedge.tools.commands.fmt_command import fmt
from backedge.tools.commands.list_command import list_calculators
from backedge.tools.commands.models_command import models
from backedge.tools.commands.new_command import new
from backedge.tools.commands.run_command import run
from backedge.tools.commands.show_command import show
from backedge.tools.commands.trace_command import trace
from backedge.tools.interruption import Interruption, Stop, let_process_end, stop_command_on_signals
from backedge.tools.standard_streams import GuardedStdout, guarded_stdout, replace_closed_streams

FAILURE: Final = 1

_MOST_PIXELS: Final = 2**27
"""Of a picture: 0.4 GB when it is decoded. A file of few megabytes can hold a hundred times as much."""


class _CommandLine(click.Group):
    """The words before the command; says of an option of a command that it comes after it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            owners = [name for name, command in self.commands.items() if _has_option(command, error.option_name)]
            if not owners:
                raise
            where = " or ".join(f"graph_runner {name} {error.option_name}" for name in owners)
            raise click.UsageError(f"{error.option_name} comes after the command: {where}", ctx) from error


def _has_option(command: click.Command, option: str) -> bool:
    return any(option in parameter.opts for parameter in command.params)


@click.group(cls=_CommandLine, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="backedge")
def cli() -> None:
    """Run MediaPipe graphs in Python, check them, and see what they can be made of.

    Results are printed on stdout, everything else on stderr. Exit status: 0 all went well, 1 something failed, 2 the
    command line is wrong, 130 Ctrl-C, 143 SIGTERM.
    """


_COMMANDS: Final[tuple[click.Command, ...]] = (
    run,
    demo,
    check,
    show,
    expand,
    fmt,
    bench,
    trace,
    list_calculators,
    describe,
    new,
    models,
    doctor,
)
for _command in _COMMANDS:
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and exit with its status.

    Args:
        arguments: the words after the program's name; by default those of the process.
    """
    replace_closed_streams()
    os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(_MOST_PIXELS))  # before OpenCV is imported
    try:
        interruption = stop_command_on_signals()
        status = run_command_line(sys.argv[1:] if arguments is None else arguments, interruption)
        let_process_end()
    except Stop as stop:  # it came between what commands do and what is done about it
        status = stop.status
    sys.exit(status)


def run_command_line(arguments: Sequence[str], interruption: Interruption | None = None) -> int:
    """Run one command line; the status to exit with.

    Args:
        arguments: the words after the program's name.
        interruption: the signal that ended the command, where signals do that.
    """
    stdout: GuardedStdout | None = None
    try:
        with guarded_stdout() as stdout:
            status = cli.main(list(arguments), prog_name="graph_runner", standalone_mode=False)
    except click.ClickException as error:
        tell_failure(error, arguments, is_stdout_free=stdout is None or stdout.is_free)
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
        tell_failure(error, arguments, is_stdout_free=stdout is None or stdout.is_free)
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


if __name__ == "__main__":
    main()
