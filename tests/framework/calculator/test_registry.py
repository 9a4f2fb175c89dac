"""The registry: names, aliases, families, and names that are taken."""

from __future__ import annotations

from typing import Generic, TypeVar

import pytest

from backedge import Calculator, CalculatorGraph, Input, Output, register
from backedge.calculator import registry
from backedge.calculator.registry import Registration, Registry
from backedge.errors import RegistrationError
from tests.framework.nodes import do, graph_of

T = TypeVar("T")


class Plain(Calculator):
    """A calculator to register."""


class Elsewhere(Calculator):
    """A calculator that seems to come from another module."""

    __module__ = "somewhere.else"


class OfType(Calculator, Generic[T]):
    """A family: a list in, its first item out."""

    source = Input[list[T]]()
    target = Output[T]()

    def process(self) -> None:
        self.target.send(self.source.value[0])


def test_a_class_goes_by_its_name() -> None:
    """Register without arguments takes the class's own name, and gives the class back."""

    @register
    class RegistryOwnName(Calculator):
        pass

    found = registry.find("RegistryOwnName")
    assert found is not None
    assert (found.calculator, found.canonical) == (RegistryOwnName, "RegistryOwnName")


def test_aliases() -> None:
    """Of several names the first is the one the others stand for."""
    register("registry.Long", "registry.Short")(Plain)
    found = registry.find("registry.Short")
    assert found is not None
    assert (found.calculator, found.name, found.canonical) == (Plain, "registry.Short", "registry.Long")


def test_a_name_belongs_to_one_class() -> None:
    """Another class under a name that is taken is refused, and both are named."""
    own = Registry()
    own.add(Registration("Name", Plain))
    own.add(Registration("Name", Plain))
    with pytest.raises(RegistrationError) as caught:
        own.add(Registration("Name", Elsewhere))
    assert str(caught.value) == (
        f'calculator "Name" is registered twice, by {__name__}.Plain and by somewhere.else.Elsewhere; '
        "rename one of them"
    )
    with pytest.raises(RegistrationError, match="is registered twice"):
        own.add(Registration("Name", OfType))


def test_a_module_can_be_reloaded() -> None:
    """The same qualified name may be defined anew, as a reloaded module does."""
    own = Registry()
    first = type("Again", (Calculator,), {"__module__": "m", "__qualname__": "Again"})
    second = type("Again", (Calculator,), {"__module__": "m", "__qualname__": "Again"})
    own.add(Registration("Again", first))
    own.add(Registration("Again", second))
    found = own.find("Again")
    assert found is not None
    assert found.calculator is second


def test_names_are_listed_in_order() -> None:
    """Iterating gives every registration, by name."""
    own = Registry()
    for name in ("b", "c", "a"):
        own.add(Registration(name, Plain))
    assert [registration.name for registration in own] == ["a", "b", "c"]


@pytest.mark.parametrize("target", [int, object(), lambda: None, "name"])
def test_only_calculators_can_be_registered(target: object) -> None:
    """Anything else is refused."""
    with pytest.raises(RegistrationError, match="only Calculator subclasses can be registered"):
        register("registry.Wrong")(target)


def test_families() -> None:
    """A generic class is registered once a type; its ports have that type."""
    register("registry.FirstInt")(OfType[int])
    register("registry.FirstText")(OfType[str])
    for name, item in (("registry.FirstInt", int), ("registry.FirstText", str)):
        plan = CalculatorGraph(graph_of("a", do("a", "b", calculator=name))).plan
        assert plan.stream_types == {"a": list[item], "b": item}  # type: ignore[valid-type] # item is a class


def test_a_family_without_a_type_takes_any() -> None:
    """The generic class itself stands for any type."""
    register("registry.FirstAny")(OfType)
    plan = CalculatorGraph(graph_of("a", do("a", "b", calculator="registry.FirstAny"))).plan
    assert str(plan.stream_types["a"]) == "list[typing.Any]"


def test_installed_packages_are_found() -> None:
    """Calculators of packages that announce themselves are there without an import, ours among them."""
    CalculatorGraph(graph_of("a", do("a", "b", calculator="PassThroughCalculator")))
    found = registry.find("PassThroughCalculator")
    assert found is not None
    assert found.module.startswith("backedge.calculators.")
