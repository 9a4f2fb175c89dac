"""Makes `build/types`, a tree of links in which the folders have the names they are imported by, for mypy.

An editable install maps names to folders with an import hook, which type checkers do not run. Run this before mypy
after adding something to `framework/`; everything deeper appears by itself.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def make_link_tree(root: Path) -> Path:
    """Link the folders of the checkout at `root` under their import names.

    Args:
        root: folder of the pyproject.toml whose package-dir table is followed.

    Returns:
        The folder to put on mypy's path.
    """
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    package_dir: dict[str, str] = pyproject["tool"]["setuptools"]["package-dir"]
    types = root / "build" / "types"
    shutil.rmtree(types, ignore_errors=True)
    for package, folder in package_dir.items():
        target = types.joinpath(*package.split("."))
        if any(other.startswith(f"{package}.") for other in package_dir):
            # Other folders go inside this package, so it has to be a real folder with a link for each entry.
            target.mkdir(parents=True)
            for entry in (root / folder).iterdir():
                (target / entry.name).symlink_to(entry)
        else:
            target.symlink_to(root / folder, target_is_directory=True)
    return types


if __name__ == "__main__":
    make_link_tree(ROOT)
