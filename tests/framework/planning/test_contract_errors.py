"""Errors where update_contract() raises: they name the node, its place in the file, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from backedge import Calculator, CalculatorGraph, ConfigError, Contract, GraphError, register
from backedge.errors import Diagnostic, Location
from backedge.protos import Message, field

NAME = "mediapipe.ContractErrorsOptions"


class ContractErrorsOptions(Message, name=NAME, extension=536870911):
    """Options that say what is raised."""

    kind: str = field(1)


@dataclass(frozen=True)
class ContractErrorsPlain:
    """The same as a plain dataclass."""

    kind: str = ""


def fail(kind: str) -> None:
    """Raise what the options ask for."""
    if kind == "config":
        raise ConfigError(
            [Diagnostic("too small", hint="make it larger"), Diagnostic("too wide", Location("elsewhere"))]
        )
    if kind == "key":
        raise KeyError("OUTPUT")
    if kind == "graph":
        raise GraphError("no such graph")


@register("contracts.Fails")
class Fails(Calculator):
    """Fails with options that are a message."""

    options: ContractErrorsOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        fail(contract.options.kind)


@register("contracts.FailsPlainly")
class FailsPlainly(Calculator):
    """Fails with options that are a dataclass."""

    options: ContractErrorsPlain

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        fail(contract.options.kind)


@register("contracts.FailsAlways")
class FailsAlways(Calculator):
    """Fails without options."""

    @classmethod
    def update_contract(cls, _: Contract) -> None:
        fail("config")


def refusal(folder: Path, *lines: str) -> ConfigError:
    """The error for a graph file with these lines."""
    path = folder / "g.pbtxt"
    path.write_text("\n".join(lines))
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(path)
    return caught.value


def test_a_place_is_found_for_complaints_without_one(tmp_path: Path) -> None:
    """The options' place and the node are added; a complaint that has a place, and the hints, stay as they are."""
    error = refusal(
        tmp_path,
        'node { calculator: "contracts.Fails" name: "n"',
        f"  options {{ [{NAME}.ext] {{ kind: 'config' }} }} }}",
    )
    assert str(error) == (
        f'{tmp_path}/g.pbtxt:2:51: error: contracts.Fails (node "n"): too small\n    make it larger\n'
        "elsewhere: error: too wide"
    )


def test_the_place_of_plain_options(tmp_path: Path) -> None:
    """Options that are a dataclass have a place too."""
    error = refusal(
        tmp_path,
        'node { calculator: "contracts.FailsPlainly"',
        "  node_options { [type.googleapis.com/ContractErrorsPlain] { kind: 'config' } } }",
    )
    assert str(error).startswith(
        f'{tmp_path}/g.pbtxt:2:16: error: contracts.FailsPlainly (node "contracts.FailsPlainly"): too small\n'
    )


def test_without_options_it_is_the_place_of_the_node(tmp_path: Path) -> None:
    """A node that has no options has a place itself."""
    error = refusal(tmp_path, "", 'node { calculator: "contracts.FailsAlways" name: "n" }')
    assert str(error).startswith(f'{tmp_path}/g.pbtxt:2:6: error: contracts.FailsAlways (node "n"): too small\n')


def test_unforeseen_exceptions(tmp_path: Path) -> None:
    """The error names any other exception with its type, has it as cause, and hides nothing else that is wrong."""
    error = refusal(
        tmp_path,
        'node { calculator: "contracts.FailsAlways" }',
        f'node {{ calculator: "contracts.Fails" options {{ [{NAME}.ext] {{ kind: "key" }} }} }}',
    )
    assert (
        f'{tmp_path}/g.pbtxt:2:6: error: contracts.Fails (node "contracts.Fails") failed in update_contract(): '
        "KeyError: 'OUTPUT'"
    ) in str(error)
    assert len(error.diagnostics) == 3
    assert isinstance(error.__cause__, KeyError)


def test_errors_of_ours_need_no_type(tmp_path: Path) -> None:
    """An error that is meant for users is shown by its text alone."""
    error = refusal(
        tmp_path, f'node {{ calculator: "contracts.Fails" options {{ [{NAME}.ext] {{ kind: "graph" }} }} }}'
    )
    assert str(error).endswith("failed in update_contract(): no such graph")
    assert isinstance(error.__cause__, GraphError)
