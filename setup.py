"""Lists the packages for setuptools: `packages.find` cannot add a prefix, and a written list would lose new folders."""

import tomllib
from pathlib import Path

from setuptools import find_packages, setup

PYPROJECT = tomllib.loads(Path(__file__).with_name("pyproject.toml").read_text(encoding="utf-8"))

setup(
    packages=[
        name
        for package, folder in PYPROJECT["tool"]["setuptools"]["package-dir"].items()
        for name in (package, *(f"{package}.{sub}" for sub in find_packages(folder)))
    ]
)
