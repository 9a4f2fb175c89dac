"""The checkout that is tested, for tests about the source; an installed package has none."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

needs_checkout = pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="about the source: needs a checkout")


@cache
def package_dir() -> dict[str, str]:
    """Import package -> folder, as packaging has it."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    table: dict[str, str] = pyproject["tool"]["setuptools"]["package-dir"]
    return table


def files_of(folder: str, pattern: str = "*") -> list[Path]:
    """The files in a folder of `package_dir`, without those of folders in it that have import names of their own."""
    inside = [ROOT / other for other in package_dir().values() if Path(folder) in Path(other).parents]
    found = sorted((ROOT / folder).rglob(pattern))
    return [file for file in found if not any(file.is_relative_to(other) for other in inside)]


def source_files() -> list[tuple[str, Path]]:
    """Every module of the package as (import name, file); packages are named without ``__init__``."""
    return [
        (".".join((package, *file.relative_to(ROOT / folder).with_suffix("").parts)).removesuffix(".__init__"), file)
        for package, folder in package_dir().items()
        for file in files_of(folder, "*.py")
    ]
