"""``calculator_params`` of a solution: fields of the options of nodes, set from Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from backedge.compat.bridge.errors import InvalidArgumentError
from backedge.protos import message_class
from backedge.suggest import suggest_or_list

_CALCULATORS: Final = (
    "ConstantSidePacketCalculator",
    "ImageTransformationCalculator",
    "LandmarksSmoothingCalculator",
    "LogicCalculator",
    "ThresholdingCalculator",
    "TensorsToDetectionsCalculator",
    "Lift2DFrameAnnotationTo3DCalculator",
)
"""Those whose options MediaPipe lets a solution set."""


def set_calculator_params(config: Any, params: Mapping[str, Any]) -> None:
    """Set fields of the options of nodes.

    Args:
        config: an expanded ``CalculatorGraphConfig`` message; changed.
        params: the values by ``node.field``; a list for a repeated field, None to clear a field.

    Raises:
        ValueError: a key is not ``node.field``, there is no such node, it is of a calculator that MediaPipe does not
            allow here, its options are there twice, or a repeated field is given what is no list.
        KeyError: its options have no such field.
        TypeError: a value is not of the field's type.
    """
    by_node = _by_node(params)
    for node in config.node:
        if node.name in by_node:
            _set_options(node, by_node.pop(node.name))
    if by_node:
        names = [node.name for node in config.node]
        missing = next(iter(by_node))
        raise InvalidArgumentError(
            f'calculator_params: the graph has no node "{missing}"; {suggest_or_list(missing, names)}'
        )


def _by_node(params: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    nodes: dict[str, dict[str, Any]] = {}
    for key, value in params.items():
        node, dot, name = key.partition(".")
        if not dot or "." in name:
            raise InvalidArgumentError(f'calculator_params: expected keys "node.field", found "{key}"')
        nodes.setdefault(node, {})[name] = value
    return nodes


def _set_options(node: Any, fields: Mapping[str, Any]) -> None:
    if node.calculator not in _CALCULATORS:
        raise InvalidArgumentError(
            f"Modifying the calculator options of {node.name} is not supported. It is a {node.calculator}, and "
            f"calculator_params can set fields of {', '.join(_CALCULATORS)} only; change the graph's text instead"
        )
    kind: Any = message_class(f"mediapipe.{node.calculator}Options")
    if not node.node_options:
        _set_fields(node.options.Extensions[kind.ext], fields)
        return
    if node.HasField("options"):
        raise InvalidArgumentError(
            f"Cannot modify the calculator options of {node.name} because it has both options and node_options fields. "
            "Leave one of them out"
        )
    packed = next((each for each in node.node_options if each.Is(kind.DESCRIPTOR)), None)
    options = kind()
    if packed is None:
        packed = node.node_options.add()
    else:
        packed.Unpack(options)
    _set_fields(options, fields)
    packed.Pack(options)


def _set_fields(options: Any, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if value is None:
            options.ClearField(name)
        elif hasattr(options.DESCRIPTOR.fields_by_name[name].default_value, "append"):
            if not isinstance(value, Iterable):
                raise InvalidArgumentError(f"calculator_params: field {name} is a list, but is given {value!r}")
            options.ClearField(name)
            getattr(options, name).extend(value)
        else:
            setattr(options, name, value)
