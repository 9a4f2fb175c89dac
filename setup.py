"""What pyproject.toml cannot say: the packages, the text for an index, and where installations with `-e` are."""

import re
import runpy
import tomllib
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.editable_wheel import editable_wheel

ROOT = Path(__file__).parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


class EditableWheel(editable_wheel):
    """An installation with `-e` that type checkers and editors see, too: a path to `build/types`, which has links.

    Left alone, setuptools maps folders to the names they are imported by with an import hook, which only Python runs.
    """

    def finalize_options(self) -> None:
        """Let the packages be found in the tree of links, which needs no mapping."""
        make_link_tree = runpy.run_path(str(ROOT / "tools" / "linktree.py"))["make_link_tree"]
        self.distribution.package_dir = {"": str(make_link_tree(ROOT).relative_to(ROOT))}
        super().finalize_options()


README = (ROOT / "README.md").read_text(encoding="utf-8")

# `packages.find` cannot add a prefix, and a written list would lose new folders.
# Links to files of the checkout lead nowhere on a package index, where their texts, which name the files, have to do.
setup(
    long_description=re.sub(r"\[([^]]+)\]\((?!https?:)[^)]+\)", r"\1", README),
    long_description_content_type="text/markdown",
    cmdclass={"editable_wheel": EditableWheel},
    packages=[
        name
        for package, folder in PYPROJECT["tool"]["setuptools"]["package-dir"].items()
        for name in (package, *(f"{package}.{sub}" for sub in find_packages(folder)))
    ],
)
