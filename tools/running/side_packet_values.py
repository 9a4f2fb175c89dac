"""``--side NAME=VALUE`` turns words of a command line into side packets of the graph's types."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any, Final, get_origin

import click

from backedge.authoring.packet_types import describe_type, matches, members
from backedge.config import parse_port
from backedge.planning.plan import GraphPlan
from backedge.suggest import suggest_or_list

_logger: Final = logging.getLogger(__name__)

_BOOLS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_side_packets(assignments: Iterable[str], plan: GraphPlan) -> dict[str, Any]:
    """The side packets that ``NAME=VALUE`` words give.

    Args:
        assignments: NAME is the name of a side packet, or the tag that the graph's ``input_side_packet`` has for it.
        plan: the graph, which says what each must be.

    Raises:
        click.UsageError: a word is not an assignment, the graph lacks the side packet, or the value is not of its type.
    """
    ports = [parse_port(text) for text in plan.config.input_side_packet]
    # Names go before tags.
    names = {port.tag: port.name for port in ports if port.tag}
    names |= {name: name for name in (*(port.name for port in ports), *plan.side_packet_types)}
    values = {}
    for assignment in assignments:
        key, equals, text = assignment.partition("=")
        if not equals:
            raise click.UsageError(f'--side needs NAME=VALUE, not "{assignment}"')
        if key not in names:
            raise click.UsageError(f'the graph has no side packet "{key}"; {suggest_or_list(key, names)}')
        if names[key] not in plan.side_packet_types:
            _logger.info('side packet "%s" is declared by the graph, but no node reads it', names[key])
        values[names[key]] = _read(key, text, plan.side_packet_types.get(names[key], Any))
    return values


def _read(name: str, text: str, value_type: Any) -> Any:
    """`text` as the first of the types that `value_type` allows that can be read from it."""
    for member in members(value_type):
        read = _READERS.get(get_origin(member) or member)
        if read is None:
            continue
        try:
            value = read(text)
        except ValueError:
            continue
        if matches(value, member):
            return value
    wanted = describe_type(value_type)
    if all((get_origin(member) or member) not in _READERS for member in members(value_type)):
        raise click.UsageError(f'side packet "{name}" is {wanted}, which cannot be written on a command line')
    raise click.UsageError(f'side packet "{name}" must be {wanted}, but "{text}" is not')


def _bool(text: str) -> bool:
    if text.lower() not in _BOOLS:
        raise ValueError(text)
    return _BOOLS[text.lower()]


def _tuple(text: str) -> Any:
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value


def _anything(text: str) -> Any:
    """JSON where it is JSON, otherwise the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


_READERS: Final[dict[Any, Callable[[str], Any]]] = {
    bool: _bool,
    int: int,
    float: float,
    str: str,
    list: json.loads,
    tuple: _tuple,
    dict: json.loads,
    Any: _anything,
}
