"""Records MediaPipe's messages: ``python -m tests.conformance.record_schemas PYTHON_WITH_MEDIAPIPE``. See README.md.

The same module, with no argument, prints them when it is run by that Python.
"""

from __future__ import annotations

import gzip
import importlib
import json
import pkgutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).with_name("schemas.json.gz")


def describe(message: Any) -> dict[str, Any]:
    """Describe a message: its fields, its enums, and the number of its extension of CalculatorOptions."""
    extensions = {
        extension.containing_type.full_name: extension.number
        for extension in message.extensions
        if extension.message_type is message
    }
    return {
        "fields": {field.name: describe_field(field) for field in message.fields},
        "enums": sorted(enum.name for enum in message.enum_types),
        "extension": extensions.get("mediapipe.CalculatorOptions"),
    }


def describe_field(field: Any) -> dict[str, Any]:
    """Describe a field; enum values by name."""
    is_single_value = field.message_type is None and not _is_repeated(field)
    return {
        "number": field.number,
        "type": field.type,
        "repeated": _is_repeated(field),
        "default": _plain(field.default_value) if is_single_value else None,
        "message": field.message_type.full_name if field.message_type else None,
        "enum": {value.name: value.number for value in field.enum_type.values} if field.enum_type else None,
    }


def _is_repeated(field: Any) -> bool:
    # Newer versions of protobuf have no labels, older ones no such property.
    return bool(field.is_repeated) if hasattr(field, "is_repeated") else field.label == field.LABEL_REPEATED


def _plain(value: Any) -> Any:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _messages() -> Iterator[Any]:
    mediapipe = importlib.import_module("mediapipe")

    for module in pkgutil.walk_packages(mediapipe.__path__, "mediapipe.", onerror=lambda _: None):
        if module.name.endswith("_pb2"):
            yield from _with_nested(importlib.import_module(module.name).DESCRIPTOR.message_types_by_name.values())


def _with_nested(messages: Iterable[Any]) -> Iterator[Any]:
    for message in messages:
        yield message
        yield from _with_nested(message.nested_types)


def _record(python: str) -> None:
    printed = subprocess.run(
        [python, "-m", "tests.conformance.record_schemas"],
        cwd=Path(__file__).parents[2],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    # Without the time of day the file is the same every time.
    RECORDED.write_bytes(gzip.compress(printed.encode(), mtime=0))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _record(sys.argv[1])
    else:
        sys.stdout.write(json.dumps({message.full_name: describe(message) for message in _messages()}, sort_keys=True))
