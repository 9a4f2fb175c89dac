"""`graph_runner list` finds calculators and graphs, and prints them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from fnmatch import fnmatchcase
from typing import Any, Final

import click
from rich.text import Text

from backedge.authoring.base import Calculator, declarations_of
from backedge.authoring.declarations import PortDeclaration, PortKind
from backedge.authoring.packet_types import describe_type, substitute
from backedge.authoring.registration import Registration, registry
from backedge.suggest import suggest_or_list
from backedge.tools.calculator_details import OptionField, OptionsDetails, calculator_details, documentation
from backedge.tools.console import print_json, stdout
from backedge.tools.graph_listing import GraphEntry, graph_entries

_KINDS: Final = {
    PortKind.INPUT: "in",
    PortKind.OUTPUT: "out",
    PortKind.SIDE_INPUT: "side in",
    PortKind.SIDE_OUTPUT: "side out",
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
        calculator: the class.
    """

    name: str
    aliases: tuple[str, ...]
    description: str
    ports: dict[str, list[str]]
    module: str
    calculator: type[Calculator]

    def to_json(self) -> dict[str, Any]:
        """The entry with all details, for JSON."""
        shown = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "calculator"}
        return {"kind": "calculator", **shown, **asdict(calculator_details(self.calculator))}


def find_entries(pattern: str = "") -> list[Entry | GraphEntry]:
    """The calculators and graphs that `pattern` fits: first by their names, then by their ports, then by their texts.

    Args:
        pattern: a pattern with signs such as ``*`` for names; a name, which finds that one alone; or any words, looked
            for in names, docstrings and comments, and the tags and types of ports. Capitals do not matter.
    """
    entries: list[Entry | GraphEntry] = [*_calculators(), *graph_entries()]
    entries.sort(key=lambda entry: entry.name)
    named = [entry for entry in entries if pattern.lower() in (name.lower() for name in (entry.name, *entry.aliases))]
    if len(named) == 1:
        return named
    ranked = [(_rank(entry, pattern.lower()), entry) for entry in entries]
    return [entry for rank, entry in sorted(ranked, key=lambda pair: pair[0] or 0) if rank is not None]


def _calculators() -> list[Entry]:
    registry.load_plugins()
    aliases: dict[str, list[str]] = {}
    for registration in registry:
        if registration.name != registration.canonical:
            aliases.setdefault(registration.canonical, []).append(registration.name)
    return [
        _entry(registration, aliases.get(registration.name, ()))
        for registration in registry
        if registration.name == registration.canonical
    ]


def print_entries(entries: Sequence[Entry | GraphEntry], pattern: str, *, as_json: bool) -> None:
    """Print `entries` on stdout; where there is one, all about it.

    Raises:
        click.ClickException: there are none; says what `pattern` may have meant.
    """
    if not entries:
        names = [*(registration.name for registration in registry), *(entry.name for entry in graph_entries())]
        raise click.ClickException(f'no calculator or graph fits "{pattern}"; {suggest_or_list(pattern, names)}')
    if as_json:
        print_json([entry.to_json() for entry in entries])
        return
    console = stdout()
    for entry in entries:
        console.print(_describe(entry, in_detail=len(entries) == 1), soft_wrap=True)


def _rank(entry: Entry | GraphEntry, pattern: str) -> int | None:
    """Where `pattern` is found: 0 in names, 1 in ports, 2 in the docstring without its example; None for nowhere."""
    names = [name.lower() for name in (entry.name, *entry.aliases)]
    if not pattern or any(pattern in name for name in names):
        return 0
    if any(sign in pattern for sign in "*?["):
        return 0 if any(fnmatchcase(name, pattern) for name in names) else None
    ports = [port for ports in entry.ports.values() for port in ports]
    text = (
        documentation(entry.calculator).partition("Example::")[0] if isinstance(entry, Entry) else entry.documentation
    )
    places = (ports, [text.partition("Example::")[0]])
    return next((rank for rank, texts in enumerate(places, 1) if any(pattern in text.lower() for text in texts)), None)


def _entry(registration: Registration, aliases: Iterable[str]) -> Entry:
    calculator = registration.calculator
    lines = documentation(calculator).splitlines()
    return Entry(
        registration.name,
        tuple(aliases),
        lines[0] if lines else "",
        calculator_ports(registration),
        registration.module,
        calculator,
    )


def calculator_ports(registration: Registration) -> dict[str, list[str]]:
    """What a calculator reads and writes, by kind: ``TAG type``, in brackets what may be left out."""
    ports = declarations_of(registration.calculator).values()
    return {
        heading: [_port(port, registration) for port in ports if port.kind == kind] for kind, heading in _KINDS.items()
    }


def _port(port: PortDeclaration, registration: Registration) -> str:
    """``IMAGE ImageFrame``, ``[TICK any]``, ``any number of float``."""
    carried: Any = substitute(port.value_type, registration.type_arguments)
    carries = "any type" if carried is Any else describe_type(carried)
    if port.is_group:
        tag = {"*": "any tag", "": ""}.get(port.tag, port.tag)
        return f"{tag} {carries} ({port.minimum} or more)".strip()
    text = f"{port.tag} {carries}".strip()
    return f"[{text}]" if port.optional else text


def _describe(entry: Entry | GraphEntry, *, in_detail: bool) -> Text:
    also = f" ({', '.join(entry.aliases)})" if entry.aliases else ""
    text = Text.assemble((entry.name, "bold"), f"{also}\n" if in_detail else f"{also}  {entry.description}\n")
    for kind, ports in entry.ports.items():
        if ports:
            text.append(f"    {kind:<8} {', '.join(ports)}\n")
    if isinstance(entry, GraphEntry):
        return _describe_graph(text, entry, in_detail=in_detail)
    if not in_detail:
        return text.append(f"    {'module':<8} {entry.module}\n", "dim")
    details = calculator_details(entry.calculator)
    text.append(f"    {'policy':<8} {details.input_policy}\n")
    if details.options:
        _describe_options(text, details.options)
    text.append(f"    {'module':<8} {entry.module}\n", "dim")
    for part in filter(None, (details.documentation, details.options and details.options.description)):
        text.append(f"\n{part}\n")
    return text


def _describe_graph(text: Text, entry: GraphEntry, *, in_detail: bool) -> Text:
    if in_detail and entry.options:
        _describe_options(text, entry.options)
    text.append(f"    {'graph':<8} {entry.file}\n", "dim")
    if entry.error:
        text.append(f"    {'error':<8} this graph cannot be built: graph_runner check {entry.name}\n", "red")
    if not in_detail:
        return text
    for part in filter(None, (entry.documentation, entry.options and entry.options.description)):
        text.append(f"\n{part}\n")
    return text


def _describe_options(text: Text, options: OptionsDetails) -> None:
    extension = f", extension [{options.extension}]" if options.extension else ""
    text.append(f"    {'options':<8} [type.googleapis.com/{options.type}]{extension}\n")
    _describe_fields(text, options.fields, " " * 13)


def _describe_fields(text: Text, options: Sequence[OptionField], indent: str) -> None:
    for option in options:
        limits = f" ({option.limits})" if option.limits else ""
        default = f" = {option.written_default}" if option.written_default else ""
        text.append(f"{indent}{option.name}: {option.type}{limits}{' (required)' if option.required else default}\n")
        _describe_fields(text, option.fields, f"{indent}    ")
