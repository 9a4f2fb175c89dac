"""Our registered calculators, and the nodes that their docstrings show."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import Final

import backedge.calculators
from backedge.authoring import Calculator, registry
from backedge.authoring.registration import Registration

registry.load_plugins()
OURS: Final[list[Registration]] = [
    each for each in registry if each.module.startswith(f"{backedge.calculators.__name__}.")
]


def descriptions(calculator: type[Calculator]) -> list[str]:
    """The docstrings of the class and of the calculators that it is a variant of."""
    classes = calculator.__mro__[: calculator.__mro__.index(Calculator)]
    return [inspect.cleandoc(cls.__doc__) for cls in classes if cls.__doc__]


def example(calculator: type[Calculator]) -> str:
    """The first literal block under "Example::"."""
    text = "\n\n".join(descriptions(calculator))
    block = re.search(r"^Example::\n((?:\n|    .*\n?)+)", text, re.MULTILINE)
    assert block, f"{calculator.__qualname__} needs a section Example::"
    return textwrap.dedent(block[1])
