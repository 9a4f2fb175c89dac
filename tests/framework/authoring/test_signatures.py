"""Methods that the engine cannot call, or never would: refused when the class is registered, with what to write."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, Contract, GraphError, Input, RegistrationError, register


class Base(Calculator):
    """Has a port and does nothing."""

    number = Input[int]()

    def process(self) -> None:
        pass


class Static(Base):
    @staticmethod
    def process() -> None:
        pass


class OfClass(Base):
    @classmethod
    def process(cls) -> None:
        pass


class Property(Base):
    @property
    def process(self) -> None:  # type: ignore[override]
        pass


class Value(Base):
    process = None  # type: ignore[assignment]


class WithArguments(Base):
    def process(self, number: int, scale: float = 1.0) -> None:  # type: ignore[override]
        pass


class WithoutSelf(Base):
    def process() -> None:  # type: ignore[misc]
        pass


class OpenWithOptions(Base):
    def open(self, options: object) -> None:  # type: ignore[override]
        pass


class AsyncOpen(Base):
    async def open(self) -> None:  # type: ignore[override]
        pass


class AsyncClose(Base):
    async def close(self) -> AsyncIterator[int]:  # type: ignore[override]
        yield 1


class YieldingClose(Base):
    def close(self) -> Iterator[int]:  # type: ignore[override]
        yield 1


class CapitalOpen(Base):
    def Open(self) -> None:  # noqa: N802
        pass


class CapitalClose(Base):
    def Close(self) -> None:  # noqa: N802
        pass


class ContractOfInstance(Base):
    def update_contract(self, contract: Contract) -> None:  # type: ignore[override]
        pass


class ContractWithMore(Base):
    @classmethod
    def update_contract(cls, contract: Contract, options: object) -> None:  # type: ignore[override]
        pass


class InitWithArguments(Base):
    def __init__(self, gain: float) -> None:
        pass


@pytest.mark.parametrize(
    ("cls", "message"),
    [
        (Static, r"process is a static method, but .* an instance, which has the ports; leave out @staticmethod"),
        (OfClass, r"process is a class method, but .* an instance, which has the ports; leave out @classmethod"),
        (Property, r"process is a property, but .* an instance, which has the ports; leave out @property"),
        (Value, r"process is None; write a method, def process\(self\) -> None"),
        (
            WithArguments,
            r"process\(self, number: .*\) -> .*: the engine calls it with self alone; packets are in the .*",
        ),
        (WithoutSelf, r"process\(\) -> .*: the engine calls it with self alone; packets are in the ports, .*"),
        (OpenWithOptions, r"open\(self, options: .*\) -> .*: the engine calls it with self alone; .*"),
        (AsyncOpen, r"open\(\) is async, and the engine does not await it: write it as a plain function"),
        (AsyncClose, r"close\(\) is async, and the engine does not await it: write it as a plain function"),
        (YieldingClose, r"close\(\) has a yield, and the engine does not iterate: send\(\) each result instead"),
        (CapitalOpen, r"Open\(\) is never called; its name here is open\(\)"),
        (CapitalClose, r"Close\(\) is never called; its name here is close\(\)"),
        (ContractOfInstance, r"update_contract is called on the class; write @classmethod above it"),
        (ContractWithMore, r"update_contract\(contract: .*, options: .*: the engine calls it with the contract alone"),
        (
            InitWithArguments,
            r"__init__\(\) takes arguments, and the engine gives none; what a graph sets is an option .*",
        ),
    ],
)
def test_a_method_that_cannot_be_called(cls: type[Calculator], message: str) -> None:
    """The error names the class and the method."""
    with pytest.raises(RegistrationError, match=rf"^{cls.__name__}\.{message}$"):
        register(cls)


class Inherits(WithArguments):
    """Has nothing of its own."""


class Lenient(Base):
    """Has parameters that need no argument."""

    def __init__(self, gain: float = 1.0, **others: Any) -> None:
        pass

    def process(self, *arguments: Any, scale: float = 1.0, **others: Any) -> None:
        pass

    @staticmethod
    def update_contract(contract: Contract) -> None:
        pass


def test_inherited_methods_are_looked_at() -> None:
    """A subclass is refused for a method of its base."""
    with pytest.raises(RegistrationError, match=r"^Inherits\.process\(self, number"):
        register(Inherits)


def test_parameters_with_defaults_do_not_matter() -> None:
    """What can be called is right."""
    assert register("signatures.Lenient")(Lenient) is Lenient


@dataclass
class SignatureOptions:
    """Options."""

    gain: float = 1.0


def test_options_are_annotated() -> None:
    """Options that are assigned are refused, as the engine sets them; so are those that might be None."""
    for value in (SignatureOptions, SignatureOptions(2.0)):
        with pytest.raises(
            RegistrationError, match=r"^Wrong\.options: .* write options: SignatureOptions, and all def"
        ):
            type("Wrong", (Base,), {"options": value})

    with pytest.raises(
        RegistrationError, match=r"\.Maybe\.options: a node always has options; annotate with Sig\w+ alone$"
    ):

        class Maybe(Base):
            options: SignatureOptions | None

    with pytest.raises(
        RegistrationError, match=r"\.Raising\.options: AttributeError: type object 'SignatureOptions' has"
    ):

        class Raising(Base):
            options: SignatureOptions.Inner  # type: ignore[name-defined]


@register("signatures.PortInInit")
class PortInInit(Base):
    """Makes a port of its own."""

    def __init__(self) -> None:
        self.own = Input[int]()


def test_a_port_that_is_made_in_init_is_refused(threads: int) -> None:
    """It would be connected to nothing, and stay empty."""
    text = 'input_stream: "n" node { calculator: "signatures.PortInInit" input_stream: "n" }'
    graph = CalculatorGraph(text, num_threads=threads)
    with pytest.raises(
        GraphError, match=r"PortInInit\.own is a port of no stream, as __init__ makes it; declare it in "
    ):
        graph.start_run()
