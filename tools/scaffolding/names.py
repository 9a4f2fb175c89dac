"""The names of what is made new: they are checked before a file is written."""

from __future__ import annotations

import keyword
import re
import sys
from importlib.util import find_spec
from typing import Final

import click

from backedge.authoring.registration import registry
from backedge.tools.graph_files import known_graphs

_LONGEST: Final = 50
_WORDS: Final = re.compile(rf"[A-Z][A-Za-z0-9]{{,{_LONGEST - 1}}}")
_SMALL: Final = re.compile(rf"[a-z][a-z0-9_]{{,{_LONGEST - 1}}}")
_PARTS: Final = re.compile(r"[A-Za-z0-9]+")
_HUMPS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SUFFIX: Final = "Calculator"


def calculator_name(name: str) -> str:
    """The name of a new calculator, which ends in "Calculator" as all do.

    Raises:
        click.UsageError: `name` is no name for a calculator, or is taken.
    """
    checked = _require_words(name, "calculator", "BrightnessCalculator")
    whole = checked if checked.endswith(_SUFFIX) else f"{checked}{_SUFFIX}"
    if whole == _SUFFIX:
        raise click.UsageError('"Calculator" says nothing of what it does; put a word before it: BrightnessCalculator')
    registry.load_plugins()
    if (taken := registry.get(whole)) is not None:
        raise click.UsageError(f"{whole} is the name of a calculator already, of {taken.module}; choose another")
    return whole


def graph_name(name: str) -> str:
    """The name of a new graph.

    Raises:
        click.UsageError: `name` is no name for a graph, or is taken.
    """
    checked = _require_words(name, "graph", "HandGestures")
    if (taken := known_graphs().get(checked)) is not None:
        raise click.UsageError(f"{checked} is the name of a graph already, {taken}; choose another")
    return checked


def package_name(name: str) -> str:
    """The name of a new package.

    Raises:
        click.UsageError: `name` is no name for a package, or is taken.
    """
    if not _SMALL.fullmatch(name) or keyword.iskeyword(name):
        parts = [part.lower() for word in _PARTS.findall(name) for part in _HUMPS.split(word)]
        raise _no_name(name, "package", "small letters, digits and _, such as acme_gestures", "_".join(parts))
    if name in sys.stdlib_module_names or find_spec(name) is not None:
        raise click.UsageError(f'there is a module "{name}" already, which the package would hide; choose another')
    return name


def snake_case(name: str) -> str:
    """The name in small letters, as files have it: ``HandRGBGate`` becomes ``hand_rgb_gate``."""
    return "_".join(part.lower() for part in _HUMPS.split(name))


def camel_case(name: str) -> str:
    """The name in words that begin with capitals."""
    return "".join(part[0].upper() + part[1:] for part in _PARTS.findall(name))


def _require_words(name: str, what: str, example: str) -> str:
    if not _WORDS.fullmatch(name):
        raise _no_name(name, what, f"words that begin with capitals, such as {example}", camel_case(name))
    return name


def _no_name(name: str, what: str, rule: str, meant: str) -> click.UsageError:
    is_better = meant[:1].isalpha() and not keyword.iskeyword(meant) and len(meant) <= _LONGEST
    rule = f"at most {_LONGEST} characters long" if len(name) > _LONGEST else rule
    hint = f'; did you mean "{meant}"?' if is_better else ""
    return click.UsageError(f'"{name}" is no name for a {what}: it has to be {rule}{hint}')
