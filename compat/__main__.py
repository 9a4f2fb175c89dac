"""``python -m backedge.compat SCRIPT ...``: runs a program that was written for mediapipe."""

from __future__ import annotations

import sys
from typing import Final

from backedge.compat.installation import install
from backedge.compat.programs import NoProgramError, run_module, run_script

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
    install()
    program, *rest = arguments
    try:
        (run_module if is_module else run_script)(program, rest)
    except NoProgramError as error:
        return str(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
