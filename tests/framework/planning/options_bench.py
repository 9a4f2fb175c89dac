"""A calculator with optional ports and options, and graphs that hand options to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from backedge import Calculator, Input, Output, SideInput, register

OPTIONAL_INPUTS = "behaviours.OptionalInputs"


@dataclass(frozen=True)
class BehavioursLamp:
    """A part of the options below."""

    lights: tuple[int, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class BehavioursOptions:
    """Options of `OptionalInputs`, and of graphs that contain it."""

    count: int = 0
    lamp: BehavioursLamp = field(default_factory=BehavioursLamp)
    lamps: tuple[BehavioursLamp, ...] = ()


@register(OPTIONAL_INPUTS)
class OptionalInputs(Calculator):
    """Sends what its side packet says, or "default", for whatever comes."""

    select = Input[int]("SELECT", optional=True)
    enable = Input[bool]("ENABLE", optional=True)
    side = SideInput[str]("SIDE", optional=True)
    output = Output[str]("OUTPUT")
    options: BehavioursOptions

    def process(self) -> None:
        self.output.send(self.side.get("default"))
        if not self.select.connected:
            self.stop()


def options(text: str, place: str = "node_options") -> str:
    """Options as an Any."""
    return f"{place} {{ [type.googleapis.com/BehavioursOptions] {{ {text} }} }}"


def inner(option_value: str, node: str = "", graph: str = "") -> str:
    """A graph whose node takes options of the graph."""
    return f"""
        {options(graph, "graph_options")} output_stream: "OUTPUT:out"
        node {{ calculator: "behaviours.OptionalInputs" output_stream: "OUTPUT:out" {options(node)} {option_value} }}
    """
