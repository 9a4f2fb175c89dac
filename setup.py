"""What pyproject.toml cannot say: the list of packages, and how an installation with `-e` finds their folders."""

import runpy
import tomllib
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.editable_wheel import editable_wheel

ROOT = Path(__file__).parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


class EditableWheel(editable_wheel):
    """An installation with `-e` that type checkers and editors see, too: a path to `build/types`, which has links.

    Left alone, setuptools maps folders to the names they are imported by with an import hook, which only runs in Python.
    """

    def finalize_options(self) -> None:
        make_link_tree = runpy.run_path(str(ROOT / "tools" / "linktree.py"))["make_link_tree"]
        self.distribution.package_dir = {"": str(make_link_tree(ROOT).relative_to(ROOT))}
        super().finalize_options()


# `packages.find` cannot add a prefix, and a written list would lose new folders.
setup(
    cmdclass={"editable_wheel": EditableWheel},
    packages=[
        name
        for package, folder in PYPROJECT["tool"]["setuptools"]["package-dir"].items()
        for name in (package, *(f"{package}.{sub}" for sub in find_packages(folder)))
    ],
)
