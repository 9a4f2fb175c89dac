"""`graph_runner`: run graphs, check them, and see what they can be made of."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import Final

import click

from backedge.tools.command_group import CommandGroup
from backedge.tools.command_run import run_command
from backedge.tools.commands.accuracy_command import accuracy
from backedge.tools.commands.batch_command import batch
from backedge.tools.commands.bench_command import bench
from backedge.tools.commands.check_command import check
from backedge.tools.commands.completion_command import completion
from backedge.tools.commands.demo_command import demo
from backedge.tools.commands.describe_command import describe
from backedge.tools.commands.diff_command import diff
from backedge.tools.commands.doctor_command import doctor
from backedge.tools.commands.eval_command import evaluate
from backedge.tools.commands.expand_command import expand
from backedge.tools.commands.explain_command import explain
from backedge.tools.commands.fmt_command import fmt
from backedge.tools.commands.help_command import show_help
from backedge.tools.commands.list_command import list_calculators
from backedge.tools.commands.lsp_command import lsp
from backedge.tools.commands.models_command import models
from backedge.tools.commands.new_command import new
from backedge.tools.commands.replay_command import replay
from backedge.tools.commands.run_command import run
from backedge.tools.commands.show_command import show
from backedge.tools.commands.studio_command import studio
from backedge.tools.commands.synth_command import synth
from backedge.tools.commands.test_command import test
from backedge.tools.commands.trace_command import trace
from backedge.tools.completion.shells import is_asked_by_shell, register_shells
from backedge.tools.interruption import Interruption, Stop, let_process_end, stop_command_on_signals
from backedge.tools.standard_streams import replace_closed_streams

_MOST_PIXELS: Final = 2**27
"""Of a picture: 0.4 GB when it is decoded. A file of few megabytes can hold a hundred times as much."""


def _tell_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from backedge.tools.optional_packages import installed_version
    from backedge.tools.source_commit import installed_commit

    commit = installed_commit()
    source = f" (commit {commit})" if commit else ""
    click.echo(f"{context.info_name}, version {installed_version('backedge') or 'unknown'}{source}")
    context.exit()


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_version,
    help="Show the version and exit.",
)
def cli() -> None:
    """Run MediaPipe graphs in Python, check them, and see what they can be made of.

    Results are printed on stdout, everything else on stderr. Exit status: 0 all went well, 1 something failed, 2 the
    command line is wrong, 130 Ctrl-C, 143 SIGTERM.
    """


_COMMANDS: Final[tuple[click.Command, ...]] = (
    run,
    replay,
    test,
    demo,
    check,
    show,
    studio,
    expand,
    diff,
    fmt,
    batch,
    bench,
    evaluate,
    synth,
    accuracy,
    trace,
    explain,
    list_calculators,
    describe,
    new,
    models,
    doctor,
    lsp,
    completion,
    show_help,
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
        if is_asked_by_shell():
            register_shells()
        words = sys.argv[1:] if arguments is None else arguments
        status = run_command_line(words, interruption, program=_program(sys.argv[0]))
        let_process_end()
    except Stop as stop:  # it came between what commands do and what is done about it
        status = stop.status
    # What is left lives as long as the process; to look for garbage in it at the end would take a fifth of a second.
    gc.freeze()
    sys.exit(status)


def _program(path: str) -> str:
    """The name under which the program was called: that of the script, or of the package after ``python -m``."""
    name = path.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    if name == "__main__":
        return "python -m backedge"
    return name if name == "backedge" else "graph_runner"


def run_command_line(
    arguments: Sequence[str], interruption: Interruption | None = None, *, program: str = "graph_runner"
) -> int:
    """Run one command line; the status to exit with.

    Args:
        arguments: the words after the program's name.
        interruption: the signal that ended the command, where signals do that.
        program: the program's name, for messages.
    """
    return run_command(cli, arguments, program, interruption)


if __name__ == "__main__":
    main()
