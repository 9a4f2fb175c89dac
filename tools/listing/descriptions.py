"""A calculator or a graph in words, with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from backedge.tools.listing.brief_descriptions import MARGIN, append_origin, heading, row
from backedge.tools.listing.calculator_details import OptionField, OptionsDetails
from backedge.tools.listing.calculator_listing import CalculatorEntry
from backedge.tools.listing.graph_listing import GraphEntry
from backedge.tools.listing.listed_ports import ListedPort

_COLUMN = " " * 13


def describe_in_detail(entry: CalculatorEntry | GraphEntry) -> Text:
    """Names, a line for each port, options, where it is defined, everything that its author says, and a node."""
    brief = entry.brief()
    text = heading(brief).append("\n")
    for line in _port_lines(entry.ports):
        text.append(line)
    if isinstance(entry, CalculatorEntry):
        options = entry.details.options
        text.append(row("policy", entry.details.input_policy))
    else:
        options = entry.options
    if options:
        _append_options(text, options)
    append_origin(text, brief)
    for part in filter(None, (entry.documentation, options and options.description)):
        text.append(f"\n{part}\n")
    example = "".join(f"\n{MARGIN}{line}" if line else "\n" for line in entry.example.splitlines())
    return text.append(f"\nExample:\n{example}\n")


def _port_lines(ports: Mapping[str, Sequence[ListedPort]]) -> Iterator[str]:
    """A line for each port: label, type, whether it may be left out, and what comments say."""
    listed = [port for of_kind in ports.values() for port in of_kind]
    labels = max((len(port.label) for port in listed), default=0)
    for kind, of_kind in ports.items():
        for number, port in enumerate(of_kind):
            label = f"{port.label:<{labels}} " if labels else ""
            yield row("" if number else kind, f"{label}{_carries(port)}")


def _carries(port: ListedPort) -> str:
    """The type of a port, whether it may be left out, and what comments say, which often begin with the type."""
    if port.description.startswith(port.type) and ("optional" in port.description or not port.optional):
        return port.description
    words = ", ".join(filter(None, (port.type, _how_many(port))))
    return f"{words}: {port.description}" if port.description else words


def _how_many(port: ListedPort) -> str:
    if port.repeated:
        return f"{port.minimum} or more"
    return "optional" if port.optional else ""


def _append_options(text: Text, options: OptionsDetails) -> None:
    extension = f", extension [{options.extension}]" if options.extension else ""
    text.append(row("options", f"[type.googleapis.com/{options.type}]{extension}"))
    _append_fields(text, options.fields, _COLUMN)


def _append_fields(text: Text, options: Sequence[OptionField], indent: str) -> None:
    for option in options:
        limits = f" ({option.limits})" if option.limits else ""
        default = f" = {option.written_default}" if option.written_default else ""
        text.append(f"{indent}{option.name}: {option.type}{limits}{' (required)' if option.required else default}\n")
        _append_fields(text, option.fields, f"{indent}    ")
