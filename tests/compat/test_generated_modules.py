"""The modules that stand for those which protoc generates from MediaPipe's files."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

import backedge.compat.mediapipe as mp
from backedge.authoring.registration import registry
from backedge.compat.messages.proto_files import declared_messages, file_of_message, proto_files
from backedge.protos import Message, field
from backedge.protos.message_registry import REGISTRY

PACKAGE = mp.__name__


def module_of(path: str) -> Any:
    """The module of one of MediaPipe's files."""
    return importlib.import_module(f"{PACKAGE}.{path.replace('/', '.')}_pb2")


def undeclared() -> list[tuple[str, str]]:
    """The files of which nothing is declared that have one message, and that message."""
    return [
        (path, messages[0])
        for path, messages in proto_files().items()
        if len(messages) == 1 and not declared_messages(path) and "." not in messages[0].removeprefix("mediapipe.")
    ]


def test_every_message_has_its_module() -> None:
    """All that we declare under MediaPipe's names is where MediaPipe has it; what a new calculator declares will be."""
    registry.load_plugins()
    outermost = {REGISTRY.outermost(header.name) for header in REGISTRY.headers()}
    names = sorted(name for name in outermost if name in file_of_message())
    assert len(names) >= 120
    for name in names:
        cls = getattr(module_of(file_of_message()[name]), name.rpartition(".")[2])
        assert cls.DESCRIPTOR.full_name == name


def test_a_message_that_is_declared_later_has_its_module() -> None:
    """The table has all of MediaPipe's files: nothing is to be entered for a new calculator."""
    path, full_name = undeclared()[0]

    class Later(Message, name=full_name):
        number: int = field(3, default=5)

    module, name = module_of(path), full_name.rpartition(".")[2]
    assert getattr(module, name)().number == 5
    assert module.__all__ == [name]
    assert module.__doc__ == f"The messages of `mediapipe/{path}.proto`."


@pytest.mark.parametrize(
    "statement",
    [
        "from {}.calculators.core import gate_calculator_pb2 as module",
        "import {}.calculators.core.gate_calculator_pb2 as module",
        "import {}.calculators.core.gate_calculator_pb2; module = {}.calculators.core.gate_calculator_pb2",
    ],
)
def test_ways_to_import(statement: str) -> None:
    """Each form of the import statement finds the module, which is made once."""
    scope: dict[str, Any] = {"backedge": importlib.import_module("backedge")}
    exec(statement.format(PACKAGE, PACKAGE), scope)
    assert scope["module"] is module_of("calculators/core/gate_calculator")
    assert scope["module"].GateCalculatorOptions(allow=True).allow


def test_a_module_has_what_its_file_hands_on() -> None:
    """`calculator_pb2` has CalculatorOptions too, and not what it only imports."""
    module = module_of("framework/calculator")
    assert module.CalculatorOptions is module_of("framework/calculator_options").CalculatorOptions
    assert {"CalculatorGraphConfig", "CalculatorOptions", "ExecutorConfig", "InputStreamInfo"} <= set(dir(module))
    assert "MediaPipeOptions" not in dir(module)
    with pytest.raises(AttributeError, match=r"has no attribute 'MediaPipeOptions'; it has CalculatorGraphConfig, "):
        _ = module.MediaPipeOptions


@pytest.mark.parametrize(
    ("path", "message", "enum", "value"),
    [
        ("gpu/gpu_origin", "GpuOrigin", "Mode", "TOP_LEFT"),
        ("gpu/scale_mode", "ScaleMode", "Mode", "FILL_AND_CROP"),
        ("calculators/image/rotation_mode", "RotationMode", "Mode", "ROTATION_90"),
        ("framework/formats/image_format", "ImageFormat", "Format", "SRGB"),
        ("calculators/core/gate_calculator", "GateCalculatorOptions", "GateState", "GATE_ALLOW"),
        ("calculators/image/warp_affine_calculator", "WarpAffineCalculatorOptions", "BorderMode", "BORDER_REPLICATE"),
    ],
)
def test_enums(path: str, message: str, enum: str, value: str) -> None:
    """An enum of a message is a part of its class, and so are its values."""
    cls = getattr(module_of(path), message)
    assert getattr(cls, enum).Value(value) == getattr(cls, value)
    assert getattr(cls, enum).Name(getattr(cls, value)) == value


def test_a_file_of_which_nothing_is_declared() -> None:
    """The error says what is not there yet; a module that MediaPipe does not have is Python's ordinary error."""
    # In a folder that has modules: whether one of the others has, is for other tests of this process to say.
    folders = {path.rpartition("/")[0] for path in proto_files() if declared_messages(path)}
    path, full_name = next(each for each in undeclared() if each[0].rpartition("/")[0] in folders)
    missing = full_name.rpartition(".")[2]
    with pytest.raises(ModuleNotFoundError, match=rf"_pb2: backedge does not have {missing} yet$"):
        module_of(path)
    with pytest.raises(
        ModuleNotFoundError, match=r"^No module named 'backedge\.compat\.mediapipe\.util\.nothing_pb2'$"
    ):
        module_of("util/nothing")


TASKS = "^backedge does not have MediaPipe's tasks; it has the graph API"


@pytest.mark.parametrize(("name", "reason"), [("tasks", TASKS)])
def test_other_parts_of_mediapipe(name: str, reason: str) -> None:
    """What is not there says so in one sentence: as an attribute, as a module, and in it."""
    holder, _, part = f"{PACKAGE}.{name}".rpartition(".")
    with pytest.raises(AttributeError, match=reason):
        getattr(importlib.import_module(holder), part)
    with pytest.raises(ModuleNotFoundError, match=reason):
        importlib.import_module(f"{PACKAGE}.{name}.python")
    with pytest.raises(ModuleNotFoundError, match=reason):
        exec(f"from {holder} import {part}")
