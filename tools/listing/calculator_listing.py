"""Calculators that are registered, for `graph_runner list`: ports with their types, options, and documentation."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from backedge.authoring.base import Calculator
from backedge.authoring.registration import Registration, registry
from backedge.tools.listing.brief_entry import CALCULATOR, BriefEntry
from backedge.tools.listing.calculator_details import Details, calculator_details, documentation
from backedge.tools.listing.listed_ports import (
    ListedPort,
    calculator_ports,
    example_node,
    ports_in_words,
    ports_to_json,
)

_EXAMPLE: Final = "Example::"


@dataclass(frozen=True, slots=True)
class CalculatorEntry:
    """A calculator as it is listed.

    Attributes:
        name: the name to write into a graph.
        aliases: other names for it.
        description: the first line of its docstring.
        ports: what it reads and writes, by kind.
        module: where it is defined.
        calculator: the class.
    """

    name: str
    aliases: tuple[str, ...]
    description: str
    ports: dict[str, list[ListedPort]]
    module: str
    calculator: type[Calculator]

    @property
    def names(self) -> list[str]:
        """All its names, the one to write into graphs first."""
        return [self.name, *self.aliases]

    @property
    def documentation(self) -> str:
        """Its docstring without the example."""
        return documentation(self.calculator).partition(_EXAMPLE)[0].rstrip()

    @property
    def example(self) -> str:
        """A node of it: that of its docstring, or one with all its ports."""
        shown = textwrap.dedent(documentation(self.calculator).partition(_EXAMPLE)[2]).strip()
        return shown or example_node(self.name, self.ports)

    @property
    def details(self) -> Details:
        """What there is to say of it beyond its ports.

        Raises:
            RegistrationError: its options have a field of a type that protobuf does not have.
        """
        return calculator_details(self.calculator)

    def brief(self) -> BriefEntry:
        """What a list of all shows of it."""
        ports = ports_in_words(self.ports)
        return BriefEntry(CALCULATOR, self.names, self.description, self.documentation, ports, self.module, "")

    def to_json(self) -> dict[str, Any]:
        """The entry with all details, for JSON."""
        shown = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "calculator"}
        shown["ports"] = ports_to_json(self.ports)
        return {"kind": CALCULATOR, **shown, **asdict(self.details), "example": self.example}


def calculator_entries() -> list[CalculatorEntry]:
    """All calculators that are registered, with those of installed packages."""
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


def calculator_entry(name: str, aliases: Iterable[str]) -> CalculatorEntry | None:
    """The calculator that is registered under `name`, whose module alone is imported; None if there is none."""
    registration = registry.find(name)
    return None if registration is None else _entry(registration, aliases)


def _entry(registration: Registration, aliases: Iterable[str]) -> CalculatorEntry:
    calculator = registration.calculator
    lines = documentation(calculator).splitlines()
    return CalculatorEntry(
        registration.name,
        tuple(aliases),
        lines[0] if lines else "",
        calculator_ports(registration),
        registration.module,
        calculator,
    )
