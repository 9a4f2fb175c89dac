"""The commit that an installation was made from, which `graph_runner --version` tells.

Builds write it into a file of the package (see setup.py, which runs this module by its path: it imports nothing of
ours). In a checkout that is installed with ``-e``, git is asked.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

FILE: Final = "commit.txt"
"""Its name in the package's own folder, `framework` in the sources."""

_DIGITS: Final = 12


def commit_of_build(root: Path) -> str | None:
    """The commit of the sources at `root`, a checkout or what was in an sdist; None where it is unknown."""
    return _written(root / "framework") or _checked_out(root)


def installed_commit() -> str | None:
    """The commit of the package that runs; None where it is unknown."""
    import backedge

    package = Path(backedge.__file__).resolve().parent
    return _written(package) or _checked_out(package.parent)


def _written(folder: Path) -> str | None:
    file = folder / FILE
    return file.read_text(encoding="ascii").strip() if file.is_file() else None


def _checked_out(root: Path) -> str | None:
    """What git says, of a folder that is the top of a checkout: no other project's around it counts."""
    git = shutil.which("git") if (root / ".git").exists() else None
    if git is None:
        return None
    command = [git, "-C", str(root), "rev-parse", f"--short={_DIGITS}", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None
