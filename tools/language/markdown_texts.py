"""Descriptions in Markdown of calculators, graphs, options and streams: what hover and completion show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from backedge.authoring.packet_types import describe_type
from backedge.authoring.registration import Registration, registry
from backedge.config import GraphConfig
from backedge.config.handlers import MAX_NAME
from backedge.config.options import option_types
from backedge.errors import RegistrationError
from backedge.protos.message_registry import REGISTRY
from backedge.tools.graph_comments import head_comment
from backedge.tools.language.checked_document import Analysis
from backedge.tools.language.graph_document import PORT_LISTS, GraphDocument, PortText
from backedge.tools.language.schemas import field_descriptions
from backedge.tools.listing.calculator_details import OptionField, OptionsDetails, calculator_details, options_details
from backedge.tools.listing.listed_ports import calculator_ports

_ANY_NAME: Final = f"at most {MAX_NAME} characters"


def describe_calculator(registration: Registration) -> str:
    """The contract of a calculator, its options with their defaults, and what its author says."""
    parts = [_heading(registration), _code(_ports(calculator_ports(registration)))]
    try:
        details = calculator_details(registration.calculator)
    except RegistrationError as error:
        return "\n\n".join([*filter(None, parts), f"Its options cannot be used: {error}"])
    if details.options is not None:
        parts.append(_options(details.options))
    summary, _, rest = details.documentation.partition("\n\n")
    parts.insert(1, " ".join(summary.split()))
    if rest.strip():
        parts.append(_code(rest.strip().splitlines()))
    parts.append(f"_{details.input_policy}, {registration.module}_")
    return "\n\n".join(filter(None, parts))


def describe_subgraph(name: str, config: GraphConfig) -> str:
    """The ports of a subgraph, its options, and the comment on top of its file."""
    location = config.location()
    path = Path(location.file) if location else None
    comment = head_comment(path.read_text(encoding="utf-8", errors="replace")) if path and path.is_file() else ""
    ports = {field.replace("_", " "): list(getattr(config, field)) for field in PORT_LISTS}
    parts = [f"**{name}** (graph)", _code(_ports(ports))]
    if (options := options_of_graph(config)) is not None:
        parts.append(describe_options(options))
    if comment:
        parts.append(_code(comment.splitlines()))
    if path is not None:
        parts.append(f"_{path}_")
    return "\n\n".join(filter(None, parts))


def options_of_graph(config: GraphConfig) -> type[Any] | None:
    """The class of the options that a graph takes; None if it takes none."""
    return next((cls for each, _ in option_types(config) if (cls := REGISTRY.find(each)) is not None), None)


def describe_options(cls: type[Any]) -> str:
    """The fields of a message of options, with types and defaults, and what its author says."""
    return _options(options_details(cls))


def describe_connection(document: GraphDocument, analysis: Analysis, port: PortText) -> str:
    """The type of what a port is connected to, who makes it and who reads it."""
    types = analysis.side_packet_types if port.is_side_packet else analysis.stream_types
    type_text = describe_known_type(types, port.name)
    lines = [f"**{port.kind}** `{port.name}`" + (f": `{type_text}`" if type_text else "")]
    connected = document.connected(port)
    makers = [_end(document, each) for each in connected if each.makes]
    readers = [_end(document, each) for each in connected if not each.makes]
    outside = "the application that runs the graph" if port.is_side_packet else "nobody"
    lines.append(f"made by {_and(makers) or outside}")
    lines.append(f"read by {_and(readers) or 'nobody'}")
    return "  \n".join(lines)


def describe_known_type(types: Mapping[str, Any], name: str) -> str:
    """The type of a stream or side packet; "" where it is not known."""
    value_type = types.get(name, Any)
    return "" if value_type is Any else describe_type(value_type)


def _end(document: GraphDocument, port: PortText) -> str:
    who = "the graph's " + port.list_name.replace("_", " ") if port.node is None else f"`{port.node.name}`"
    at = f" {port.label}" if port.label else ""
    return f"{who}{at} (line {document.line_of(port.word.span.start)})"


def _and(texts: Sequence[str]) -> str:
    return ", ".join(texts)


def _heading(registration: Registration) -> str:
    canonical = registration.canonical or registration.name
    others = [each.name for each in registry if each.canonical == canonical and each.name != registration.name]
    return f"**{registration.name}**" + (f" ({', '.join(others)})" if others else "")


def _ports(ports: Mapping[str, Sequence[object]]) -> Iterator[str]:
    width = max(map(len, ports))
    for kind, texts in ports.items():
        for number, text in enumerate(texts):
            yield f"{'' if number else kind:<{width}}  {text}"


def _code(lines: Iterable[str]) -> str:
    """Lines as they are."""
    text = "\n".join(lines)
    return f"```text\n{text}\n```" if text else ""


def _options(options: OptionsDetails) -> str:
    forms = [f"`[{options.extension}]`"] if options.extension else []
    head = f"**Options** {' or '.join([*forms, f'`[type.googleapis.com/{options.type}]`'])}"
    cls = REGISTRY.find(options.type)
    lines = list(_option_lines(options.fields, {} if cls is None else field_descriptions(cls), ""))
    summary = " ".join(options.description.partition("\n\n")[0].split())
    return "\n\n".join(filter(None, [head, summary, "\n".join(lines)]))


def _option_lines(fields: Iterable[OptionField], descriptions: Mapping[str, str], indent: str) -> Iterator[str]:
    for option in fields:
        yield f"{indent}- {option_text(option)}{dash(descriptions.get(option.name, ''))}"
        yield from _option_lines(option.fields, {}, f"{indent}  ")


def option_text(option: OptionField) -> str:
    """Name, type, limits and default of an option, in one line of Markdown."""
    default = f" = `{option.written_default}`" if option.written_default and not option.required else ""
    return f"`{option.name}`: {option_type(option)}{default}"


def option_type(option: OptionField) -> str:
    """Type and limits of an option. That names cannot be endless goes without saying."""
    limits = f" ({option.limits})" if option.limits and option.limits != _ANY_NAME else ""
    return f"{option.type}{limits}{' (required)' if option.required else ''}"


def dash(text: str) -> str:
    """A text that goes on with what is before it; "" for none."""
    return f" — {text}" if text else ""
