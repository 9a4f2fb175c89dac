"""What `graph_runner list` finds and prints."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

import click
from rich.text import Text

from backedge.calculator.base import Calculator, Declaration
from backedge.calculator.ports import Input, Output, PortGroup, SideInput, SideOutput
from backedge.calculator.registry import Registration, registry
from backedge.planning.types import describe_type, substitute
from backedge.suggest import suggest_or_list
from backedge.tools.console import print_json, stdout

_KINDS: Final = {
    Input.kind: "in",
    Output.kind: "out",
    SideInput.kind: "side in",
    SideOutput.kind: "side out",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A calculator as it is listed.

    Attributes:
        name: the name to write into a graph.
        aliases: other names for it.
        description: the first line of its docstring.
        ports: by kind, what it reads and writes: ``TAG type``, in brackets what may be left out.
        module: where it is defined.
    """

    name: str
    aliases: tuple[str, ...]
    description: str
    ports: dict[str, list[str]]
    module: str


def find_calculators(pattern: str = "") -> list[Entry]:
    """The calculators with a name that `pattern` fits, by name."""
    registry.load_plugins()
    aliases: dict[str, list[str]] = {}
    for registration in registry:
        if registration.name != registration.canonical:
            aliases.setdefault(registration.canonical, []).append(registration.name)
    entries = [
        _entry(registration, aliases.get(registration.name, ()))
        for registration in registry
        if registration.name == registration.canonical
    ]
    return [entry for entry in entries if any(_fits(name, pattern) for name in (entry.name, *entry.aliases))]


def print_calculators(entries: Sequence[Entry], pattern: str, *, as_json: bool) -> None:
    """Print `entries` on stdout.

    Raises:
        click.ClickException: there are none; says what `pattern` may have meant.
    """
    if not entries:
        names = [registration.name for registration in registry]
        raise click.ClickException(f'no calculator fits "{pattern}"; {suggest_or_list(pattern, names)}')
    if as_json:
        print_json([asdict(entry) for entry in entries])
        return
    console = stdout()
    for entry in entries:
        console.print(_describe(entry), soft_wrap=True)


def _fits(name: str, pattern: str) -> bool:
    name, pattern = name.lower(), pattern.lower()
    return fnmatchcase(name, pattern) if any(sign in pattern for sign in "*?[") else pattern in name


def _entry(registration: Registration, aliases: Iterable[str]) -> Entry:
    calculator = registration.calculator
    lines = (inspect.getdoc(calculator) or "").splitlines() if calculator.__doc__ else []
    return Entry(
        registration.name,
        tuple(aliases),
        lines[0] if lines else "",
        {
            heading: [_port(port, registration) for port in calculator.ports.values() if port.kind == kind]
            for kind, heading in _KINDS.items()
        },
        _module(calculator),
    )


def _module(calculator: type[Calculator]) -> str:
    return calculator.__module__


def _port(port: Declaration, registration: Registration) -> str:
    """``IMAGE ImageFrame``, ``[TICK any]``, ``any number of float``."""
    carried: Any = substitute(port.value_type, registration.type_arguments)
    carries = "any type" if carried is Any else describe_type(carried)
    if isinstance(port, PortGroup):
        tag = {"*": "any tag", "": ""}.get(port.tag, port.tag)
        return f"{tag} {carries} ({port.minimum} or more)".strip()
    text = f"{port.tag} {carries}".strip()
    return f"[{text}]" if port.optional else text


def _describe(entry: Entry) -> Text:
    also = f" ({', '.join(entry.aliases)})" if entry.aliases else ""
    text = Text.assemble((entry.name, "bold"), f"{also}  {entry.description}\n")
    for kind, ports in entry.ports.items():
        if ports:
            text.append(f"    {kind:<8} {', '.join(ports)}\n")
    return text.append(f"    {'module':<8} {entry.module}\n", "dim")
