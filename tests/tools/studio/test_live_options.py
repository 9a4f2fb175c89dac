"""Options that a page changes while the graph runs: which are offered, within what limits, what is kept of changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal

import pytest

from backedge import Calculator, Input, Output, register
from backedge.errors import ConfigError
from backedge.planning.plan import GraphPlan
from backedge.protos import Range
from backedge.tools.language.checked_document import build_document
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.studio.page_run.page_options import OptionOverrides, live_options
from backedge.tools.studio.protocol_values import LiveOption


class SliderShade(Enum):
    """How dark."""

    LIGHT = 0
    DARK = 1


@dataclass
class SliderOptions:
    """All kinds of options.

    Attributes:
        share: how much of it,
            of all.
        offset: how far away.
        count: how many.
        steps: how many at once.
        active: whether it does anything.
        shade: of what is drawn.
        edge: what is beyond it.
        label: of no kind that a page can change.
        weights: likewise.
    """

    share: Annotated[float, Range(ge=0, le=1)] = 0.25
    offset: float = -3.0
    count: int = 40
    steps: Annotated[int, Range(gt=0)] = 2
    active: bool = True
    shade: SliderShade = SliderShade.DARK
    edge: Literal["black", "white"] = "white"
    label: str = "none"
    weights: tuple[float, ...] = ()
    far: float = float("inf")


@register
class SliderCalculator(Calculator):
    """Passes numbers on."""

    live_options = ("share",)
    number = Input[float]()
    same = Output[float]()
    options: SliderOptions

    def process(self) -> None:
        """Pass one on."""
        self.same.send(self.number.value)


@register
class PlainSliderCalculator(Calculator):
    """Has no options."""

    number = Input[float]()
    same = Output[float]()

    def process(self) -> None:
        """Pass one on."""
        self.same.send(self.number.value)


TEXT = """
input_stream: "a"
node { calculator: "SliderCalculator" name: "slider" input_stream: "a" output_stream: "b"
  node_options { [type.googleapis.com/SliderOptions] { share: 0.5 } } }
node { calculator: "PlainSliderCalculator" input_stream: "b" output_stream: "c" }
"""
PARAMETERS = """
input_stream: "a"
graph_options { [type.googleapis.com/SliderOptions] { count: 7 } }
node { calculator: "SliderCalculator" name: "one" input_stream: "a" output_stream: "b"
  option_value: "share:share" option_value: "count:count"
  node_options { [type.googleapis.com/SliderOptions] {} } }
node { calculator: "MisspeltCalculator" input_stream: "b" option_value: "share:offset" }
"""


def offered(text: str) -> dict[tuple[str, str], LiveOption]:
    """What a page is offered, by node and field."""
    document = GraphDocument(text)
    return {(option.node, option.field): option for option in live_options(build_document(document), document)}


def test_numbers_switches_and_choices_are_offered() -> None:
    """In the order of the fields, with what their class says of them; texts and lists are not."""
    found = offered(TEXT)
    assert [field for _, field in found] == ["share", "offset", "count", "steps", "active", "shade", "edge", "far"]
    kinds = {field: option.kind for (_, field), option in found.items()}
    assert kinds["share"] == kinds["offset"] == "number"
    assert kinds["count"] == kinds["steps"] == "integer"
    assert kinds["active"] == "switch"
    assert kinds["shade"] == kinds["edge"] == "choice"
    share = found["slider", "share"]
    assert (share.value, share.default, share.live) == (0.5, 0.25, True)
    assert share.summary == "how much of it, of all."
    assert not found["slider", "count"].live
    assert found["slider", "far"].summary == ""


@pytest.mark.parametrize(
    ("field", "limits"),
    [
        ("share", (0, 1, 0.005)),  # those that are declared
        ("offset", (-6, 0, 0.03)),  # some way around a value that has none
        ("count", (0, 80, 1)),
        ("steps", (0, 10, 1)),
        ("active", (None, None, None)),
        ("shade", (None, None, None)),
    ],
)
def test_sliders_have_limits(field: str, limits: tuple[float | None, ...]) -> None:
    """Declared ones, or such that the value can be changed to either side."""
    option = offered(TEXT)["slider", field]
    assert (option.minimum, option.maximum, option.step) == pytest.approx(limits)


def test_choices_are_named() -> None:
    """Members of an enum by their names, and texts as they are."""
    found = offered(TEXT)
    assert (found["slider", "shade"].choices, found["slider", "shade"].value) == (["LIGHT", "DARK"], "DARK")
    assert (found["slider", "edge"].choices, found["slider", "edge"].value) == (["black", "white"], "white")


def test_what_no_message_can_say_has_no_value() -> None:
    """Infinity is none of JSON's numbers; the slider goes from nothing."""
    far = offered(TEXT)["slider", "far"]
    assert (far.value, far.default, far.minimum) == (None, None, 0)


def test_options_of_the_graph_come_first() -> None:
    """They are live where all nodes that take them are; a node that is not known takes none so."""
    last = PARAMETERS.splitlines()[-1]
    text = PARAMETERS.replace(last, 'node { calculator: "PlainSliderCalculator" input_stream: "b" output_stream: "c" }')
    found = offered(text)
    assert next(iter(found)) == ("", "share")
    assert found["", "count"].value == 7
    assert found["", "share"].live
    assert not found["", "count"].live
    document = GraphDocument(PARAMETERS)
    plan = build_document(GraphDocument(text))
    with_unknown = {(option.node, option.field): option for option in live_options(plan, document)}
    assert not with_unknown["", "offset"].live


def test_changes_that_do_not_fit_a_new_text_are_forgotten() -> None:
    """Those that fit are kept; mistakes of the text itself are told, whatever was changed."""
    overrides = OptionOverrides()

    def value_in(text: str) -> Any:
        def build(values: Mapping[str, Any]) -> GraphPlan:
            return build_document(GraphDocument(text), values)

        return overrides.applied(build).nodes[0].contract.options.share

    with overrides.trying("slider", "share", 0.75) as values:
        assert build_document(GraphDocument(TEXT), values).nodes[0].contract.options.share == 0.75
    assert value_in(TEXT) == 0.75
    renamed = TEXT.replace('"slider"', '"other"')
    assert value_in(renamed) == 0.5
    assert value_in(TEXT) == 0.5
    with pytest.raises(ConfigError, match="SliderCalculatr"):
        value_in(TEXT.replace('calculator: "SliderCalculator"', 'calculator: "SliderCalculatr"'))


def test_a_change_that_is_refused_leaves_the_ones_before() -> None:
    """As it was before it, whatever went wrong."""
    overrides = OptionOverrides()
    document = GraphDocument(TEXT)
    with overrides.trying("slider", "share", 0.75):
        pass
    with pytest.raises(ConfigError, match="share"), overrides.trying("slider", "share", 7.0) as values:
        build_document(document, values)
    plan = overrides.applied(lambda values: build_document(document, values))
    assert plan.nodes[0].contract.options.share == 0.75
