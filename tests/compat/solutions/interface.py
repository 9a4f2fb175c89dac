"""What a package's solutions look like from outside: signatures, enums, constants, styles.

Run over MediaPipe's package and over ours. Nothing but the standard library is imported here, because `record.py` runs
where only MediaPipe is.
"""

from __future__ import annotations

import enum
import hashlib
import inspect
from importlib import import_module
from typing import Any

MODULES = [
    "solution_base",
    *(
        f"solutions.{name}"
        for name in (
            "download_utils",
            "drawing_styles",
            "drawing_utils",
            "face_detection",
            "face_mesh",
            "face_mesh_connections",
            "hands",
            "hands_connections",
            "holistic",
            "objectron",
            "pose",
            "pose_connections",
            "selfie_segmentation",
        )
    ),
]
_LONGEST = 2000  # characters; of what is longer only a hash is kept
_NOT_ITS_OWN = {
    "Any",
    "Iterable",
    "List",
    "Mapping",
    "NamedTuple",
    "Optional",
    "Tuple",
    "Union",
    "CALCULATOR_TO_OPTIONS",
}
"""The last one is a table of generated classes that only its own module uses."""


def public_names(package: str, module: str) -> list[str]:
    """The public names of one module that are neither modules nor taken from `typing`."""
    found = vars(import_module(f"{package}.python.{module}"))
    return [
        name
        for name in sorted(found)
        if not name.startswith("_") and name not in _NOT_ITS_OWN and not inspect.ismodule(found[name])
    ]


def describe(package: str, module: str, name: str) -> Any:
    """Describe what a name of a module stands for; None if the module has no such name."""
    value = getattr(import_module(f"{package}.python.{module}"), name, None)
    return None if value is None else _describe(value)


def _describe(value: Any) -> Any:
    if inspect.isclass(value):
        return _describe_class(value)
    if inspect.isfunction(value):
        parameters = _parameters(value)
        if value.__name__.startswith("get_default_"):
            return [parameters, _styles(value()), _styles(value(1)) if parameters else None]
        return parameters
    return _short(_plain(value))


def _describe_class(value: Any) -> Any:
    if issubclass(value, enum.Enum):
        return {member.name: member.value for member in value}
    methods = {
        name: _parameters(getattr(value, name))
        for name in dir(value)
        if not name.startswith("_") and inspect.isfunction(getattr(value, name))
    }
    return {"__init__": _parameters(value), **methods}


def _parameters(function: Any) -> list[str]:
    """Each parameter with its default, and its kind where that is special; annotations have types of our own."""
    return [
        str(parameter.replace(annotation=inspect.Parameter.empty))
        for parameter in inspect.signature(function).parameters.values()
    ]


def _styles(styles: Any) -> Any:
    if not hasattr(styles, "items"):
        return repr(styles)
    by_look: dict[str, list[Any]] = {}
    for key, spec in sorted(styles.items()):
        by_look.setdefault(repr(spec), []).append(_plain(key))
    return by_look


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return {"set": sorted(_plain(item) for item in value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in sorted(value.items())}
    if isinstance(value, enum.IntEnum):
        return int(value)
    return value if isinstance(value, int | str | float) else repr(value)


def _short(value: Any) -> Any:
    text = repr(value)
    return value if len(text) <= _LONGEST else f"{len(text)} {hashlib.sha256(text.encode()).hexdigest()}"
