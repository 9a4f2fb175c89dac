"""``python -m backedge.compat SCRIPT ...``: runs a program that was written for mediapipe."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Final

from backedge.compat.installation import install

_USAGE: Final = """\
usage: python -m backedge.compat SCRIPT [ARGUMENT ...]
       python -m backedge.compat -m MODULE [ARGUMENT ...]

Run a program in which `import mediapipe` means backedge's package of that API."""


def main() -> int | str:
    """Run the program that the command line names, as Python itself would.

    Returns:
        What to exit with, where there is no program to run.
    """
    arguments = sys.argv[1:]
    if arguments[:1] in (["-h"], ["--help"]):
        sys.stdout.write(f"{_USAGE}\n")
        return 0
    is_module = arguments[:1] == ["-m"]
    del arguments[: int(is_module)]
    if not arguments or arguments[0].startswith("-"):
        sys.stderr.write(f"{_USAGE}\n")
        return 2
    program = arguments[0]
    if not is_module and not Path(program).exists():
        return f"there is no script {program}"
    # Where Python itself has the folder of a script, `python -m` has put the working directory.
    sys.argv[:] = arguments
    if not is_module:
        sys.path[0] = str(Path(program).resolve().parent)
    install()
    if is_module:
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(program, run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main())
