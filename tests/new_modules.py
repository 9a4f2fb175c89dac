"""What a program imports: the modules that a new interpreter has after it."""

from __future__ import annotations

import json
import subprocess
import sys

_TOLD = "import json, sys; print(json.dumps(sorted(sys.modules)))"


def modules_after(program: str) -> set[str]:
    """The modules that a new interpreter has after a program that succeeds."""
    command = [sys.executable, "-c", f"{program}\n{_TOLD}"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(json.loads(result.stdout))
