"""Runs pip with this script's arguments, and ends it when whoever started the script has ended, however that ended.

Standard input is a pipe from there that nobody writes to. The script is run by the interpreter that has pip, which need
not have this package.
"""

import os
import runpy
import sys
import threading


def _end_with_starter() -> None:
    os.read(0, 1)  # returns when the other end of the pipe is closed, by a kill too
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_starter, daemon=True).start()
    sys.argv[0] = "pip"
    runpy.run_module("pip", run_name="__main__", alter_sys=True)
