"""Options that a page changes while the graph runs: which there are, and those that were changed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any, Final, Literal, TypeAlias

import msgspec

from backedge.authoring.base import options_type_of
from backedge.config.options import edit_options, option_types
from backedge.errors import ConfigError
from backedge.planning.plan import GraphPlan
from backedge.protos import decode
from backedge.protos.field_types import EnumType
from backedge.protos.message_registry import REGISTRY
from backedge.protos.message_schema import FieldSchema
from backedge.protos.value_limits import Choice, Range
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.listing.calculator_details import documentation
from backedge.tools.studio.protocol_values import LiveOption

_STEPS: Final = 200
"""Steps of a slider."""

_FAR: Final = 1e6
"""A limit beyond it is none for a slider."""

_ATTRIBUTE: Final = re.compile(r"^    (\w+): (.*)$")

_Kind: TypeAlias = Literal["number", "integer", "switch", "choice"]
_KINDS: Final[dict[str, _Kind]] = {"bool": "switch", "float": "number", "double": "number"}


class OptionOverrides:
    """Options that were changed beside the text, by ``NODE.FIELD``."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def applied(self, build: Callable[[Mapping[str, Any]], GraphPlan]) -> GraphPlan:
        """Build a graph with them; those that do not fit a changed text any more are forgotten.

        Raises:
            ConfigError: the text itself is wrong.
        """
        try:
            return build(self._values)
        except ConfigError:
            if not self._values:
                raise
            plan = build({})
            self._values.clear()
            return plan

    @contextmanager
    def trying(self, node: str, field: str, value: Any) -> Iterator[Mapping[str, Any]]:
        """Change one, and give all; it is as before if the block raises."""
        before = dict(self._values)
        self._values[f"{node}.{field}" if node else field] = value
        try:
            yield self._values
        except BaseException:
            self._values = before
            raise


def live_options(plan: GraphPlan, document: GraphDocument) -> list[LiveOption]:
    """The numbers, switches and choices among a graph's own options and those of its nodes.

    The graph's own come first, with "" for a node. A change of one that is not live lets the graph begin anew between
    two frames, with the models that it has.

    Args:
        plan: the graph.
        document: its text, which says to whom it hands on options of its own.
    """
    handed_on = _handed_on(document)
    own = [option for values in _own_options(plan) for option in _options_of("", values, handed_on)]
    nodes = (node for node in plan.nodes if options_type_of(node.registration.calculator) is not None)
    return own + [
        option
        for node in nodes
        for option in _options_of(node.name, node.contract.options, node.registration.calculator.live_options)
    ]


def _handed_on(document: GraphDocument) -> set[str]:
    """The options of the graph that only go on to live ones of its nodes."""
    is_live: dict[str, bool] = {}
    for node in document.nodes:
        registration = document.registration(node.calculator)
        live = () if registration is None else registration.calculator.live_options
        for word in (word for entry in node.block.named("option_value") for word in entry.words):
            of_node, _, of_graph = word.text.partition(":")
            is_live[of_graph] = is_live.get(of_graph, True) and of_node in live
    return {name for name, live in is_live.items() if live}


def _own_options(plan: GraphPlan) -> Iterator[Any]:
    for name, _ in option_types(plan.config):
        if (schema := REGISTRY.find_schema(name)) is not None:
            found: list[Any] = []
            edit_options(plan.config, name, found.append)
            yield decode(schema.cls, found[0])


def _options_of(node: str, values: Any, live: Collection[str]) -> Iterator[LiveOption]:
    schema = REGISTRY.schema(type(values))
    summaries = _summaries(type(values))
    for field in schema.fields:
        if (kind := _kind(field)) is not None:
            value, default = getattr(values, field.attribute), schema.defaults.get(field.attribute)
            option = _option(node, field, kind, (value, default), summaries.get(field.name, ""))
            yield msgspec.structs.replace(option, live=field.name in live)


def _kind(field: FieldSchema) -> _Kind | None:
    if field.container:
        return None
    if isinstance(field.kind, EnumType) or (isinstance(field.limit, Choice) and isinstance(field.limit.values[0], str)):
        return "choice"
    name = getattr(field.kind, "name", "")
    if name in _KINDS:
        return _KINDS[name]
    return "integer" if name.startswith(("int", "uint", "sint", "fixed", "sfixed")) else None


def _option(node: str, field: FieldSchema, kind: _Kind, values: tuple[Any, Any], summary: str) -> LiveOption:
    value, default = map(_plain, values)
    least, most = _range(field, kind, value, default)
    step = None
    if kind == "integer":
        step = 1.0
    elif kind == "number" and least is not None and most is not None:
        step = (most - least) / _STEPS
    return LiveOption(
        node=node,
        field=field.name,
        kind=kind,
        value=value,
        default=default,
        minimum=least,
        maximum=most,
        step=step,
        choices=_choices(field),
        summary=summary,
        live=False,
    )


def _range(field: FieldSchema, kind: _Kind, value: Any, default: Any) -> tuple[float | None, float | None]:
    """What a slider offers: the range that is declared, or some way around the value; None where it has no number."""
    if kind not in ("number", "integer"):
        return None, None
    limit = field.limit if isinstance(field.limit, Range) else Range()
    known = [abs(each) for each in (value, default) if isinstance(each, int | float)]
    far = max(2 * max(known, default=0.0), 1.0 if kind == "number" else 10.0)
    least = next((each for each in (limit.ge, limit.gt) if each is not None and each > -_FAR), None)
    most = next((each for each in (limit.le, limit.lt) if each is not None and each < _FAR), None)
    if least is None:
        least = -far if any(isinstance(each, int | float) and each < 0 for each in (value, default)) else 0.0
    return least, most if most is not None else least + far


def _choices(field: FieldSchema) -> list[str]:
    if isinstance(field.kind, EnumType):
        return list(field.kind.numbers)
    return list(map(str, field.limit.values)) if isinstance(field.limit, Choice) else []


def _plain(value: Any) -> Any:
    """A value as messages can say it."""
    if isinstance(value, Enum):
        return value.name
    return value if isinstance(value, bool | int | str) or (isinstance(value, float) and math.isfinite(value)) else None


def _summaries(options_type: type[Any]) -> dict[str, str]:
    """What the docstring of a class of options says of each field, under ``Attributes:``."""
    found: dict[str, str] = {}
    name = ""
    for line in documentation(options_type).partition("Attributes:")[2].splitlines():
        if match := _ATTRIBUTE.match(line):
            name, found[match[1]] = match[1], match[2]
        elif name and line.startswith(8 * " "):
            found[name] += f" {line.strip()}"
        else:
            name = ""
    return found
